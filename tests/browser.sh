#!/bin/sh
# SPDX-License-Identifier: MIT
# The live view and the report in a real browser, Debian's chromium without a
# window, which playwright-core drives and axe-core looks through; both come by
# npm and are kept in BUILD/browser for the next time.
# Usage: browser.sh BUILD [PART...]     parts: speed live access hostile
# Exit code 77: nothing was tested, as the browser or packages cannot be had.
set -u
build=$1
shift
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
GONIO_SCENARIOS=$(pwd)/fixtures/scenarios
export GONIO_SCENARIOS

skip() {
	echo "browser: skipped: $1 cannot be had"
	echo "browser: 0 passed, 0 failed, 1 skipped"
	exit 77
}

# want PACKAGE@VERSION...
want() {
	mkdir -p "$build/browser" &&
		echo '{}' >"$build/browser/package.json" || return 1
	for p; do
		grep -q "\"version\": \"${p##*@}\"" \
			"$build/browser/node_modules/${p%@*}/package.json" \
			2>/dev/null && continue
		echo "gonio: fetching $*"
		npm --prefix "$build/browser" install --silent --no-audit \
			--no-fund --no-save --ignore-scripts "$@"
		return
	done
}

tests/setup.sh :chromium=chromium :node=nodejs || skip 'chromium or node'
command -v npm >/dev/null 2>&1 || tests/setup.sh :npm=npm || skip npm
# of those that the node of Debian 12 runs
want playwright-core@1.55.0 axe-core@4.10.3 || skip 'playwright-core'
node tests/browser/main.mjs "$build" "$tmp" "$@"
