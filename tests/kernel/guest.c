/* SPDX-License-Identifier: MIT */
/*
 * The part of tests/kernel.sh that runs in the guest: our line over a USB that
 * is a real kernel's. It writes "ok WHAT" or "FAIL WHAT", and asks for the
 * cable to be moved with "@feed", "@unplug" and "@plug" on its stdout.
 *
 * Usage: guest          the checks
 *        guest stream   the bytes that @feed sends, FRAMES frames
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "drivers/proto_wit.h"
#include "drivers/usb_line.h"

#define FRAMES   20000
#define WAIT_MS  20000          /* an emulated computer is slow */
#define BAUD     115200
#define STREAM_BYTES ((size_t)FRAMES * GN_WIT_FRAME_BYTES)

static const struct gn_usb_id ids[] = {
	{ 0x0403, 0x6001, GN_LINE_FTDI }, { 0, 0, 0 },
};

/* Set by the event thread. */
struct seen {
	atomic_int came, went;
};

static int check(int good, const char *fmt, ...)
{
	va_list ap;

	fputs(good ? "ok " : "FAIL ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	return good;
}

static void ask(const char *what)
{
	printf("@%s\n", what);
	fflush(stdout);
}

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

/* ---- the stream -------------------------------------------------------- */

/* Frame i: acc and gyr by turns, numbers that do not repeat. */
static void frame(uint32_t i, uint8_t out[GN_WIT_FRAME_BYTES])
{
	uint32_t x = i * 2654435761u;
	uint8_t sum = 0;

	out[0] = 0x55;
	out[1] = i & 1 ? 0x52 : 0x51;
	for (int k = 2; k < 10; k++) {
		x = x * 1664525u + 1013904223u;
		out[k] = (uint8_t)(x >> 24);
	}
	for (int k = 0; k < 10; k++)
		sum = (uint8_t)(sum + out[k]);
	out[10] = sum;
}

static uint8_t stream_byte(size_t at)
{
	uint8_t f[GN_WIT_FRAME_BYTES];

	frame((uint32_t)(at / GN_WIT_FRAME_BYTES), f);
	return f[at % GN_WIT_FRAME_BYTES];
}

static int write_stream(void)
{
	uint8_t f[GN_WIT_FRAME_BYTES];

	for (uint32_t i = 0; i < FRAMES; i++) {
		frame(i, f);
		if (fwrite(f, sizeof(f), 1, stdout) != 1)
			return 1;
	}
	return fflush(stdout) ? 1 : 0;
}

/* What came so far, and the first byte that is another than was sent. */
struct got {
	size_t bytes;
	size_t wrong_at;
	int wrong;
	uint64_t lost;
};

/* Read until so many bytes are there; what gn_usb_line_read() said last. */
static int receive(struct gn_usb_line *l, size_t want, struct got *g)
{
	struct gn_line_piece p;
	int r = 1;

	while (r == 1 && g->bytes < want) {
		r = gn_usb_line_read(l, &p, WAIT_MS, NULL);
		if (r != 1)
			break;
		g->lost += p.lost;
		for (size_t i = 0; i < p.len; i++, g->bytes++)
			if (!g->wrong && p.data[i] != stream_byte(g->bytes)) {
				g->wrong = 1;
				g->wrong_at = g->bytes;
			}
	}
	return r;
}

static void check_got(const struct gn_usb_line *l, const struct got *g,
		      size_t want, const char *when)
{
	check(g->bytes >= want && !g->wrong && !g->lost &&
	      !gn_usb_line_errors(l),
	      "%s: %zu of %zu bytes, first wrong %zd, %" PRIu64 " packets "
	      "lost, %" PRIu64 " line errors", when, g->bytes, want,
	      g->wrong ? (ssize_t)g->wrong_at : -1, g->lost,
	      gn_usb_line_errors(l));
}

/* ---- the device -------------------------------------------------------- */

static void hotplug(void *arg, bool arrived, const struct gn_usb_info *info)
{
	struct seen *s = arg;

	if (info->vid == ids[0].vid && info->pid == ids[0].pid)
		atomic_fetch_add(arrived ? &s->came : &s->went, 1);
}

static int wait_count(atomic_int *n, int want)
{
	for (int ms = 0; ms < WAIT_MS && atomic_load(n) < want; ms += 20)
		nap();
	return atomic_load(n) == want;
}

/* The kernel's driver of interface 0, "" if none has it. */
static const char *driver_of(const char *port, char out[64])
{
	char path[96], link[128];
	const char *base;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/bus/usb/devices/%s:1.0/driver",
		 port);
	n = readlink(path, link, sizeof(link) - 1);
	link[n > 0 ? n : 0] = '\0';
	base = strrchr(link, '/');
	snprintf(out, 64, "%.63s", base ? base + 1 : "");
	return out;
}

