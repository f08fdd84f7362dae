#!/bin/sh
# SPDX-License-Identifier: MIT
# Score every recording under fixtures/recordings: the count against truth.tsv,
# which was written before any program counted, then the whole result against
# fixtures/golden/NAME.json. The simulator must still make these recordings.
# Usage: golden.sh GONIO [--bless]
# --bless rewrites the golden files, but never with a wrong count.
set -u
gonio=$1
bless=${2:-}
passed=0 failed=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
golden=fixtures/golden
: >"$tmp/names"

bad() {
	echo "golden: $*"
	failed=$((failed + 1))
}

# One item a line, so that diff shows what differs.
split() {
	sed 's/[{[]/&\n/g; s/,"/,\n"/g; s/},{/},\n{/g' "$1"
	echo
}

# attempted FILE: the count that the result holds
attempted() {
	sed -n 's/.*"rep_count": *{"attempted": *\([0-9]*\).*/\1/p' "$1"
}

# one RECORDING TRUE_REPS
one() {
	name=$(basename "$1")
	name=${name%_motion.tsv} name=${name%.*}
	echo "$name.json" >>"$tmp/names"
	"$gonio" score --format json "$1" >"$tmp/out" 2>"$tmp/err"
	code=$?
	if [ "$code" -ne 0 ] || [ "$(wc -l <"$tmp/out")" -ne 1 ]; then
		bad "$1: exit code $code, $(wc -l <"$tmp/out") lines"
		cat "$tmp/err"
		return
	fi
	got=$(attempted "$tmp/out")
	if [ "$2" != n/a ] && [ "$2" != "$got" ]; then
		bad "$1: counted ${got:-nothing}, truth is $2"
		return
	fi
	if [ "$bless" = --bless ]; then
		mkdir -p "$golden"
		cp "$tmp/out" "$golden/$name.json"
	elif ! [ -e "$golden/$name.json" ]; then
		bad "$golden/$name.json: missing; after a look at the" \
		    "result: make bless"
		return
	elif ! cmp -s "$golden/$name.json" "$tmp/out"; then
		split "$golden/$name.json" >"$tmp/a"
		split "$tmp/out" >"$tmp/b"
		diff -u --label "$golden/$name.json" --label "$1" \
			"$tmp/a" "$tmp/b" | head -n 60
		bad "$1: differs from its golden result"
		return
	fi
	passed=$((passed + 1))
}

# Columns are found by name. An empty reps column stands for n/a.
rows() {
	awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		NF { r = $col["reps"]; print $col["recording"] "\t" \
		     (r == "" ? "n/a" : r) }' "$1"
}

# simulated FOLDER: what its notes say, "scenario NAME, seed N", made again
simulated() {
	rm -rf "$tmp/sim"
	sed -n 's/.*scenario \([a-z0-9_]*\), seed \([0-9]*\).*/\1 \2/p' \
		"$1/truth.tsv" >"$tmp/scenarios"
	while read -r scenario seed; do
		"$gonio" simulate "$scenario" --seed "$seed" -o "$tmp/sim" \
			>"$tmp/out" 2>&1 || cat "$tmp/out"
	done <"$tmp/scenarios"
	[ -s "$tmp/scenarios" ] || return
	if diff -rq "$tmp/sim" "$1" >"$tmp/out"; then
		passed=$((passed + 1))
	else
		cat "$tmp/out"
		bad "$1: the simulator makes other recordings now"
	fi
}

for truth in $(find fixtures/recordings -name truth.tsv 2>/dev/null | sort); do
	rows "$truth" >"$tmp/rows"
	while IFS='	' read -r recording reps; do
		one "${truth%/*}/$recording" "$reps"
	done <"$tmp/rows"
	simulated "${truth%/*}"
	# a recording without truth is a test that nobody runs
	"$gonio" score --format json "${truth%/*}" >"$tmp/all" 2>/dev/null
	n=$(wc -l <"$tmp/all")
	[ "$n" -eq "$(wc -l <"$tmp/rows")" ] ||
		bad "${truth%/*}: $n recordings, $truth lists" \
		    "$(wc -l <"$tmp/rows")"
done

for file in "$golden"/*; do
	[ -e "$file" ] || continue
	grep -qxF "$(basename "$file")" "$tmp/names" ||
		bad "$file: no recording, no test"
done
[ "$(sort "$tmp/names" | uniq -d | wc -l)" -eq 0 ] ||
	bad "two recordings of one name: $(sort "$tmp/names" | uniq -d)"

echo "golden: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
