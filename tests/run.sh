#!/bin/sh
# SPDX-License-Identifier: MIT
# Run the parts of the test suite and add up what they say.
# Usage: run.sh BUILD
# A part ends with a line "NAME: N passed, N failed, N skipped". One that
# fails without saying so, or ran nothing, counts as one failure.
set -u
build=$1
passed=0 failed=0 skipped=0
log=$(mktemp) || exit 1
trap 'rm -f "$log" "$log.code"' EXIT

part() {
	name=$1
	shift
	{ "$@" 2>&1; echo $? >"$log.code"; } | tee "$log"
	code=$(cat "$log.code")
	sum=$(sed -n "s/^$name: \\([0-9]*\\) passed, \\([0-9]*\\) failed, \
\\([0-9]*\\) skipped\$/\\1 \\2 \\3/p" "$log" | tail -n 1)
	# the three numbers become $1 $2 $3
	# shellcheck disable=SC2086
	set -- ${sum:-0 0 0}
	passed=$((passed + $1)) failed=$((failed + $2))
	skipped=$((skipped + $3))
	if [ "$2" -eq 0 ] && { [ "$code" -ne 0 ] || [ $(($1 + $3)) -eq 0 ]; }
	then
		echo "$name: failed with exit code $code, $1 passed"
		failed=$((failed + 1))
	fi
}

part layers tests/layers.sh
part unit "$build/unit"
part usb "$build/usb"
part golden tests/golden.sh "$build/gonio"
part badinput tests/badinput.sh "$build/gonio"
part readme tests/readme.sh "$build"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