static int wait_driver(const char *port, const char *name)
{
	char now[64];

	for (int ms = 0; ms < WAIT_MS; ms += 20) {
		if (!strcmp(driver_of(port, now), name))
			return 1;
		nap();
	}
	return 0;
}

/* As a WitMotion sensor is told to send 200 Hz; then the stream comes. */
static int start(struct gn_usb_dev *d, void *arg, struct gn_diag *why)
{
	uint8_t cmd[GN_WIT_COMMAND_BYTES];
	int err;

	(void)arg;
	gn_wit_write(cmd, GN_WIT_REG_RRATE, 0x0b);
	err = gn_usb_write(d, cmd, sizeof(cmd), 1000, why);
	if (!err)
		ask("feed");
	return err;
}

static int open_line(struct gn_usb_line *l, struct gn_usb *u, const char *when)
{
	struct gn_diag why = { 0 };
	int err = gn_usb_line_open(l, u, ids, "", BAUD, &why);

	if (!check(!err, "%s: opened %s", when, err ? why.text : ""))
		return 0;
	err = gn_usb_line_start(l, start, NULL, &why);
	if (check(!err, "%s: started %s", when, err ? why.text : ""))
		return 1;
	gn_usb_line_close(l);
	return 0;
}

/* ---- the checks -------------------------------------------------------- */

static int check_listed(struct gn_usb *u, struct gn_usb_info *info)
{
	int n = gn_usb_list(u, ids, info, 1, NULL);

	if (!check(n == 1, "listed: %d adapters, not 1", n))
		return 0;
	check(!strcmp(info->product, "QEMU USB SERIAL"), "product '%s'",
	      info->product);
	return check(wait_driver(info->port, "ftdi_sio"),
		     "the kernel's ftdi_sio has it first");
}

/* All of a stream, while the kernel's driver is kept out; then it is back. */
static void check_stream(struct gn_usb *u, const char *port, const char *when)
{
	struct got g = { 0 };
	struct gn_usb_line l, again;
	char now[64];

	if (!open_line(&l, u, when))
		return;
	check(!strcmp(driver_of(port, now), "usbfs"), "%s: driver '%s'", when,
	      now);
	check(gn_usb_line_open(&again, u, ids, "", BAUD, NULL) == GN_ENODEV,
	      "%s: a second user is refused", when);
	receive(&l, STREAM_BYTES, &g);
	check_got(&l, &g, STREAM_BYTES, when);
	gn_usb_line_close(&l);
	check(wait_driver(port, "ftdi_sio"), "%s: ftdi_sio is back", when);
}

/* The cable is drawn in the midst of a stream. */
static void check_unplug(struct gn_usb *u, struct seen *s)
{
	const size_t some = STREAM_BYTES / 20;
	struct gn_diag why = { 0 };
	struct got g = { 0 };
	struct gn_usb_line l;
	struct gn_usb_info info;
	int r;

	if (!open_line(&l, u, "unplug"))
		return;
	r = receive(&l, some, &g);
	check_got(&l, &g, some, "unplug: before it");
	ask("unplug");
	if (r == 1)
		r = receive(&l, SIZE_MAX, &g);
	check(r == GN_ENODEV && !g.wrong, "unplug: the reader is told");
	check(gn_usb_line_write(&l, "x", 1, &why) == GN_ENODEV,
	      "unplug: the writer is told %s", why.text);
	check(wait_count(&s->went, 1), "unplug: hotplug says it went");
	gn_usb_line_close(&l);
	check(gn_usb_list(u, ids, &info, 1, NULL) == 0,
	      "unplug: no longer listed");
}

int main(int argc, char **argv)
{
	struct seen seen = { 0 };
	struct gn_diag why = { 0 };
	struct gn_usb_info info;
	struct gn_usb *u;

	if (argc > 1)
		return strcmp(argv[1], "stream") ? 2 : write_stream();
	if (!check(!gn_usb_create(&u, hotplug, &seen, &why), "USB %s",
		   why.text))
		return 1;
	if (check_listed(u, &info)) {
		check_stream(u, info.port, "stream");
		check_unplug(u, &seen);
		ask("plug");
		check(wait_count(&seen.came, 1), "plug: hotplug says it came");
		if (check_listed(u, &info))
			check_stream(u, info.port, "plug");
	}
	gn_usb_destroy(u);
	check(1, "the end");
	return 0;
}
