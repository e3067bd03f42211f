"""A browser over the W3C WebDriver protocol, which is JSON over HTTP: the standard library is enough."""

import base64
import json
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """Headless Chromium, until the `with` block ends. It keeps what the console said and what was asked of a network."""

    def __init__(self, driver, chromium):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.profile = tempfile.TemporaryDirectory()
        self.log = open(f"{self.profile.name}/driver.log", "w+")
        self.process = subprocess.Popen([driver, f"--port={port}"], stdout=self.log, stderr=self.log)
        self.wait()
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
                     "--force-device-scale-factor=1", "--no-first-run", "--disable-background-networking",
                     f"--user-data-dir={self.profile.name}/profile"]
        options = {"binary": chromium, "args": arguments}
        logs = {"browser": "ALL", "performance": "ALL"}
        capabilities = {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": logs}}
        answer = self.post("/session", {"capabilities": capabilities})
        self.base += f"/session/{answer['sessionId']}"
        # What the browser's own first page did does not count.
        self.open("about:blank")
        self.messages()
        self.requests()

    def wait(self):
        for _ in range(300):
            try:
                if self.get("/status")["ready"]:
                    return
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError("chromedriver does not start:\n" + self.log.read())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()
            self.log.close()
            self.profile.cleanup()

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {json.load(error)['value']['message']}") from None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body):
        return self.call("POST", path, body)

    def open(self, url):
        self.post("/url", {"url": url})

    def run(self, script, *arguments):
        """The value of a function's body."""
        return self.post("/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, css):
        return self.post("/element", {"using": "css selector", "value": css})[ELEMENT]

    def click(self, css):
        self.post(f"/element/{self.find(css)}/click", {})

    def type(self, css, text):
        self.post(f"/element/{self.find(css)}/value", {"text": text})

    def press(self, *keys):
        """Keys one after the other, to whatever has the focus."""
        down_and_up = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.post("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": down_and_up}]})

    def devtools(self, command, **parameters):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def screen(self, width, height, phone=False):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if phone else 1,
                      mobile=phone)

    def scheme(self, name):
        # Scrolling that takes its time would have clicks miss.
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}, still])

    def picture(self, path, whole=False):
        data = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def paper(self, path):
        data = self.post("/print", {"background": True, "page": {"width": 21.0, "height": 29.7}})
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def messages(self):
        """What the console has said since the last call."""
        return [entry["level"] + " " + entry["message"] for entry in self.post("/se/log", {"type": "browser"})]

    def requests(self):
        """The addresses asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self.post("/se/log", {"type": "performance"})]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
