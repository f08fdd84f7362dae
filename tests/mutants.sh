#!/bin/sh
# SPDX-License-Identifier: MIT
# Break the code on purpose, one line at a time: do the tests notice?
# Usage: mutants.sh [FILE...]     (default tests/mutants/*.txt)
# A line of a file is PATH, a tab, a sed expression; '#' starts a comment.
# Each mutant changes one file of a built copy, so little is compiled again.
# The suite named as the list is run first, all of them only if it is content.
# A list usb_SUITE.txt is for the emulated devices' suites, the others for the
# unit tests'; a line "# suite: NAME" in it says which suite, if not its name.
# SHARE=K/N: only each Nth mutant of a list, from the Kth on, K 1..N.
set -u
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}
began=$(date +%s)
tab=$(printf '\t')
[ $# -gt 0 ] || set -- tests/mutants/*.txt

# Most of a mutant's build is linking. Where gold is, it takes half the time.
ld=
command -v ld.gold >/dev/null 2>&1 && ld=-fuse-ld=gold

# A mutant must be caught by a result, not by the optimizer's warnings.
# build PROGRAM [JOBS]
build() {
	make -s -j"${2:-1}" BUILD=build/mutant CFLAGS='-Og -w' LDFLAGS=$ld \
		"build/mutant/$1"
}

# content PROGRAM SECONDS [SUITE]: does every test pass, in that time? Results
# are read as they come: the first failed one is shown, and what is behind it
# not waited for. Who crashes or hangs is not content either. KILL, as a
# session takes TERM for the wish to end, and the next test would go on; and the
# reader gives up too, as a test's child may outlive it with the pipe open.
content() {
	{
		timeout -s KILL "$2" env ${3:+CK_RUN_SUITE="$3"} \
			CK_TAP_LOG_FILE_NAME=/dev/fd/3 "build/mutant/$1" \
			3>&1 >/dev/null 2>&1 || echo 'not ok: ended early'
	} | { ! timeout -s KILL $(($2 + 1)) grep -m 1 '^not ok'; }
}

# Try each line of the list that no other worker took, in a copy of its own.
# Verdicts go to out.N.
worker() {
	cp -a "$tmp/clean" "$tmp/tree.$1" && cd "$tmp/tree.$1" || exit 1
	n=0
	while IFS="$tab" read -r program suite seconds all_s path how; do
		n=$((n + 1))
		mkdir "$tmp/taken.$n" 2>/dev/null || continue
		sed -e "$how" "$tmp/clean/$path" >"$path"
		if cmp -s "$tmp/clean/$path" "$path"; then
			echo "NOTHING CHANGED $path: $how"
		elif ! build "$program" >"$tmp/log.$1" 2>&1; then
			echo "DOES NOT BUILD $path: $how"
		elif { [ "$suite" = - ] ||
			content "$program" "$seconds" "$suite"; } >/dev/null &&
			content "$program" "$all_s" >/dev/null; then
			echo "SURVIVED $path: $how"
		else
			echo "noticed $path: $how"
		fi
		# newer than the mutant's object, so it is compiled again
		cp "$tmp/clean/$path" "$path"
	done <"$tmp/all" >"$tmp/out.$1"
}

mkdir "$tmp/clean"
cp -a Makefile lib drivers apps calib tests fixtures "$tmp/clean"
# One process: quicker, and a mutant that crashes or hangs is noticed as well.
GONIO_DATA=/nonexistent CK_FORK=no
export GONIO_DATA CK_FORK

program_of() {
	case ${1##*/} in
	usb_*) echo usb ;;
	*)     echo unit ;;
	esac
}

# Are all of a program's tests content with what is not broken yet? Then what
# each suite may take, and "all": ten times as long as just now, and 5 s.
try_clean() {
	(cd "$tmp/clean" && build "$1" "$jobs" &&
		export CK_XML_LOG_FILE_NAME="$tmp/xml" && content "$1" 600) \
		>"$tmp/log" 2>&1 || return
	awk -F '[<>]' -v OFS='\t' '
		$2 == "title"    { suite = $3 }
		$2 == "/suite"   { suite = "all" }
		$2 == "duration" { took[suite] += $3 }
		END { for (s in took) print s, int(5 + 10 * took[s]) }' \
		"$tmp/xml" >"$tmp/limits.$1"
	# without limits every mutant would seem to be noticed
	[ -s "$tmp/limits.$1" ]
}
for program in $(for file; do program_of "$file"; done | sort -u); do
	try_clean "$program" && continue
	grep -E '^not ok|error' "$tmp/log"
	echo "mutants: $program fails before anything is broken"
	exit 1
done

# limit PROGRAM SUITE
limit() {
	sed -n "s/^$2$tab//p" "$tmp/limits.$1"
}

share=${SHARE:-1/1}
for file; do
	program=$(program_of "$file")
	suite=$(sed -n 's/^# suite: //p' "$file")
	[ -n "$suite" ] || suite=$(basename "${file##*/usb_}" .txt)
	seconds=$(limit "$program" "$suite")
	[ -n "$seconds" ] || suite=- seconds=-
	all_s=$(limit "$program" all)
	grep -v -e '^#' -e '^[[:blank:]]*$' "$file" |
		awk -v k="${share%/*}" -v n="${share#*/}" 'NR % n == k % n' |
		sed "s/^/$program$tab$suite$tab$seconds$tab$all_s$tab/"
done >"$tmp/list"
# A worker that goes on in the same file compiles only that one again.
sort -s -t "$tab" -k 1,1 -k 5,5 "$tmp/list" >"$tmp/all"
worker=0
while [ "$((worker += 1))" -le "$jobs" ]; do
	worker $worker &
done
wait

cat "$tmp"/out.* >"$tmp/out"
grep -v '^noticed' "$tmp/out" | sed 's/^/mutants: /'
passed=$(grep -c '^noticed' "$tmp/out")
failed=$(($(wc -l <"$tmp/all") - passed))
echo "mutants: took $(($(date +%s) - began)) s"
echo "mutants: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
