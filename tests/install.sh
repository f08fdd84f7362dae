#!/bin/sh
# SPDX-License-Identifier: MIT
# Install into a stage, then use only what lies there: the program, the
# library through its pkg-config file, the man page, the scenarios.
# Usage: install.sh
set -u
passed=0 failed=0
stage=$(mktemp -d) || exit 1
trap 'rm -rf "$stage"' EXIT
usr=$stage/usr/local

check() {
	what=$1
	shift
	if "$@" >"$stage/log" 2>&1; then
		passed=$((passed + 1))
	else
		cat "$stage/log"
		echo "install: failed: $what"
		failed=$((failed + 1))
	fi
}

# A program of someone else's: it reads a session's exercises and sensors.
build_client() {
	cat >"$stage/client.c" <<-'END'
	#include <stdio.h>
	#include <gonio/catalogue.h>
	#include <gonio/recording.h>
	#include <gonio/session.h>
	int main(void)
	{
		struct gn_catalogue *c = NULL;
		const struct gn_exercise *e;

		if (gn_catalogue_load(&c, NULL, NULL))
			return 1;
		e = gn_catalogue_find(c, "Sit to stand");
		if (!e)
			return 1;
		puts(e->name);
		gn_catalogue_free(c);
		return 0;
	}
	END
	pc='pkg-config --define-prefix gonio'
	PKG_CONFIG_PATH=$usr/lib/pkgconfig
	export PKG_CONFIG_PATH
	# a list of options
	# shellcheck disable=SC2046
	${CC:-cc} -std=c17 -o "$stage/client" "$stage/client.c" \
		$($pc --cflags) $($pc --libs --static) &&
	[ "$("$stage/client")" = sit_to_stand ]
}

# Two builds in folders of different names give the same bytes.
same_twice() {
	mkdir "$stage/one" &&
	cp -r Makefile lib drivers calib apps tests "$stage/one" &&
	cp -r "$stage/one" "$stage/another" &&
	for d in one another; do
		make -s -C "$stage/$d" -j2 BUILD=b CFLAGS='-O0 -g' || return 1
	done
	cmp "$stage/one/b/gonio" "$stage/another/b/gonio"
}

no_build_path() {
	! grep -F -e "$(pwd)" "$usr/bin/gonio" "$usr/lib/libgonio.a"
}

man_page() {
	! man --warnings=all -l -Tutf8 "$usr/share/man/man1/gonio.1" \
		2>&1 >/dev/null | grep .
}

commands_are_in_the_man_page() {
	"$usr/bin/gonio" --help | awk '/^  gonio [a-z]/ { print $2 }' |
	while read -r c; do
		grep -qF "gonio $c" "$usr/share/man/man1/gonio.1" || exit 1
	done
}

# Both shells take it for a function and have a word of the manual in it.
completion() {
	bash=$usr/share/bash-completion/completions/gonio
	zsh=$usr/share/zsh/site-functions/_gonio
	bash -n "$bash" && grep -q '^complete -F _gonio gonio$' "$bash" &&
	[ "$(head -n 1 "$zsh")" = '#compdef gonio' ] &&
	{ ! command -v zsh >/dev/null || zsh -n "$zsh"; } &&
	grep -q '^calibrate/body --sensor ' "$bash" "$zsh" &&
	! grep '@[A-Z]*@' "$bash" "$zsh"
}

simulate_and_score() {
	(cd / && "$usr/bin/gonio" simulate "$1" -o "$stage/sim" &&
	 "$usr/bin/gonio" score "$stage/sim")
}

check 'make install' make -s install DESTDIR="$stage"
check 'the program runs' "$usr/bin/gonio" --version
check 'the catalogue is built in' "$usr/bin/gonio" exercises squat
check 'the library links' build_client
check 'the udev rules are there' grep -q 'TAG+="uaccess"' \
	"$usr/lib/udev/rules.d/60-gonio.rules"
check 'no path of this machine in it' no_build_path
check 'the same bytes from another folder' same_twice
check 'shells complete it' completion
check 'commands in the man page' commands_are_in_the_man_page
scenario=$(find "$usr/share/gonio/scenarios" -name '*.cfg' | sort | head -n 1)
check 'a scenario is simulated and scored' simulate_and_score "$scenario"
for h in "$usr"/include/gonio/*.h; do
	check "$h compiles" ${CC:-cc} -std=c17 -Wall -Werror -fsyntax-only \
		-I"$usr/include" -include "$h" -x c /dev/null
done
if command -v man >/dev/null 2>&1; then
	check 'the man page has no faults' man_page
	skipped=0
else
	skipped=1
fi
check 'make install PREFIX' make -s install DESTDIR="$stage" PREFIX=/opt/x
check 'PREFIX is obeyed' test -x "$stage/opt/x/bin/gonio"

echo "install: $passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
