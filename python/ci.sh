#!/usr/bin/env bash
# The Python package's checks, in an environment of their own:
#   python/ci.sh package    format, lints, `pip install ./python` as a newcomer does it, tests
#   python/ci.sh spark      the tests on Spark; needs Java 17
# The program to compare with is $CLASSIFY, or target/release/classify, which is built if it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-$PWD/target}
venv=$target/python-venv
export CLASSIFY=${CLASSIFY:-$target/release/classify}

if ! command -v python3 > /dev/null; then
    echo "skipped: Python 3.10 or newer is not installed"
    exit 0
fi

package() {
    cargo fmt --check --manifest-path python/Cargo.toml
    CARGO_TARGET_DIR=$target/python cargo clippy --locked --release --manifest-path python/Cargo.toml -- -D warnings
    test -x "$CLASSIFY" || cargo build --locked --release
    python3 -m venv --clear "$venv"
    CARGO_TARGET_DIR=$target/python "$venv/bin/pip" install --quiet "./python[test,spark]"
    "$venv/bin/pytest" -q python -m "not spark"
}

spark() {
    if ! command -v java > /dev/null && test "${CI:-}" = true && command -v apt-get > /dev/null; then
        apt-get update -qq && apt-get install -qq -y openjdk-17-jre-headless
    fi
    if ! command -v java > /dev/null; then
        echo "skipped: Java 17 is not installed"
        return
    fi
    "$venv/bin/pytest" -q python -m spark
}

"${1:?say which: package or spark}"
