#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever is wrong with a file is said in one line that names it, and the
# other recordings are still scored.
# Usage: badinput.sh GONIO
# shellcheck disable=SC2016
set -u
gonio=$(realpath "$1")
GONIO_SCENARIOS=$(realpath fixtures/scenarios)
export GONIO_SCENARIOS
passed=0 failed=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
rec=sub-01_task-sitToStand_tracksys-imu

# Five repetitions of a thigh that tilts by 80 deg, at rest before and after.
make_good() {
	mkdir -p "$1"
	awk 'BEGIN {
		pi = 3.141592653589793
		for (i = 0; i < 2000; i++) {
			t = i / 50; u = (t - 5) / 4; a = 0; w = 0
			if (u > 0 && u < 5) {
				a = 0.7 * (1 - cos(2 * pi * u))
				w = 0.7 * 2 * pi / 4 * sin(2 * pi * u)
			}
			e = ((i * 7919) % 1000 - 500) / 1e5
			printf "%.2f\t%.4f\t%.4f\t%.4f\t%.5f\t%.5f\t%.5f\n", \
				t, 9.81 * cos(a) + e, 9.81 * sin(a) - e, e, \
				e / 9, -e / 9, w + e / 9
		}
	}' >"$1/${rec}_motion.tsv"
	{
		printf 'name\tcomponent\ttype\ttracked_point\tunits\n'
		printf 't\tn/a\tLATENCY\tn/a\ts\n'
		for c in x y z; do
			printf 'a%s\t%s\tACCEL\tthigh_r\tm/s^2\n' $c $c
		done
		for c in x y z; do
			printf 'g%s\t%s\tGYRO\tthigh_r\trad/s\n' $c $c
		done
	} >"$1/${rec}_channels.tsv"
	printf '{ "TaskName": "sitToStand", "SamplingFrequency": 50 }\n' \
		>"$1/${rec}_motion.json"
}

# The same recording as a plain table.
make_csv() {
	mkdir -p "$1"
	make_good good
	{
		echo 'time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z'
		tr '\t' ',' <"good/${rec}_motion.tsv"
	} >"$1/plain.csv"
}

bad() {
	echo "badinput: $name: $*"
	sed 's/^/badinput:   | /' err | cut -c1-200 | head -n 5
	failed=$((failed + 1))
}

# run WANT_CODE gonio-arguments: no crash, and "gonio: ..." is all it says
run() {
	want=$1
	shift
	"$gonio" "$@" >out 2>err </dev/null
	code=$?
	[ "$code" -eq "$want" ] ||
		{ bad "exit code $code, not $want"; return 1; }
	grep -qv '^gonio: ' err && { bad 'stderr is not ours alone'; return 1; }
	return 0
}

lines() {
	[ "$(wc -l <"$1")" -eq "$2" ] ||
		{ bad "$(wc -l <"$1") lines on $1, not $2"; return 1; }
}

said() {
	grep -qF -e "$1" err || { bad "no '$1' in it"; return 1; }
}

# refused NAME WORD [PATH]: PATH (default: the folder NAME) cannot be scored;
# the line names the file and holds WORD. The recording beside it is scored.
refused() {
	name=$1 path=${3:-$1}
	run 1 score --format json "$path" && lines err 1 && lines out 0 &&
		said "$path" && said "$2" || return
	run 1 score --format json good "$path" && lines err 1 && lines out 1 ||
		return
	passed=$((passed + 1))
}

# warned NAME CODE [ARGUMENTS]: scored, and the result says what was odd
warned() {
	name=$1 warning=$2
	[ $# -gt 2 ] || set -- "$1" "$2" "$1"
	shift 2
	run 0 score --format json "$@" && lines out 1 || return
	grep -qF "\"code\":\"$warning\"" out ||
		{ bad "no warning '$warning'"; return; }
	passed=$((passed + 1))
}

# counted NAME ARGUMENTS: scored without a word, and the count is right
counted() {
	name=$1
	shift
	run 0 score --format json "$@" && lines err 0 && lines out 1 || return
	grep -q '"attempted":5' out || { bad 'it counts wrong'; return; }
	passed=$((passed + 1))
}

# usage NAME WORD ARGUMENTS: the command line is wrong, nothing is done
usage() {
	name=$1 word=$2
	shift 2
	run 2 "$@" && lines err 1 && lines out 0 && said "$word" || return
	passed=$((passed + 1))
}

# spoil NAME ENDING COMMAND...: a good recording, one file put through COMMAND
spoil() {
	make_good "$1"
	file=$1/${rec}_$2
	shift 2
	"$@" <"$file" >new && mv new "$file"
}

one_row() {     # one_row AWK: change row 500 of a motion.tsv
	awk -F'\t' -v OFS='\t' "NR == 500 { $1 } { print }"
}

every_row() {
	awk -F'\t' -v OFS='\t' -v CONVFMT=%.6f -v OFMT=%.6f "{ $1; print }"
}

make_good good
counted 'a good recording' good

# the table itself
spoil empty motion.tsv true
refused empty _motion.tsv
spoil truncated motion.tsv head -c 40003
refused truncated :
spoil binary motion.tsv awk 'BEGIN { for (i = 0; i < 9000; i++)
	printf "%c", (i * 37) % 256 }'
