"""Opens the report's pages in a browser as a person would, and looks at what happens.

    tests/browser/run.sh [--pictures FOLDER]        installs what it needs, makes the pages, runs this
"""

import argparse
import pathlib
import shutil
import sys

from webdriver import Browser

TAB, ENTER, SPACE = "\ue004", "\ue007", " "

checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"FAILED: {what}")


def quiet(browser, page):
    """Nothing was complained of, and nothing asked for but the page itself."""
    complaints = browser.messages()
    check(not complaints, f"{page.name}: the console says {complaints}")
    asked = [url for url in browser.requests() if url != page.as_uri()]
    check(not asked, f"{page.name}: asked for {asked}")


def shown(browser):
    """The rows of the list that can be seen: the text of their first cells."""
    return browser.run("""return [...document.querySelectorAll('#list > tbody')].filter(b => !b.hidden)
        .map(b => b.rows[0].cells[0].innerText.trim())""")


def column(browser, number):
    return browser.run("""return [...document.querySelectorAll('#list > tbody')].filter(b => !b.hidden)
        .map(b => b.rows[0].cells[arguments[0]].innerText.trim())""", number)


def sorts(browser):
    as_it_came = shown(browser)
    check(len(as_it_came) > 3, "the sample has rows to look at")
    head = "#list > thead th:nth-child(4)"
    state = lambda: browser.run("return document.querySelector(arguments[0]).getAttribute('aria-sort')", head)
    browser.click(head + " button")
    up = [float(text) for text in column(browser, 3)]
    check(up == sorted(up) and state() == "ascending", "a press sorts upward")
    browser.run("document.querySelector(arguments[0]).focus()", head + " button")
    browser.press(ENTER)
    down = [float(text) for text in column(browser, 3)]
    check(down == sorted(down, reverse=True) and state() == "descending", "Enter sorts downward")
    browser.press(ENTER)
    check(shown(browser) == as_it_came and state() is None, "a third press brings back the order of the page")
    browser.click("#list > thead th:nth-child(2) button")
    titles = [title.lower() for title in column(browser, 1)]
    check(titles == sorted(titles), "titles sort as text")
    browser.click("#list > thead th:nth-child(2) button")
    browser.click("#list > thead th:nth-child(2) button")


def filters(browser):
    everything = shown(browser)
    browser.type("#f-reason", "title-disagrees")
    some = shown(browser)
    check(0 < len(some) < len(everything), "a reason filters")
    reasons = column(browser, 6)
    check(all("title-disagrees" in reason for reason in reasons), "what is left has the reason")
    said = browser.run("return document.getElementById('f-count').textContent")
    check(said == f"{len(some)} of {len(everything)} listed rows", "the number is told")
    browser.type("#f-text", "zzzz")
    check(not shown(browser) and browser.run("return !document.getElementById('f-none').hidden"), "nothing found is told")
    browser.click("#filters button[type=reset]")
    browser.run("return new Promise(done => setTimeout(done))")
    check(shown(browser) == everything, "clearing shows everything")


def opens(browser):
    first = "#list > tbody:nth-of-type(1)"
    seen = lambda: browser.run("return document.querySelector(arguments[0] + ' tr.detail').checkVisibility()", first)
    check(not seen(), "details are closed at first")
    browser.run("document.querySelector(arguments[0]).focus()", first + " button.toggle")
    browser.press(SPACE)
    expanded = browser.run("return document.querySelector(arguments[0]).getAttribute('aria-expanded')", first + " button.toggle")
    check(seen() and expanded == "true", "the space bar opens a row")
    check(browser.run("return document.querySelectorAll(arguments[0] + ' mark').length", first) > 3, "keywords are marked")
    parts = browser.run("""return [...document.querySelectorAll(arguments[0] + ' .sum td.num')].map(td => Number(td.innerText))""", first)
    check(abs(sum(parts[:-1]) - parts[-1]) < 0.02, f"the parts sum up: {parts}")
    browser.click(first + " tr.head td:nth-child(4)")
    check(not seen(), "a click on the row closes it")


def themes(browser):
    ground = lambda: browser.run("return getComputedStyle(document.body).backgroundColor")
    light = ground()
    browser.scheme("dark")
    dark = ground()
    check(light != dark, "the page follows the system's theme")
    browser.click("#theme")
    check(ground() == light, "the button switches it")
    browser.click("#theme")
    check(ground() == dark, "and back")
    browser.scheme("light")
    browser.run("delete document.documentElement.dataset.theme")


def the_map(browser):
    dots = lambda: browser.run("return [...document.querySelectorAll('#map .marks path')].filter(p => p.getBoundingClientRect().width > 0).length")
    all_dots = dots()
    check(all_dots >= 40, "every posting of the sample is on the map")
    browser.click("[data-map=c0]")
    check(0 < dots() < all_dots, "the legend hides a role")
    browser.click("[data-map=c0]")
    check(dots() == all_dots, "and shows it again")


