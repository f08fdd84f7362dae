#!/bin/sh
# SPDX-License-Identifier: MIT
# Our USB code on a real Linux kernel: Debian's, in QEMU without KVM, with
# QEMU's FTDI adapter. What runs in the guest is tests/kernel/guest.c; the
# cable's other end is here. About 1 min; the first time 75 MB are fetched.
# Usage: kernel.sh BUILD
# Exit code 77: nothing was tested, as something cannot be had here.
set -u
build=$1
debs=$build/kernel.d            # packages, kept for the next time
passed=0 failed=0 skipped=0
PATH=$PATH:/usr/sbin:/sbin
tmp=$(mktemp -d) || exit 1
qemu=
trap '[ -z "$qemu" ] || kill $qemu 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM

skip_all() {
	echo "kernel: skipped: $*"
	echo "kernel: 0 passed, 0 failed, 1 skipped"
	exit 77
}

good() {
	passed=$((passed + 1))
}

bad() {
	echo "kernel: failed: $*"
	failed=$((failed + 1))
}

# ---- packages --------------------------------------------------------------

# fetch PACKAGE: unpacked, not installed, in $debs/PACKAGE
fetch() {
	[ ! -d "$debs/$1" ] || return 0
	echo "gonio: fetching $1"
	mkdir -p "$debs" && rm -f "$debs/$1"_*.deb &&
	(cd "$debs" && apt-get download -qq "$1") >"$tmp/log" 2>&1 &&
	rm -rf "$debs/new" && dpkg -x "$debs/$1"_*.deb "$debs/new" &&
	mv "$debs/new" "$debs/$1" && rm -f "$debs/$1"_*.deb
}

packages() {
	[ "$(uname -m)" = x86_64 ] || skip_all "it needs an x86_64"
	tests/setup.sh :qemu-system-x86_64=qemu-system-x86 \
		:busybox=busybox-static :modprobe=kmod :cpio=cpio ||
		skip_all "no QEMU, busybox, kmod or cpio"
	image=$(apt-cache depends linux-image-amd64 2>/dev/null |
		sed -n 's/.*Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
	# what was fetched earlier will do without a package list
	[ -n "$image" ] || image=$(cd "$debs" 2>/dev/null &&
		find . -maxdepth 1 -name 'linux-image-*' -printf '%f\n' |
		head -n 1)
	[ -n "$image" ] || skip_all "no package linux-image-amd64"
	for p in "$image" udev; do
		fetch "$p" || skip_all "the package $p cannot be had:" \
			"$(tail -n 1 "$tmp/log")"
	done
	kernel=${image#linux-image-}
}

# ---- the guest -------------------------------------------------------------

# into the guest's /bin, with the libraries it needs
add_program() {
	cp "$1" "$root/bin/$2" || return 1
	for lib in $(ldd "$1" 2>/dev/null | grep -o '/[^ ]*'); do
		mkdir -p "$root${lib%/*}" && cp -L "$lib" "$root$lib" ||
			return 1
	done
}

add_modules() {
	[ -e "$debs/$image/lib/modules/$kernel/modules.dep.bin" ] ||
		depmod -b "$debs/$image" "$kernel" || return 1
	for m in xhci-pci ftdi_sio; do
		modprobe -S "$kernel" -d "$debs/$image" --show-depends "$m" ||
			return 1
	done >"$tmp/modules"
	awk '/^insmod/ && !seen[$2]++ { print $2 }' "$tmp/modules" |
	while read -r f; do
		cp "$f" "$root/modules/" || return 1
		echo "insmod /modules/${f##*/}" >>"$root/load"
	done
}

initramfs() {
	root=$tmp/root
	mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" \
		"$root/run" "$root/tmp" "$root/etc" "$root/modules" &&
	add_program "$(command -v busybox)" busybox &&
	add_program "$debs/udev/bin/udevadm" systemd-udevd &&
	add_program "$build/gonio" gonio &&
	add_program "$build/kernel" guest &&
	add_modules || return 1
	cat >"$root/init" <<-'END'
	#!/bin/busybox sh
	/bin/busybox --install -s /bin
	export PATH=/bin
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t devtmpfs dev /dev
	mount -t tmpfs run /run
	. /load
	systemd-udevd --daemon
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -e /sys/bus/usb/devices/1-1/product ] && break
		sleep 1
	done
	gonio sensors 2>&1 | sed 's/^/sensors: /'
	guest
	poweroff -f
	END
	chmod +x "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) \
		>"$tmp/initrd"
}

boot() {
	for f in one two mon; do
		mkfifo "$tmp/$f.in" "$tmp/$f.out" || return 1
		cat "$tmp/$f.out" >"$tmp/$f.log" &
	done
	mkfifo "$tmp/console" || return 1
	timeout 300 qemu-system-x86_64 -accel tcg -machine q35 -cpu max \
		-m 512 -display none -nodefaults -no-reboot -serial stdio \
		-chardev "pipe,id=one,path=$tmp/one" \
		-chardev "pipe,id=two,path=$tmp/two" \
		-chardev "pipe,id=mon,path=$tmp/mon" -mon chardev=mon \
		-device qemu-xhci -device usb-serial,id=first,chardev=one \
		-trace usb_serial_set_baud -D "$tmp/trace" \
		-kernel "$debs/$image/boot/vmlinuz-$kernel" \
		-initrd "$tmp/initrd" -append \
		"console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off" \
		</dev/null >"$tmp/console" 2>"$tmp/qemu.err" &
	qemu=$!
}

# ---- the cable -------------------------------------------------------------

cable=one

monitor() {
	echo "$1" >"$tmp/mon.in"
}

feed() {
	cat "$tmp/stream" >"$tmp/$cable.in" &
	feeder=$!
}

# what is still on its way is lost
unplug() {
	monitor 'device_del first'
	kill "$feeder" 2>/dev/null
}

# at another cable: QEMU lets go of the first only later
plug() {
	cable=two
	monitor 'device_add usb-serial,id=second,chardev=two'
}

serve() {
	cr=$(printf '\r')
	ended=0
	while read -r line; do
		line=${line%"$cr"}
		echo "$line" >>"$tmp/log"
		case $line in
		@feed)    feed ;;
		@unplug)  unplug ;;
		@plug)    plug ;;
		'ok the end') ended=1 ;;
		'ok '*)   good ;;
		'FAIL '*) bad "${line#FAIL }" ;;
		esac
	done <"$tmp/console"
	wait "$qemu"
	qemu=
}