refused binary _motion.tsv
spoil huge motion.tsv awk '{ print } NR == 9 { while (i++ < 2000000)
	printf "7" }'
refused huge :10
spoil words motion.tsv one_row '$4 = "nine"'
refused words :500
spoil short_row motion.tsv one_row 'NF = 4'
refused short_row :500
spoil long_row motion.tsv one_row '$8 = 1'
refused long_row :500
spoil no_time motion.tsv one_row '$1 = "n/a"'
refused no_time :500

# what it says of itself
spoil column_gone channels.tsv sed '/^az/d'
refused column_gone .tsv
spoil no_sensor channels.tsv sed 's/ACCEL/POS/; s/GYRO/POS/'
refused no_sensor .tsv
spoil no_header channels.tsv sed 1d
refused no_header _channels.tsv
spoil no_channels channels.tsv cat
rm "no_channels/${rec}_channels.tsv"
refused no_channels _channels.tsv
spoil odd_unit channels.tsv sed 's/rad\/s/furlong/'
refused odd_unit furlong
spoil twice channels.tsv sed 's/^az\tz/az\ty/'
refused twice _channels.tsv
spoil no_json motion.json cat
rm "no_json/${rec}_motion.json"
refused no_json _motion.json
spoil half_json motion.json head -c 20
refused half_json _motion.json
spoil list_json motion.json echo '[ 50 ]'
refused list_json object
spoil text_rate motion.json sed 's/50/"50"/'
refused text_rate SamplingFrequency
spoil zero_rate motion.json sed 's/50/0/'
refused zero_rate SamplingFrequency
spoil minus_rate motion.json sed 's/50/-50/'
refused minus_rate SamplingFrequency

# data that do not fit what is declared: refused, or scored with a warning
spoil in_g motion.tsv every_row '$2 /= 9.81; $3 /= 9.81; $4 /= 9.81'
refused in_g ' g'
spoil in_counts motion.tsv every_row '$2 *= 208.8; $3 *= 208.8; $4 *= 208.8'
refused in_counts counts
spoil in_degrees motion.tsv every_row '$5 *= 573; $6 *= 573; $7 *= 573'
refused in_degrees deg
spoil swapped channels.tsv sed 's/ACCEL/X/; s/GYRO/ACCEL/; s/X/GYRO/;
	s/m.s^2/X/; s/rad.s/m\/s^2/; s/X/rad\/s/'
refused swapped swapped
spoil zeros motion.tsv every_row '$2 = $3 = $4 = $5 = $6 = $7 = 0'
refused zeros zero

spoil backwards motion.tsv every_row 'if (NR > 500 && NR < 560) $1 -= 5'
warned backwards late_samples
spoil repeated motion.tsv awk 'NR > 500 && NR < 600 { print } { print }'
warned repeated repeated_samples
spoil holes motion.tsv awk 'NR < 600 || NR > 700'
warned holes gaps
spoil nobody motion.json sed 's/sitToStand/juggling/'
warned nobody unknown_exercise
spoil still motion.tsv awk 'NR < 240'
warned still no_repetitions
spoil missing motion.tsv one_row '$2 = "n/a"; $5 = "NaN"; $6 = "inf"'
counted 'a few missing values' missing

# plain tables
make_csv csv
counted 'a plain table' csv/plain.csv
make_csv foreign
sed -i '1s/.*/a,b,c,d,e,f,g/' foreign/plain.csv
refused foreign map foreign/plain.csv
make_csv headless
sed -i 1d headless/plain.csv
refused headless header headless/plain.csv
make_csv map_type
echo '[]' >map_type/plain.map.json
refused map_type plain.map.json

