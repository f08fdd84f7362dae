#!/bin/sh
# SPDX-License-Identifier: MIT
# What bash and zsh complete: their own functions asked, and a key pressed in
# a terminal, which tmux plays. Nothing that the program takes is missing.
# Usage: completion.sh BUILD
set -u
build=$(cd "$1" && pwd)
gonio=$build/gonio
passed=0 failed=0 skipped=0 shell=none
tmp=$(mktemp -d) || exit 1
trap 'tm kill-server 2>/dev/null; rm -rf "$tmp"' EXIT
GONIO_SCENARIOS=$(pwd)/fixtures/scenarios
export GONIO_SCENARIOS
mkdir "$tmp/in" && touch "$tmp/in/monday one.csv" "$tmp/in/tuesday.csv" &&
	mkdir "$tmp/in/patients" || exit 1

good() {
	passed=$((passed + 1))
}

bad() {
	echo "completion: $*"
	failed=$((failed + 1))
}

# As bash itself calls it: words cut at blanks and at : and =
cat >"$tmp/ask" <<-'END'
	. "$1/completion/gonio" || exit 1
	COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=()
	while read -r word; do
		[[ -n $word ]] && COMP_WORDS+=("$word")
	done < <(sed 's/[:=][:=]*/ & /g' <<<"$2" | tr ' ' '\n')
	[[ $2 == *' ' ]] && COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_gonio "$1/gonio" "${COMP_WORDS[COMP_CWORD]}"
	[[ ${#COMPREPLY[@]} -gt 0 ]] && printf '%s\n' "${COMPREPLY[@]}"
	exit 0
END

# ask LINE: what bash offers there, one a line
ask() {
	(cd "$tmp/in" && bash --norc "$tmp/ask" "$build" "$1") | sort
}

# offers LINE WORD...: these, and nothing else
offers() {
	line=$1
	shift
	ask "$line" >"$tmp/is"
	for word; do
		echo "$word"
	done | sort >"$tmp/want"
	if diff "$tmp/want" "$tmp/is"; then
		good
	else
		bad "'$line' is completed otherwise"
	fi
}

# has LINE WORD..., hasnt LINE WORD...: these among others, or not
has() {
	line=$1
	shift
	ask "$line" >"$tmp/is"
	for word; do
		if grep -qxF -e "$word" "$tmp/is"; then
			good
		else
			bad "'$line': $word is not offered"
		fi
	done
}

hasnt() {
	ask "$1" >"$tmp/is"
	if grep -qxF -e "$2" "$tmp/is"; then
		bad "'$1': $2 is offered"
	else
		good
	fi
}

offers 'gonio exe' exercises
offers 'gonio --v' --version
offers 'gonio nosuch '
offers 'gonio score --format ' table json csv
offers 'gonio score --format=j' json
offers 'gonio score --sex ' f m
offers 'gonio replay --speed ' max
offers 'gonio score --jobs '
offers 'gonio score --calib' --calibration
offers 'gonio calibrate ' sensor body check
offers 'gonio calibrate sensor --po' --poses
offers 'gonio calibrate check --po'
offers 'gonio score --exercise five' five_times_sit_to_stand
offers 'gonio exercises bird' bird_dog
offers 'gonio simulate still' still_poses still_poses_iron
offers 'gonio score t' tuesday.csv
offers 'gonio score mon' 'monday one.csv'
offers 'gonio simulate squat -o ' patients
offers 'gonio capture --calibration a.csv --calibration tu' tuesday.csv
offers 'gonio capture --sensor sim:still_poses_' still_poses_iron
offers 'gonio capture --sensor si' sim:
offers 'gonio score -- --f'
has 'gonio score ' 'monday one.csv' tuesday.csv patients
has 'gonio score --exercise ' squat sit_to_stand timed_up_and_go
has 'gonio capture --calibration x --' --calibration --sensor --help
hasnt 'gonio score --exercise squat --e' --exercise
hasnt 'gonio score --format json ' json
hasnt 'gonio score ' --exercise

# Every command, and every option that its file reads; nothing that it refuses.
"$gonio" --help | awk '/^  gonio [a-z]/ { print $2 }' | sort >"$tmp/want"
if ask 'gonio ' | diff "$tmp/want" -; then
	good
else
	bad 'not all commands, or others, are offered'
fi
grep -n '^	*{ "[a-z-]*", *[a-z]*_argument' apps/*.c |
sed 's|^apps/\([a-z_]*\)\.c:.*{ "\([a-z-]*\)", *\([a-z]*\).*|\1 \2 \3|' \
	>"$tmp/tables"
while read -r file option takes; do
	command=$(echo "$file" | tr _ ' ')
	[ "$option" = output ] && option=o
	[ "$option" = o ] && has "gonio $command -" -o && continue
	has "gonio $command --" "--$option"
	ask "gonio $command --$option --" >"$tmp/is"
	if [ "$takes" = required ] && grep -q '^--' "$tmp/is"; then
		bad "gonio $command --$option takes a value"
	elif [ "$takes" = no ] && ! grep -q '^--' "$tmp/is"; then
		bad "gonio $command --$option takes no value"
	else
		good
	fi
done <"$tmp/tables"
[ "$(wc -l <"$tmp/tables")" -gt 50 ] || bad 'the tables are not found'
sed -n "/^_gonio_syntax='/,/'\$/p" "$build/completion/gonio" |
sed "s/^_gonio_syntax='//;s/'\$//" | grep -v '^\.\| - \| --help' >"$tmp/rows"
while read -r where option _ _; do
	# words: a command and its part
	# shellcheck disable=SC2046
	"$gonio" $(echo "$where" | tr / ' ') "$option" --no-such \
		</dev/null >"$tmp/said" 2>&1
	if grep -q "unknown option $option;" "$tmp/said"; then
		bad "gonio $where does not know $option"
	else
		good
	fi
done <"$tmp/rows"

# ---- a key in a terminal -------------------------------------------------

tm() {
	env -u TMUX tmux -S "$tmp/tmux.$shell" -f /dev/null "$@"
}

# key SHELL TEXT REGEX: typed and completed, the line becomes so
key() {
	tm send-keys -t c C-u
	tm send-keys -t c -l "clear"
	tm send-keys -t c Enter
	tm send-keys -t c -l "$2"
	tm send-keys -t c Tab
	tries=0
	until tm capture-pane -p -t c | grep -qE -e "$3"; do
		tries=$((tries + 1))
		if [ "$tries" -ge 100 ]; then
			bad "$1: '$2' does not become '$3'; the screen is"
			tm capture-pane -p -t c
			return
		fi
		sleep 0.1
	done
	good
}

# keys SHELL COMMAND LINE...: the same for both, in a shell begun so
# A server that was told to end may still take the next session with it.
keys() {
	tm kill-server 2>/dev/null
	shell=$1
	shift
	tm new-session -d -s c -x 100 -y 24 -c "$tmp/in" "$@"
	key "$shell" 'gonio expo' 'gonio export$'
	key "$shell" 'gonio score --exercise five' \
		'--exercise five_times_sit_to_stand$'
	key "$shell" 'gonio score --format j' '--format json$'
	key "$shell" 'gonio calibrate sen' 'calibrate sensor$'
	key "$shell" 'gonio calibrate sensor --hea' ' sensor --headless$'
	key "$shell" 'gonio score mon' 'score monday\\ one.csv$'
	key "$shell" 'gonio score sim:angles_' 'score sim:angles_skin$'
	key "$shell" 'gonio simulate squat -o pa' ' -o patients/?$'
}

PATH=$build:$PATH
export PATH
cat >"$tmp/rc" <<-END
	PS1=% PS2=
	. '$build/completion/gonio'
END
keys bash bash --noprofile --rcfile "$tmp/rc"
if command -v zsh >/dev/null 2>&1; then
	cat >"$tmp/.zshrc" <<-END
		PS1=% RPS1= PROMPT_EOL_MARK=
		fpath=('$build/completion' \$fpath)
		autoload -U compinit
		compinit -u -d '$tmp/dump'
	END
	keys zsh env ZDOTDIR="$tmp" zsh -d -i
else
	skipped=1
fi

echo "completion: $passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
