#!/bin/sh
# SPDX-License-Identifier: MIT
# The terminal view in a real terminal, which tmux plays: 80x24, keys, another
# size, a signal, a terminal that cannot show it.
# Usage: view.sh GONIO
set -u
gonio=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
passed=0 failed=0
tmp=$(mktemp -d) || exit 1
socket=$tmp/tmux begun=0
trap 'tm kill-server 2>/dev/null; rm -rf "$tmp"' EXIT
GONIO_SCENARIOS=$(pwd)/fixtures/scenarios
export GONIO_SCENARIOS

tm() {
	env -u TMUX tmux -S "$socket" -f /dev/null "$@"
}

good() {
	passed=$((passed + 1))
}

bad() {
	echo "view: $*; the screen is"
	tm capture-pane -p -t v
	failed=$((failed + 1))
}

# begin: a shell in a terminal of 80x24; run COMMAND LINE in it
# A server that was told to end may still take the next session with it.
begin() {
	tm kill-server 2>/dev/null
	socket=$tmp/tmux.$((begun += 1))
	rm -f "$tmp/code"
	tm new-session -d -s v -x 80 -y 24 "cd '$tmp' && PS1='' exec sh"
}

run() {
	tm send-keys -t v -l "clear; $*; echo \$? >code; stty -a >tty"
	tm send-keys -t v Enter
}

# shows REGEX: is it there, within 20 s?
shows() {
	tries=0
	until tm capture-pane -p -t v | grep -qE -e "$1"; do
		tries=$((tries + 1))
		if [ "$tries" -ge 200 ]; then
			bad "'$1' is not shown"
			return 1
		fi
		sleep 0.1
	done
	good
}

# ends CODE: the program has ended so, and the terminal is as it was
ends() {
	tries=0
	until [ -s "$tmp/tty" ] && [ -s "$tmp/code" ]; do
		tries=$((tries + 1))
		if [ "$tries" -ge 200 ]; then
			bad "it does not end"
			return 1
		fi
		sleep 0.1
	done
	if [ "$(cat "$tmp/code")" -ne "$1" ]; then
		bad "exit code $(cat "$tmp/code")"
	elif ! grep -q ' icanon' "$tmp/tty" || ! grep -q ' echo ' "$tmp/tty"
	then
		bad "the terminal is not given back"
	else
		good
	fi
	rm -f "$tmp/code" "$tmp/tty"
}

begin
run "$gonio capture --sensor sim:demo --speed 5 --out a.gonio"
shows '^ Squat +set 1 (waits|runs) +0:[0-9][0-9]'
shows '^ thigh_r +streaming +50\.0/50 +0\.0 +- +-$'
shows '^ s:set +m:mark +\+-:fix +b:beep +q:quit +0-10:effort'
tm send-keys -t v s m +
shows 'set begun by hand'
shows 'marks 1'
shows 'reps [0-9]+ \(\+1 by hand\)'
shows '^ side +all +left +right'
shows '^ reps +[1-9][0-9]* +- *|^ reps +[1-9][0-9]* +[0-9]'
tm resize-window -t v -x 40 -y 10
shows '^ sensors 2 of 2'
tm resize-window -t v -x 100 -y 40
shows '^ reps +[1-9]'
tm send-keys -t v 6 .
shows 'effort of set [12]: 6\._ \(Enter\)'
tm send-keys -t v 5 Enter
shows 'effort of set [12]: 6\.5$'
tm send-keys -t v q
shows 'rated 6\.5 of 10 \(CR10\)'
shows 'recorded in a.gonio'
ends 0
run "$gonio replay --verify a.gonio; $gonio score a.gonio | grep rated"
shows '^verified a.gonio: [1-9]'
shows 'rated 6\.5 of 10'
ends 0
for what in mark count_corrected effort 'set begins'; do
	if grep -qa "$what" "$tmp/a.gonio"; then
		good
	else
		bad "'$what' is not recorded"
	fi
done

begin
run "$gonio capture --sensor sim:demo --speed 10 --out d.gonio" \
	"--exercise squat:2x8 --exercise sit_to_stand:5"
shows '^ Squat +set 1 of 2'
shows ' n:next '
shows '[1-9][0-9]* of 8'
tm send-keys -t v n
shows '^ Sit to stand +set 1 '
tm send-keys -t v n
shows 'this is the last exercise'
shows '[1-9] of 5'
tm send-keys -t v q
shows 'recorded in d-2.gonio'
ends 0
run "$gonio replay --verify d.gonio; $gonio replay --verify d-2.gonio"
shows '^verified d.gonio: [1-9]'
shows '^verified d-2.gonio: [1-9]'
ends 0
run "$gonio capture --sensor sim:demo --speed 10 --out d-2.gonio" \
	"--exercise squat"
shows 'd-2.gonio: .*exists'
ends 1

begin
run "$gonio capture --sensor sim:plank --speed 10 --out s.gonio" \
	"--exercise four_stage_balance --age 71"
shows ' t:stage '
shows 's  (no hold yet|(hold|quiet) 1)'
tm send-keys -t v t t
shows 'stage 2 of 4, semi-tandem'
tm send-keys -t v q
shows 'Stages, as they were marked: side by side '
ends 0
run "$gonio replay --verify s.gonio; $gonio score s.gonio | grep Stages"
shows '^verified s.gonio'
shows 'as they were marked'
ends 0

begin
$gonio calibrate body --sensor sim:body --speed max --out "$tmp/e.gonio" \
	>"$tmp/e.txt"
run "$gonio replay --speed 4 --exercise squat --calibration e.gonio sim:body"
shows 'right +knee_flexion_l +[5-9][0-9] \[.+\]$'
shows 'hip_flexion_r +[5-9][0-9] \[.+\]$'
shows '^Counted 3 repetitions'
ends 0

begin
run "$gonio replay --speed 20 sim:demo"
shows '^ b:beep +q:quit'
shows '^Counted 12 repetitions, 11 in full range'
ends 0

begin
run "$gonio capture --sensor faulty:unplug=2:sim:demo --sensor" \
	"sim:curl=wrist_l --out b.gonio"
shows '^ thigh_r +gone'
shows '^ 0:0[12] .*unplug'
tm send-keys -t v C-c
shows 'recorded in b.gonio'
shows '^gonio: .*unplug'
ends 1

# how far long work is; nobody waits for its end here
begin
i=0
while [ "$i" -lt 400 ]; do
	echo sim:angles
	i=$((i + 1))
done >"$tmp/many"
run "$gonio score --format csv \$(cat many) >x.csv"
shows '^\[[#-]+\] +[0-9]+ % +[0-9]+ of 400 recordings +[0-9.]+/s +[0-9:]+ left'

begin
run "TERM=dumb $gonio replay --speed 20 sim:demo"
shows "TERM='dumb' cannot place its cursor: lines instead"
shows '^Counted 12 repetitions'
ends 0
run "$gonio capture --headless --sensor sim:demo --speed 20 --out c.gonio"
shows '^rep 1 right'
ends 0

echo "view: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