# paths
mkdir nothing
refused nothing nothing
refused nowhere nowhere
name='two of three'
run 1 score --format json good nowhere csv && lines err 1 && lines out 2 &&
	passed=$((passed + 1))

# what check says of them: the verdict, and no error beside it
checked() {
	name="check $1"
	run "$2" check "$1" && lines err 0 || return
	grep -qF -e "$3" out || { bad "no '$3' in it"; return; }
	passed=$((passed + 1))
}
checked good 0 'Verdict    ok'
checked holes 0 'Verdict    usable with remarks'
checked in_g 1 'declare the unit g'
checked words 1 ':500'
head -c 4096 /dev/zero >zeros.gonio
checked zeros.gonio 1 'Verdict    damaged'

# export leaves nothing of what it cannot read, and replaces nothing
for format in bids csv; do
	name="export $format"
	run 1 export words --format $format -o exported && lines err 1 &&
		lines out 0 && said :500 && [ ! -e exported ] &&
		run 0 export good --format $format -o exported &&
		run 1 export good --format $format -o exported &&
		lines err 1 && said exists && passed=$((passed + 1))
	counted "exported $format" exported
	rm -r exported
done

# the command line
usage 'no command' help
usage 'no such command' count count
usage 'no path' recording score
usage 'no such option' --fast score --fast good
usage 'no value' --format score good --format
usage 'no such format' xml score --format xml good
usage 'no number' --jobs score --jobs many good
usage 'no jobs' --jobs score --jobs 0 good
usage 'nothing to check' recording check
usage 'no such check format' csv check --format csv good
usage 'no export format' --format export good -o exported
usage 'no such export format' xls export good --format xls -o exported
usage 'no export folder' -o export good --format csv
usage 'two exports' recording export good csv --format csv -o exported
usage 'no data set' DATASET validate
usage 'no sensor' sensor capture
usage 'no pace' --speed replay --speed fast good
usage 'no duration' --duration capture --duration 0 --sensor sim:curl
usage 'a name for a patient' --patient capture --sensor sim:curl \
	--patient 'Eva Muster'
usage 'a long pseudonym' 64 capture --sensor sim:curl --patient \
	12345678901234567890123456789012345678901234567890123456789012345
usage 'no file' --out capture --sensor sim:curl --out ''
usage 'no place' knee capture --sensor sim:curl=knee
usage 'captured without --sensor' --sensor capture sim:curl
usage 'verify another exercise' --exercise replay --verify \
	--exercise squat good
usage 'verify nothing' recording replay --verify
usage 'no scenario' SCENARIO simulate
usage 'no folder' -o simulate squat
usage 'exercise unknown' sit_to_stand score --exercise sit_to_stnd good
usage 'a plan as CSV' --plan score --plan plan.cfg --format csv good
usage 'no such exercise' squat exercises sqat
name='validate nowhere'
run 1 validate nowhere && lines err 1 && said nowhere && passed=$((passed + 1))
name='verify what is no recording'
run 1 replay --verify csv/plain.csv && lines err 1 && lines out 0 &&
	said csv/plain.csv && passed=$((passed + 1))
name='recorded over another file'
echo kept >taken.gonio
run 1 capture --sensor sim:curl --out taken.gonio && lines err 1 &&
	lines out 0 && said taken.gonio && [ "$(cat taken.gonio)" = kept ] &&
	passed=$((passed + 1))
name='recorded where no folder is'
run 1 capture --sensor sim:curl --out nowhere/a.gonio && lines err 1 &&
	said nowhere/a.gonio && passed=$((passed + 1))
name='no such scenario'
"$gonio" simulate nosuch -o simulated >out 2>err
run $? simulate nosuch -o simulated && lines err 1 && said nosuch &&
	[ ! -e simulated ] && passed=$((passed + 1))
name='an impossible plan'
printf 'patient = "a";\nexercises = ( { exercise = "squat"; sets = 3;\n%s' \
	'  reps = 0; } );' >plan.cfg
run 1 score --plan plan.cfg good && lines err 1 && lines out 0 &&
	said plan.cfg:3:\ reps && passed=$((passed + 1))
name='catalogue'
mkdir clinic
printf 'name = "x";\ntitle = 5;\n' >clinic/x.cfg
GONIO_CATALOGUE=clinic
export GONIO_CATALOGUE
run 1 exercises && lines err 1 && said clinic/x.cfg: && passed=$((passed + 1))

echo "badinput: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
