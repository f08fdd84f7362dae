#!/bin/sh
# SPDX-License-Identifier: MIT
# House rules that a compiler does not know; STYLE in README.md.
# Usage: lint.sh BUILD     (BUILD holds the objects of a release build)
set -u
build=$1
passed=0 failed=0
LC_ALL=C.UTF-8
export LC_ALL
tmp=$(mktemp) || exit 1
trap 'rm -f "$tmp"' EXIT

core="lib drivers calib"
product="$core apps"
code=$(find $product tests -name '*.[chS]' | sort)
scripts=$(find tests .ci -name "*.sh" -o -path ".ci/*" -type f | sort)
modules=$(find tests -name '*.mjs' | sort)
texts="$code $scripts $modules Makefile"

# rule WHY: the lines that the last command wrote to $tmp break it
rule() {
	if [ -s "$tmp" ]; then
		sed "s|\$|   <- $1|" "$tmp"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

# search REGEX FILES...: file:line:text, folders searched for C
search() {
	re=$1
	shift
	grep -rnE --include='*.[ch]' "$re" "$@"
}

unsafe='sprintf|vsprintf|strcpy|strcat|strtok|atoi|atol|atof|gets|alloca'
search "\\<($unsafe)\\(" $product tests >"$tmp"
rule 'unsafe function'
search '\<(printf|puts|putchar|perror)\(|\<v?f(printf|puts)\((stdout|stderr)' \
	$core | grep -v '^lib/report/' >"$tmp"
rule 'only apps and lib/report print'
search '\<(exit|abort|_exit)\(' $core >"$tmp"
rule 'a library never ends a program'
search '\<(rand|srand|random|time|localtime|setlocale)\(' $core >"$tmp"
rule 'hidden state: results depend on the input only'
words='TO''DO|FIX''ME|XX''X|HA''CK|st''ub|place''holder|not imple''mented'
grep -nE "\\<($words)\\>" $texts >"$tmp"
rule 'unfinished'
search '^typedef (struct|union)' $product tests >"$tmp"
rule 'struct name, no typedef'
search '\<if \((.*\()?[a-zA-Z_][][a-zA-Z_0-9.>-]* = ' $product >"$tmp"
rule 'assignment in if'
grep -nE '[[:blank:]]+$' $texts README.md apps/gonio.1 >"$tmp"
rule 'trailing blanks'
grep -nE '^ {8}' $code >"$tmp"
rule 'tabs of 8, not blanks'
for f in $texts; do
	expand "$f" | grep -nE '^.{81}' | sed "s|^|$f:|"
done >"$tmp"
rule 'over 80 columns'
for f in $code $modules; do
	n=$(wc -l <"$f")
	[ "$n" -le 600 ] || echo "$f: $n lines"
done >"$tmp"
rule 'over 600 lines: does it do one thing?'
for f in $code $scripts $modules; do
	head -n 2 "$f" | grep -q 'SPDX-License-Identifier: MIT' || echo "$f"
done >"$tmp"
rule 'no licence line at the top'
# shellcheck disable=SC2086
awk 'FNR == 1 { open = 0 }
     /^\{/ { open = FNR }
     /^\}/ { if (open && FNR - open > 80)
		printf "%s:%d: %d lines\n", FILENAME, open, FNR - open
	     open = 0 }' $code >"$tmp"
rule 'function over 80 lines'

sets='gymwatch|carawatch|ucipt|opalmocap|eurobench|repoimu|uiprmd'
sets="$sets|ds-(feather|metamotion|broad|steps|pushup)"
grep -rniE "$sets" $product Makefile >"$tmp"
rule 'a data set in the product'
grep -rnE '/(work|home|root)/' $product tests fixtures README.md \
	Makefile >"$tmp"
rule "a path of someone's machine"

# What the linker sees: no state that changes, no name without our prefix.
objects=$(for d in $core; do
	find "$build/$d" -name '*.o' 2>/dev/null; done)
{ [ -n "$objects" ] || echo "$build: no objects"; } >"$tmp"
rule 'build first'
nm -A -f sysv $objects | awk -F'|' '
	{ gsub(/ /, "") }
	$4 == "OBJECT" && $7 ~ /^\.(data|bss|tdata|tbss)/ &&
	$7 !~ /^\.data\.rel\.ro/ { print $1 }' >"$tmp"
rule 'a variable that outlives its function'
nm -A -g --defined-only $objects | awk '
	NF == 3 && $3 !~ /^gn_/ { sub(/:[0-9a-f]*$/, ":", $1); print $1 $3 }' \
	>"$tmp"
rule 'not static and without gn_'

# gn_page_say(), gn_page_say_n() and N_() hold what a report says
xgettext --from-code=UTF-8 -k -kN_ -kgn_page_say:2 -kgn_page_say_n:2,3 \
	-o "$tmp.pot" lib/report/page*.c
for po in apps/po/*.po; do
	msgcmp "$po" "$tmp.pot" 2>&1 | grep -vE 'warning: |found [0-9]+ '
done >"$tmp"
rm -f "$tmp.pot"
rule 'not translated'

if command -v shellcheck >/dev/null 2>&1; then
	shellcheck -f gcc -e SC2086 $scripts apps/completion.bash >"$tmp"
	rule 'shellcheck'
	skipped=0
else
	echo 'lint: no shellcheck here'
	skipped=1
fi

echo "lint: $passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
