#!/usr/bin/env bash
# Instructions a posting of the kernel and the pipeline, counted by callgrind on generated postings, against the record.
# Fails when one rises by more than 3%. `--record` writes the record anew: do so in the commit that changes the figures.
set -euo pipefail
cd "$(dirname "$0")/.."
record=benches/record/instructions.tsv
postings=500

counted() { # program passes: all instructions of one run
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" --passes "$2" 2>&1 | sed -n 's/.*Collected : *//p'
}

new=$(mktemp)
trap 'rm -f "$new"' EXIT
for bench in kernel pipeline; do
    program=$(cargo bench --locked --no-run --bench "$bench" --message-format json 2> /dev/null |
        sed -n "s/.*\"executable\":\"\([^\"]*\/$bench-[^\"]*\)\".*/\1/p")
    # What comes before the first pass is in both runs, and in the difference no more.
    few=$(counted "$program" 1)
    many=$(counted "$program" 2)
    printf '%s\t%s\n' "$bench" $(((many - few) / postings)) >> "$new"
done

if [ "${1-}" = --record ]; then
    { printf '# instructions a posting; %s\n' "$(rustc --version)"; cat "$new"; } > "$record"
    cat "$record"
    exit
fi
if ! grep -qF "$(rustc --version)" "$record"; then
    echo "recorded with another compiler, not compared: $(head -n 1 "$record"), now $(rustc --version)"
    exit
fi
awk -F '\t' '
    /^#/ { next }
    NR == FNR { recorded[$1] = $2; next }
    {
        change = 100 * ($2 / recorded[$1] - 1)
        printf "%s: %d instructions a posting, %d recorded (%+.1f%%)\n", $1, $2, recorded[$1], change
        if (change > 3) { risen = 1 }
    }
    END { if (risen) { print "risen by more than 3%: make it cheaper, or record it (benches/instructions.sh --record)"; exit 1 } }
' "$record" "$new"
