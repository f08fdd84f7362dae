# SPDX-License-Identifier: MIT
# The completion of a shell: what can be said, as the manual's SYNOPSIS has
# it, put into the template of that shell. No list is kept by hand.
# Usage: awk -f completion.awk manual.txt completion.SHELL
#
# Instead of @COMMANDS@ there is a line for each command, with the first
# sentence of the manual on it; instead of @SYNTAX@ a line
#   COMMAND OPTION TIMES VALUE     "capture --sensor * URI"
# for each option, with COMMAND/PART where a command has parts, - for OPTION
# where a word stands without one, * for TIMES of what may be said again (else
# 1), and no VALUE of an option that takes none. Values are words, and names in
# capitals of what they are: as in the manual, but FILE and URI for all that is
# a file or another source of samples.

function stripped(s)
{
	sub(/^\[+/, "", s)
	if (match(s, /[A-Za-z]\[/))     # URI[=PLACE]
		s = substr(s, 1, RSTART)
	gsub(/[].]+$/, "", s)
	if (s ~ /^(PLAN|DATASET)$/)
		s = "FILE"
	if (s ~ /^(PATH|FIRST|SECOND|URI\|PATH)$/)
		s = "FILE|URI"
	return s
}

# A word of the synopsis that is the value of an option, or stands for itself.
function is_value(s)
{
	return s != "" && s !~ /^[-[]/
}

function row(what, option, times, value,    key)
{
	key = what " " option
	if (option != "-") {
		if (key in said)
			return
		said[key] = 1
	}
	syntax = syntax what " " option " " times \
		 (value == "" ? "" : " " value) "\n"
}

function command(name)
{
	if (name in known)
		return
	known[name] = 1
	names[++n_names] = name
}

# One whole line of the synopsis.
function form(s,    n, w, i, what, name, times)
{
	gsub(/\|--/, " --", s)
	n = split(s, w, " ")
	if (n < 2)
		return
	name = w[2]
	if (name ~ /^-/) {
		row(".", name, 1, "")
		return
	}
	command(name)
	what = name
	i = 3
	if (w[3] ~ /^[a-z]+$/) {
		what = name "/" w[3]
		row(name, "-", 1, w[3])
		row(name, "--help", 1, "")
		i = 4
	}
	row(what, "--help", 1, "")
	for (; i <= n; i++) {
		if (w[i] !~ /^\[?-/) {
			row(what, "-", 1, stripped(w[i]))
			continue
		}
		name = stripped(w[i])
		if (w[i] ~ /\]$/ || !is_value(w[i + 1])) {
			row(what, name, 1, "")
			# one that may be left out is said with =
			if (w[i] !~ /\]$/ && w[i + 1] ~ /^\[[^-]/)
				i++
			continue
		}
		i++
		times = w[i] ~ /\.\.\.$/ ? "*" : 1
		row(what, name, times, stripped(w[i]))
	}
}

# The first sentence of the section on a command.
function about(name, s)
{
	if (match(s, /[.:?]( |$)/))
		s = substr(s, 1, RSTART - 1)
	sub(/^ +/, "", s)
	gsub(/'/, "'\\''", s)
	text[name] = s
}

FNR == 1 { file++ }

file == 1 && /^#@ / {
	form(line)
	line = ""
	section = substr($0, 4)
	if (section ~ /^gonio [a-z]/)
		section = substr(section, 7)
	sentence = ""
	next
}
file == 1 && section == "SYNOPSIS" && /^  gonio / {
	form(line)
	line = ""
}
file == 1 && section == "SYNOPSIS" { line = line " " $0; next }
file == 1 && sentence != "." {
	sentence = sentence " " $0
	if (sentence ~ /[.:?]( |$)/) {
		about(section, sentence)
		sentence = "."
	}
	next
}

file == 2 && /@COMMANDS@/ {
	out = ""
	for (i = 1; i <= n_names; i++)
		out = out names[i] " " text[names[i]] "\n"
	sub(/\n$/, "", out)
	i = index($0, "@COMMANDS@")
	$0 = substr($0, 1, i - 1) out substr($0, i + 10)
}
file == 2 && /@SYNTAX@/ {
	sub(/\n$/, "", syntax)
	i = index($0, "@SYNTAX@")
	$0 = substr($0, 1, i - 1) syntax substr($0, i + 8)
}
file == 2 { print }

END {
	if (!n_names || syntax == "") {
		print "completion.awk: no SYNOPSIS in the manual" \
			>"/dev/stderr"
		exit 1
	}
}
