# SPDX-License-Identifier: MIT
# The manual, gonio.1, as plain text of 78 columns, for `gonio COMMAND --help`.
# Each section begins with a line "#@ TITLE". Only the macros of man(7) that
# gonio.1 uses are known; another one is an error.

function plain(s)
{
	gsub(/\\f[BIRP]/, "", s)
	gsub(/\\-/, "-", s)
	gsub(/\\&/, "", s)
	gsub(/\\\(bu/, "*", s)
	gsub(/\\e/, "\\", s)
	return s
}

# The arguments of a macro: blanks divide them, quotes hold them together.
# Every macro of two fonts joins them, one of one font leaves blanks.
function joined(s, sep,    out, word)
{
	out = ""
	s = substr(s, index(s, " ") + 1)
	while (s != "") {
		sub(/^ +/, "", s)
		if (s == "")
			break
		if (s ~ /^"/) {
			s = substr(s, 2)
			word = s
			sub(/".*/, "", word)
			s = substr(s, length(word) + 2)
		} else {
			word = s
			sub(/ .*/, "", word)
			s = substr(s, length(word) + 1)
		}
		out = out (out == "" ? "" : sep) word
	}
	return plain(out)
}

function flush_text(    n, i, w, line)
{
	n = split(text, w, " ")
	line = ""
	for (i = 1; i <= n; i++) {
		if (line != "" && length(line) + length(w[i]) + indent > 77) {
			printf("%*s%s\n", indent, "", line)
			line = ""
		}
		line = line (line == "" ? "" : " ") w[i]
	}
	if (line != "")
		printf("%*s%s\n", indent, "", line)
	text = ""
}

function add(s)
{
	if (tag) {
		printf("\n  %s\n", s)
		tag = 0
		indent = 8
	} else if (verbatim) {
		printf("%*s%s\n", indent ? indent : 2, "", s)
	} else {
		text = text " " s
	}
}

/^\.\\"/ || /^\.TH/ || /^\.R[SE]/ || /^\.$/ { next }
/^\.S[HS]/ {
	flush_text()
	printf("#@ %s\n", joined($0, " "))
	indent = 0
	next
}
/^\.(PP|IP)/ { flush_text(); print ""; if (/^\.PP/) indent = 0; next }
/^\.TP/      { flush_text(); tag = 1; next }
/^\.nf/      { flush_text(); print ""; verbatim = 1; next }
/^\.fi/      { verbatim = 0; next }
/^\.[BI] /   { add(joined($0, " ")); next }
/^\.(BR|BI|RB|IR|IB|RI) / { add(joined($0, "")); next }
/^\./ {
	printf("manual.awk: gonio.1:%d: %s is not known here\n", NR, $1) \
		>"/dev/stderr"
	failed = 1
	exit 1
}
{ add(plain($0)) }

END {
	if (failed)
		exit 1
	flush_text()
}
