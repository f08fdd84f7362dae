#!/bin/sh
# SPDX-License-Identifier: MIT
# Do what README.md says, in a copy of the tree, and compare what it shows.
# Usage: readme.sh BUILD [--bless]
# --bless writes into README.md what is printed now.
#
# A block fenced as ```sh is run as it stands and must succeed. In a block
# fenced as ```console each line "$ COMMAND" is run, and the lines below it are
# what it must print; a line "..." stands for any number of lines.
# `make check` is not run: it runs this.
set -u
build=$1
bless=${2:-}
passed=0 failed=0
top=$(pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

mkdir -p "$tmp/tree/$build"
cp -a Makefile README.md LICENSE lib drivers apps calib tests fixtures \
	"$tmp/tree"
cp -a "$build/." "$tmp/tree/$build"
PATH=$tmp/tree/$build:$PATH
BUILD=$build
GONIO_CALIBRATION=$tmp/calibration
export PATH BUILD GONIO_CALIBRATION

# N.sh is a block's commands; N-K.run and N-K.want a command and its output.
awk -v out="$tmp/" '
	/^```sh$/      { kind = "sh"; n++; next }
	/^```console$/ { kind = "console"; n++; k = 0; next }
	/^```/         { kind = kind == "" ? "other" : ""; next }
	kind == "sh"   { print > (out n ".sh") }
	kind == "console" && /^\$ / {
		k++
		print substr($0, 3) > (out n "-" k ".run")
		printf "" > (out n "-" k ".want")
		next
	}
	kind == "console" { print > (out n "-" k ".want") }
' README.md

# same WANT GOT: are they equal, where "..." matches any lines?
same() {
	awk 'FNR == NR { want[++n] = $0; next }
	     { got[++m] = $0 }
	     function match_from(i, j,  k) {
		if (i > n)
			return j > m
		if (want[i] == "...") {
			for (k = j; k <= m + 1; k++)
				if (match_from(i + 1, k))
					return 1
			return 0
		}
		return j <= m && want[i] == got[j] && match_from(i + 1, j + 1)
	     }
	     END { exit !match_from(1, 1) }' "$1" "$2"
}

cd "$tmp/tree" || exit 1
for script in "$tmp"/*.sh; do
	[ -e "$script" ] || continue
	sed -i '/^make check$/d' "$script"
	if sh -eu "$script" >"$tmp/got" 2>&1 </dev/null; then
		passed=$((passed + 1))
	else
		echo "readme: failed:"
		cat "$script" "$tmp/got"
		failed=$((failed + 1))
	fi
done
for run in "$tmp"/*.run; do
	[ -e "$run" ] || continue
	sh -u "$run" >"$tmp/got" 2>&1 </dev/null
	# what make says while it builds is no part of the result
	sed -i -e '/^  \(CC\|AS\|AR\|LD\) /d' -e '/^make\[/d' "$tmp/got"
	if [ "$bless" = --bless ] && ! same "${run%.run}.want" "$tmp/got"; then
		cp "$tmp/got" "${run%.run}.want"
	fi
	if same "${run%.run}.want" "$tmp/got"; then
		passed=$((passed + 1))
	else
		echo "readme: \$ $(cat "$run")"
		diff -u --label README.md --label printed \
			"${run%.run}.want" "$tmp/got"
		failed=$((failed + 1))
	fi
done
cd "$top" || exit 1

# The same blocks again, each command followed by what belongs to it.
if [ "$bless" = --bless ]; then
	awk -v in_="$tmp/" '
		/^```sh$/      { kind = "sh"; n++ }
		/^```console$/ { kind = "console"; n++; k = 0; print; next }
		/^```$/        { kind = "" }
		kind != "console" { print; next }
		/^\$ /         {
			print
			file = in_ n "-" ++k ".want"
			while ((getline line < file) > 0)
				print line
			close(file)
		}' README.md >"$tmp/README.md" &&
	cat "$tmp/README.md" >README.md
fi

echo "readme: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
