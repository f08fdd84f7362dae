#!/bin/sh
# SPDX-License-Identifier: MIT
# Install with apt-get what is missing, and nothing else.
# Usage: setup.sh MODULE=PACKAGE... :COMMAND=PACKAGE... /FILE=PACKAGE...
# A MODULE is looked up with pkg-config, a :COMMAND on the path. When all is
# there nothing is downloaded and nothing printed.
set -u
pkg_config=${PKG_CONFIG:-pkg-config}
cc=${CC:-cc}
need=

command -v "$cc" >/dev/null 2>&1 || cc=gcc
command -v "$cc" >/dev/null 2>&1 || need="$need gcc"
[ -e /usr/include/stdio.h ] ||
	echo '#include <stdio.h>' | $cc -E - >/dev/null 2>&1 ||
	need="$need libc6-dev"
command -v "$pkg_config" >/dev/null 2>&1 || need="$need pkg-config"

for want; do
	package=${want#*=} name=${want%%=*}
	case $name in
	:*)	command -v "${name#:}" >/dev/null 2>&1 && continue ;;
	/*)	[ -e "$name" ] && continue ;;
	*)	"$pkg_config" --exists "$name" 2>/dev/null && continue ;;
	esac
	need="$need $package"
done
[ -n "$need" ] || exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo='sudo '
line="${sudo}apt-get update && ${sudo}apt-get install -y$need"
if ! command -v apt-get >/dev/null 2>&1; then
	echo "gonio: packages are missing; on Debian: $line" >&2
	exit 1
fi
if [ -n "$sudo" ] && ! command -v sudo >/dev/null 2>&1; then
	echo "gonio: packages are missing; run as root:" \
	     "apt-get update && apt-get install -y$need" >&2
	exit 1
fi

echo "gonio: installing$need"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
# $need is a list
# shellcheck disable=SC2086
if ! { $sudo apt-get update -qq &&
       $sudo apt-get install -y -qq --no-install-recommends $need; } \
     >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "gonio: installing failed; run: $line" >&2
	exit 1
fi
