#!/usr/bin/env bash
# The report in a real browser: headless Chromium of Debian's packages, driven by Python's standard library.
#
#   tests/browser/run.sh [--pictures FOLDER]
#
# Chromium is installed where it is missing and this may install it. Where it cannot be had the test says so: as skipped
# on a person's machine, as failed in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v chromium > /dev/null || ! command -v chromedriver > /dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-dejavu-core > /dev/null
    else
        echo "skipped: chromium and chromedriver are not installed (Debian: apt-get install chromium chromium-driver)"
        [ -z "${CI:-}" ]
        exit
    fi
fi

classify=${CLASSIFY:-${CARGO_TARGET_DIR:-target}/release/classify}
[ -x "$classify" ] || cargo build --locked --release
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
export PYTHONUTF8=1 SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1750000000}
"$classify" -q data/postings.csv -o "$pages/out.csv" --report "$pages/sample.html"
python3 tests/browser/hostile.py > "$pages/hostile.csv"
"$classify" -q "$pages/hostile.csv" -o "$pages/out.csv" --report "$pages/hostile.html"
# Beyond 5,000 rows the map has circles, and the list an end.
python3 - data/postings-train.csv "$pages/large.csv" <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
with open(sys.argv[2], "w", newline="", encoding="utf-8") as file:
    out = csv.writer(file)
    out.writerow(["id", "title", "description"])
    for i in range(6):
        for j, row in enumerate(rows):
            halves = row["description"].split(". ")
            other = rows[(j * 7 + i * 131) % len(rows)]["description"].split(". ")
            out.writerow([f"{i}-{row['id']}", row["title"], ". ".join(halves if i == 0 else halves[i % 2 :: 2] + other[: i + 2])])
PYTHON
"$classify" -q "$pages/large.csv" -o "$pages/out.csv" --report "$pages/large.html"
"$classify" evaluate data/postings-dev.csv --report "$pages/evaluation.html" > /dev/null
exec_args=("$pages")
if [ "${1:-}" = --pictures ]; then
    mkdir -p "$2"
    exec_args+=(--pictures "$2")
fi
python3 tests/browser/report.py "${exec_args[@]}"