# ---- what only this side can see -------------------------------------------

# A driver that knows the adapter makes `gonio sensors` list it.
check_sensors() {
	if grep -q '^sensors: .*1-1' "$tmp/log"; then
		good
	elif grep -qi '0x0403, 0x6001' drivers/*.c; then
		bad "gonio sensors does not list 0403:6001"
	elif grep -q '^sensors: no sensor that gonio knows' "$tmp/log"; then
		echo "kernel: skipped: no driver knows 0403:6001"
		skipped=$((skipped + 1))
	else
		bad "gonio sensors"
	fi
}

# The adapter's own words: 48 MHz / 16 / 26 is nearest to 115200, each time.
check_baud() {
	if [ "$(grep -c 'baud rate 115384$' "$tmp/trace")" -eq 3 ]; then
		good
	else
		bad "the adapter was set to $(cat "$tmp/trace")"
	fi
}

# Rate 200 Hz, twice and once, and not a byte else.
check_sent() {
	sent=$(od -An -v -tx1 "$tmp/one.log" | tr -d ' \n')
	sent=$sent,$(od -An -v -tx1 "$tmp/two.log" | tr -d ' \n')
	cmd=ffaa030b00
	if [ "$sent" = $cmd$cmd,$cmd ]; then
		good
	else
		bad "sent '$sent'"
	fi
}

packages
"$build/kernel" stream >"$tmp/stream" || exit 1
initramfs || { echo "kernel: no initramfs"; exit 1; }
: >"$tmp/log"
boot || exit 1
serve
check_sensors
check_baud
check_sent
[ "$ended" -eq 1 ] || bad "the guest did not come to its end"
if [ "$failed" -ne 0 ]; then
	cat "$tmp/qemu.err" "$tmp/mon.log"
	tail -n 40 "$tmp/log"
fi
echo "kernel: $passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
