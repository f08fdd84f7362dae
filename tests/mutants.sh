#!/bin/sh
# SPDX-License-Identifier: MIT
# Break the code on purpose, one line at a time: do the unit tests notice?
# Usage: mutants.sh [FILE...]     (default tests/mutants/*.txt)
# A line of a file is PATH, a tab, a sed expression; '#' starts a comment.
# Each mutant changes one file of a built copy, so little is compiled again.
# The suite named as the list is run first, all of them only if it is content.
set -u
top=$(pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}
limit=${MUTANT_S:-30}
began=$(date +%s)
tab=$(printf '\t')
[ $# -gt 0 ] || set -- tests/mutants/*.txt

# A mutant must be caught by a result, not by the optimizer's warnings.
build() {
	make -s -j"${1:-1}" BUILD=build/mutant CFLAGS='-O1 -w' \
		build/mutant/unit
}

# units SUITE: run one suite's tests; all: those of all suites; -: none
units() {
	case $1 in
	-)   ;;
	all) timeout "$limit" build/mutant/unit ;;
	*)   CK_RUN_SUITE=$1 timeout "$limit" build/mutant/unit ;;
	esac
}

# Try each line of a list in a copy of its own; verdicts go to LIST.out.
worker() {
	cp -a "$tmp/clean" "$1.tree" && cd "$1.tree" || exit 1
	while IFS="$tab" read -r suite path how; do
		cp -a "$path" "$1.orig"
		sed -e "$how" "$1.orig" >"$path"
		if cmp -s "$1.orig" "$path"; then
			echo "NOTHING CHANGED $path: $how"
		elif ! build >"$1.log" 2>&1; then
			echo "DOES NOT BUILD $path: $how"
		elif units "$suite" >"$1.log" 2>&1 &&
		     units all >"$1.log" 2>&1; then
			echo "SURVIVED $path: $how"
		else
			echo "noticed $path: $how"
		fi
		# newer than the mutant's object, so it is compiled again
		cp "$1.orig" "$path"
		touch "$path"
	done <"$1" >"$1.out"
}

mkdir "$tmp/clean"
cp -a Makefile lib drivers apps calib tests fixtures "$tmp/clean"
cd "$tmp/clean" || exit 1
# One process: quicker, and a mutant that crashes or hangs is noticed as well.
GONIO_DATA=/nonexistent CK_FORK=no CK_VERBOSITY=minimal
export GONIO_DATA CK_FORK CK_VERBOSITY
if ! build "$jobs" >"$tmp/log" 2>&1 || ! build/mutant/unit >"$tmp/log" 2>&1
then
	grep -E ':[FE]:|error' "$tmp/log"
	echo "mutants: the tests fail before anything is broken"
	exit 1
fi
cd "$top" || exit 1

for file; do
	suite=$(basename "$file" .txt)
	(cd "$tmp/clean" && CK_RUN_SUITE=$suite build/mutant/unit >/dev/null) ||
		suite=-
	grep -v -e '^#' -e '^[[:blank:]]*$' "$file" | sed "s/^/$suite$tab/"
done >"$tmp/all"
awk -v n="$jobs" -v out="$tmp/list" '
	{ print > (out "." (NR % n)) }' "$tmp/all"
for list in "$tmp"/list.*; do
	worker "$list" &
done
wait

cat "$tmp"/list.*.out >"$tmp/out"
grep -v '^noticed' "$tmp/out" | sed 's/^/mutants: /'
passed=$(grep -c '^noticed' "$tmp/out")
failed=$(($(wc -l <"$tmp/all") - passed))
echo "mutants: took $(($(date +%s) - began)) s"
echo "mutants: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
