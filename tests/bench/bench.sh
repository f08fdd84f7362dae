#!/bin/sh
# SPDX-License-Identifier: MIT
# All benchmarks, one JSON object a line; last, whole programs: an hour of one
# 100 Hz sensor with ten minutes of exercise in it, from its TSV to the result.
# Usage: bench.sh BUILD
set -eu
build=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$build/bench"
"$build/gonio" simulate fixtures/scenarios/hour.cfg -o "$tmp" >"$tmp/log"
tsv=$(find "$tmp" -name '*_motion.tsv' | head -n 1)
"$build/bench" --process score_hour "$(wc -l <"$tsv")" "$(wc -c <"$tsv")" \
	"$build/gonio" score --format json "$tsv"
