#!/bin/sh
# SPDX-License-Identifier: MIT
# Run every fuzzer for its share of the time, from seeds of the fixtures.
# Usage: fuzz.sh BUILD SECONDS
# A seed is any file below fixtures/ that the fuzzer's comment names:
#	/* Seeds: *_channels.tsv */
set -u
build=$1 seconds=$2
passed=0 failed=0
fuzzers=$(ls tests/fuzz/*.c)
share=$((seconds / $(echo "$fuzzers" | wc -l)))
[ "$share" -gt 0 ] || share=1

for source in $fuzzers; do
	name=$(basename "$source" .c)
	corpus=$build/corpus/$name
	mkdir -p "$corpus" "$build/crash"
	pattern=$(sed -n 's/.*Seeds: \([^ ]*\).*/\1/p' "$source" | head -n 1)
	n=0
	for seed in $(find fixtures lib/catalogue tests/fuzz -type f \
		      -name "${pattern:-*.seed}" | sort); do
		n=$((n + 1))
		# the start of a long recording says as much as all of it
		head -c 4096 "$seed" >"$corpus/seed-$n"
	done
	if [ "$n" -eq 0 ]; then
		echo "fuzz: $name: no seeds; name them in $source"
		failed=$((failed + 1))
		continue
	fi
	if "$build/$name" -max_total_time="$share" -max_len=8192 -timeout=10 \
	   -rss_limit_mb=1024 -artifact_prefix="$build/crash/$name-" \
	   -verbosity=0 -print_final_stats=1 "$corpus" >"$build/$name.log" 2>&1
	then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' \
		       "$build/$name.log")
		echo "fuzz: $name: $runs runs in $share s from $n seeds"
		passed=$((passed + 1))
	else
		tail -n 40 "$build/$name.log"
		echo "fuzz: $name: failed; the input is in $build/crash"
		failed=$((failed + 1))
	fi
done

echo "fuzz: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
