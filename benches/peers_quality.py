"""Macro-F1 by the duties alone of what people would use instead, on the rows of `cargo bench --bench yardsticks`.

    python3 -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 fasttext==0.9.3 vowpalwabbit==9.11.9
    .venv/bin/python benches/peers_quality.py PEERS.py [POSTINGS]

PEERS.py trains and applies scikit-learn, fastText and Vowpal Wabbit (`train KIND CSV MODEL`, `classify KIND MODEL CSV OUT`); it cuts names of
roles out of the description and reads nothing else. POSTINGS is a folder with real-roles-dev.csv; without it those columns are left out.
"""
import csv
import os
import subprocess
import sys
import tempfile

csv.field_size_limit(1 << 30)
ROLES = ["CIO", "CTO", "IT Director"]
KINDS = {"sklearn": "scikit-learn TF-IDF, uni- and bigrams, logistic regression", "fasttext": "fastText, bigrams", "vw": "Vowpal Wabbit, bigrams"}


def rows(path):
    with open(path, newline="", encoding="utf-8") as f:
        return [r for r in csv.DictReader(f) if r["label"] in ROLES]


def write(path, data):
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, ["id", "title", "label", "description"], extrasaction="ignore")
        out.writeheader()
        out.writerows({**r, "id": i} for i, r in enumerate(data))


def macro_f1(peers, kind, train, test, folder):
    a, b, out = (os.path.join(folder, name) for name in ("train.csv", "test.csv", "out.csv"))
    model = os.path.join(folder, "model")
    os.makedirs(model, exist_ok=True)
    write(a, train)
    write(b, test)
    for command in (["train", kind, a, model], ["classify", kind, model, b, out]):
        subprocess.run([sys.executable, peers, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(out, newline="", encoding="utf-8") as f:
        answers = {int(r["id"]): r["label"] for r in csv.DictReader(f)}
    scores = []
    for role in {r["label"] for r in test}:
        hits = sum(answers[i] == role == r["label"] for i, r in enumerate(test))
        scores.append(2 * hits / (sum(r["label"] == role for r in test) + sum(a == role for a in answers.values())))
    return sum(scores) / len(scores)


def main():
    peers = sys.argv[1]
    real = os.path.join(sys.argv[2], "real-roles-dev.csv") if len(sys.argv) > 2 else ""
    train, more, dev = (rows(f"data/postings-{name}.csv") for name in ("train", "train-more", "dev"))
    worlds = sorted({r["world"] for r in train})
    voice = lambda *names: [r for r in train if r["voice"] in names]
    tests = {"authored dev": dev} | ({"real ads": rows(real)} if os.path.exists(real) else {})
    columns = ["one world out, mean (worst)", "vivid → HR", "vivid + HR → ad", *tests, *(f"both files: {test}" for test in tests)]
    print("| peer | " + " | ".join(columns) + " |\n" + "| --- " * (len(columns) + 1) + "|")
    for kind, name in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            f1 = lambda a, b: macro_f1(peers, kind, a, b, folder)
            out = [f1([r for r in train if r["world"] != w], [r for r in train if r["world"] == w]) for w in worlds]
            cells = [f1(voice("vivid"), voice("hr")), f1(voice("vivid", "hr"), voice("ad"))]
            cells += [f1(known, test) for known in (train, train + more) for test in tests.values()]
            print(f"| {name} | {sum(out) / len(out):.3f} ({min(out):.3f}) | " + " | ".join(f"{c:.3f}" for c in cells) + " |", flush=True)


main()