def reads_well(browser, page):
    check(browser.run("return document.documentElement.lang") == "en", "the language is told")
    levels = browser.run("return [...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))")
    steps = all(b <= a + 1 for a, b in zip(levels, levels[1:]))
    check(levels[0] == 1 and levels.count(1) == 1 and steps, f"headings are in order: {levels}")
    nameless = browser.run("""return [...document.querySelectorAll('button,select,input,a,figure svg,td svg')].filter(e =>
        !e.ariaHidden && !(e.innerText || e.ariaLabel || e.labels?.length || e.textContent)).map(e => e.outerHTML.slice(0, 99))""")
    check(not nameless, f"{page.name}: without a name: {nameless}")
    twice = browser.run("""const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        return ids.filter((id, i) => ids.indexOf(id) !== i)""")
    check(not twice, f"ids twice: {twice}")
    lost = browser.run("""return [...document.querySelectorAll('[aria-controls],[aria-labelledby]')]
        .map(e => e.getAttribute('aria-controls') || e.getAttribute('aria-labelledby')).filter(id => !document.getElementById(id))""")
    check(not lost, f"ids that are nowhere: {lost}")
    browser.press(TAB)
    check(browser.run("return document.activeElement.className") == "skip", "the first tab leads past the top")


def fits(browser, page):
    """No page is wider than its screen."""
    wide = browser.run("return document.documentElement.scrollWidth - innerWidth")
    check(wide <= 0, f"{page.name}: {wide} pixels too wide")


def contrast(browser, page):
    """Text and what is under it are told apart: 4.5 to 1, as WCAG 2 AA asks."""
    low = browser.run("""
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgba = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
            const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
        const light = (c) => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
            return .2126 * r + .7152 * g + .0722 * b; };
        const under = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c.slice(0, 3); }
            return [255, 255, 255]; };
        const low = [];
        for (const e of document.querySelectorAll('p,td,th,dt,dd,h1,h2,h3,li,span,small,code,button,summary,a,text,label,output')) {
            const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
            if (!own || !e.checkVisibility() || e.closest('.hide,.skip,[aria-pressed=false]')) continue;
            const style = getComputedStyle(e);
            const front = rgba(e instanceof SVGElement ? style.fill : style.color).slice(0, 3);
            const [a, b] = [light(front), light(under(e))].sort((x, y) => y - x);
            const ratio = (a + .05) / (b + .05);
            if (ratio < 4.5) low.push(e.tagName + '.' + e.getAttribute('class') + ' ' + ratio.toFixed(2) + ' ' + e.textContent.trim().slice(0, 30));
        }
        return low""")
    check(not low, f"{page.name}: too faint: {low[:8]}")


def no_harm(browser, page):
    """A page made from postings that mean harm."""
    browser.open(page.as_uri())
    quiet(browser, page)
    check(browser.run("return window.harmed === undefined"), "no script of a posting runs")
    strange = browser.run("return [...document.querySelectorAll('img,iframe,object,embed,base,a[href^=java],[onerror],[onclick],[style]')].length")
    check(strange == 0, "no element of a posting is one of the page")
    check(browser.run("return document.querySelectorAll('script').length") == 1, "the page has one script")
    controls = browser.run(r"return (document.body.innerText.match(/[\u0000-\u0008\u000e-\u001f\u202a-\u202e\u2066-\u2069]/g) || []).length")
    check(controls == 0, "no control character is left")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("pages", type=pathlib.Path, help="folder with sample.html, large.html, hostile.html, evaluation.html")
    arguments.add_argument("--pictures", type=pathlib.Path, help="folder for screenshots")
    arguments = arguments.parse_args()
    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
    page = lambda name: (arguments.pages / f"{name}.html").resolve()
    pictures = arguments.pictures
    with Browser(driver, chromium) as browser:
        browser.screen(1280, 900)
        browser.scheme("light")
        sample = page("sample")
        browser.open(sample.as_uri())
        reads_well(browser, sample)
        sorts(browser)
        filters(browser)
        opens(browser)
        the_map(browser)
        themes(browser)
        quiet(browser, sample)
        no_harm(browser, page("hostile"))
        for name in ["sample", "large", "evaluation"]:
            if not page(name).exists():
                continue
            for scheme in ["light", "dark"]:
                for kind, width, height in [("desktop", 1280, 900), ("phone", 390, 844)]:
                    browser.screen(width, height, phone=kind == "phone")
                    browser.scheme(scheme)
                    browser.open(page(name).as_uri())
                    browser.run("document.querySelectorAll('#list > tbody button.toggle')[0]?.click()")
                    fits(browser, page(name))
                    contrast(browser, page(name))
                    if pictures:
                        browser.picture(pictures / f"{name}-{kind}-{scheme}.png", whole=True)
            quiet(browser, page(name))
        if pictures:
            browser.screen(1280, 2090)
            browser.scheme("light")
            browser.open(sample.as_uri())
            browser.picture(pictures / "readme.png")
            browser.paper(pictures / "sample.pdf")
    print(f"{checks} passed, 0 failed")


if __name__ == "__main__":
    main()
