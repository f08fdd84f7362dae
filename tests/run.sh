#!/bin/sh
# SPDX-License-Identifier: MIT
# Run the parts of the test suite, several at once,
# and add up what they say. Each suite of unit tests is a part.
# Usage: run.sh BUILD
# A part ends with a line "NAME: N passed, N failed, N skipped". One that
# fails without saying so, or ran nothing, counts as one failure.
set -u
build=$1
passed=0 failed=0 skipped=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

part() {
	case $1 in
	layers)          tests/layers.sh ;;
	golden|badinput|view) "tests/$1.sh" "$build/gonio" ;;
	completion|readme) "tests/$1.sh" "$build" ;;
	usb)             "$build/usb" ;;
	unit-*)          CK_RUN_SUITE=${1#unit-} "$build/unit" ;;
	esac
}

# Run each part that no other worker took; what it said is shown at its end.
worker() {
	for name in $parts; do
		mkdir "$tmp/$name" 2>/dev/null || continue
		part "$name" >"$tmp/$name/log" 2>&1
		echo $? >"$tmp/$name/code"
		cat "$tmp/$name/log"
	done
}

# sum NAME: adds the numbers of its last line to ours
n='\([0-9]*\)'
sum() {
	code=$(cat "$tmp/$1/code")
	numbers=$(sed -n "s/^${1%%-*}: $n passed, $n failed, $n skipped\$/\
\\1 \\2 \\3/p" "$tmp/$1/log" | tail -n 1)
	# the three numbers become $2 $3 $4
	# shellcheck disable=SC2086
	set -- "$1" ${numbers:-0 0 0}
	passed=$((passed + $2)) failed=$((failed + $3))
	skipped=$((skipped + $4))
	if [ "$3" -eq 0 ] && { [ "$code" -ne 0 ] || [ $(($2 + $4)) -eq 0 ]; }
	then
		echo "$1: failed with exit code $code, $2 passed"
		failed=$((failed + 1))
	fi
}

if ! suites=$("$build/unit" list); then
	echo "run: no list of the unit tests' suites"
	exit 1
fi
# a script takes as long as many suites: none is left to run alone at the end
scripts="view completion readme usb badinput golden layers"
parts="$scripts $(echo "$suites" | sed 's/^/unit-/')"
# one more than processors, as some mostly wait for devices that are not there
jobs=$(($(nproc 2>/dev/null || echo 2) + 1))
while [ "$jobs" -gt 0 ]; do
	worker &
	jobs=$((jobs - 1))
done
wait
for name in $parts; do
	sum "$name"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
