#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may include whom, and does each public header compile alone?
# Usage: layers.sh     (from the top of the tree; CC: the compiler)
set -u
cc=${CC:-cc}
passed=0 failed=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# The layer that a public header belongs to. A new header is added here once.
owner() {
	case $1 in
	day|err|joint|mistake|ring|types|result|uses|version) echo base ;;
	compare|filt|linalg|quat|resample|stats|theil_sen|vec) echo math ;;
	ahrs|condition|gravity|joint_centre|segment|skeleton|tap|timesync)
		echo motion ;;
	catalogue|count|form_rule|hold|measure|stand|sway|tug)  echo rep ;;
	adherence|asym|asym_over|balance|effort|form)           echo clinic ;;
	form_target)                         echo clinic ;;
	function_test|plan)                                    echo clinic ;;
	series|told|trend)                   echo clinic ;;
	sitting|steps|walking)               echo rep ;;
	body|session)                        echo pipe ;;
	recording|bids_write|csv_write|num|opensim|uuid) echo store ;;
	rec|sample_hash)                     echo store ;;
	curves|page|report|report_adherence) echo report ;;
	report_fhir|report_plan|report_trend) echo report ;;
	sim)                                 echo sim ;;
	driver|host|phones)                  echo drivers ;;
	acc_cal|allan|cal_drift|cal_file)    echo calib ;;
	gyr_cal|mag_cal|still_poses|turns|units) echo calib ;;
	*)                                   echo "" ;;
	esac
}

# Layers (or single headers) that a folder may use beside itself.
allowed() {
	case $1 in
	base)    echo "" ;;
	math)    echo "base" ;;
	motion)  echo "base math" ;;
	rep)     echo "base math motion" ;;
	clinic)  echo "base math rep" ;;
	pipe)    echo "base math motion rep" ;;
	store)   echo "base skeleton quat" ;;
	report)  echo "base store rep clinic session" ;;
	sim)     echo "base math store catalogue" ;;
	drivers) echo "base recording rec sample_hash num sim timesync" ;;
	calib)   echo "base math recording" ;;
	apps)    echo "base math motion rep clinic pipe store report sim" \
		      "drivers calib" ;;
	esac
}

# The folders whose files may include a library's header.
library() {
	case $1 in
	gsl/*)           echo "lib/math lib/sim calib lib/rep/measure" ;;
	cblas.h|lapacke.h) echo "lib/math" ;;
	jansson.h)       echo "lib/store lib/report lib/sim apps" ;;
	libconfig.h)     echo "lib/rep/catalogue lib/clinic/plan lib/sim" \
			      "apps calib/cal_file" ;;
	nettle/*)        echo "lib/store apps/serve_auth" ;;
	libwebsockets.h) echo "apps/serve_talk apps/serve_page" \
			      "apps/serve_phone" ;;
	qrencode.h)      echo "apps/serve_qr" ;;
	hdf5.h)          echo "lib/store/opal lib/store/rec_uses" ;;
	sqlite3.h|zstd*.h) echo "lib/store/rec" ;;
	libusb*)         echo "drivers" ;;
	curses.h|term.h) echo "apps/view.c" ;;
	check.h)         echo "" ;;
	*)               echo any ;;
	esac
}

bad() {
	echo "layers: $1"
	failed=$((failed + 1))
}

# one_include FILE LAYER "x.h" or <x.h>
one_include() {
	name=${3#?} name=${name%?}
	case $3 in
	\<*)
		where=$(library "$name")
		[ "$where" = any ] && return 0
		for w in $where; do
			case $1 in "$w"*) return 0 ;; esac
		done
		bad "$1 includes <$name>; allowed in: ${where:-tests}"
		return 1 ;;
	\"gonio/*)
		header=${name#gonio/} header=${header%.h}
		from=$(owner "$header")
		if [ -z "$from" ]; then
			bad "$1: '$name' is in no layer; see owner() in $0"
			return 1
		fi
		[ "$from" = "$2" ] && return 0
		for l in $(allowed "$2"); do
			[ "$l" = "$from" ] && return 0
			[ "$l" = "$header" ] && return 0
		done
		bad "$1 ($2) includes '$name' ($from)"
		return 1 ;;
	*)
		case $name in
		*/*) ;;
		*) [ -e "${1%/*}/$name" ] && return 0 ;;
		esac
		bad "$1 includes '$name', which is not of its own folder"
		return 1 ;;
	esac
}

for file in lib/*/*.[ch] lib/include/gonio/*.h drivers/*.[ch] calib/*.[ch] \
	    drivers/include/gonio/*.h calib/include/gonio/*.h apps/*.[ch]; do
	[ -e "$file" ] || continue
	case $file in
	*/include/gonio/*)
		layer=$(basename "$file" .h)
		layer=$(owner "$layer") ;;
	lib/*)  layer=${file#lib/} layer=${layer%%/*} ;;
	*)      layer=${file%%/*} ;;
	esac
	before=$failed
	[ -n "$layer" ] || bad "$file is in no layer; see owner() in $0"
	# shellcheck disable=SC2013
	for inc in $(sed -n 's/^#[ ]*include[ ]*\([<"][^>"]*[>"]\).*/\1/p' \
		     "$file"); do
		one_include "$file" "$layer" "$inc"
	done
	[ "$failed" -eq "$before" ] && passed=$((passed + 1))
done

for file in lib/include/gonio/*.h drivers/include/gonio/*.h \
	    calib/include/gonio/*.h; do
	[ -e "$file" ] || continue
	printf '#include "gonio/%s"\n#include "gonio/%s"\n' \
		"${file##*/}" "${file##*/}" >"$tmp/alone.c"
	echo 'extern int gn_alone; int gn_alone;' >>"$tmp/alone.c"
	if "$cc" -std=c17 -pedantic -Wall -Wextra -Werror -fsyntax-only \
	   -Ilib/include -Idrivers/include -Icalib/include "$tmp/alone.c"; then
		passed=$((passed + 1))
	else
		bad "$file does not compile alone"
	fi
done

echo "layers: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
