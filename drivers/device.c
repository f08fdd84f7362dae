/* SPDX-License-Identifier: MIT */
#include "device.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "gonio/num.h"

#define S_NS     INT64_C(1000000000)
#define MS_NS    INT64_C(1000000)
#define FIRST_MS 2000           /* for the first reading */
#define RETRY_NS (S_NS / 4)     /* between two looks for one that is gone */
#define DEVICES  64             /* of a kind at one computer */

void gn_device_note(struct gn_device *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(d->st.note, sizeof(d->st.note), fmt, ap);
	va_end(ap);
	d->st.n_notes++;
}

/* ---- open and close ---------------------------------------------------- */

/* A fixed rate may be asked for all the same. */
static int check_rate(const struct gn_device *d, struct gn_diag *why)
{
	const struct gn_device_kind *k = d->kind;

	if (k->rate_max_hz == 0 && d->rate_hz != k->rate_hz)
		return gn_diag_set(why, GN_EINVAL, "%s: a %s always sends at "
				   "%g Hz, leave ?rate= out", k->scheme,
				   k->model, k->rate_hz);
	if (k->rate_max_hz > 0 &&
	    !(d->rate_hz >= 1 && d->rate_hz <= k->rate_max_hz))
		return gn_diag_set(why, GN_EINVAL, "%s: ?rate=HZ is 1 to %g",
				   k->scheme, k->rate_max_hz);
	return GN_OK;
}

/* [WHICH][?rate=HZ] */
static int parse(struct gn_device *d, const char *arg, struct gn_diag *why)
{
	const struct gn_device_kind *k = d->kind;
	const char *option = strchr(arg, '?');
	size_t len = option ? (size_t)(option - arg) : strlen(arg);
	const char *end = arg + strlen(arg);

	d->rate_hz = k->rate_hz;
	if (len >= sizeof(d->which))
		return gn_diag_set(why, GN_EINVAL, "%s:%.40s...: too long",
				   k->scheme, arg);
	memcpy(d->which, arg, len);
	d->which[len] = '\0';
	if (!option)
		return GN_OK;
	if (strncmp(option, "?rate=", 6) ||
	    gn_num_parse_any(option + 6, end, '.', &d->rate_hz) != end)
		return gn_diag_set(why, GN_EINVAL, "%s:%.80s: the option that "
				   "there is, is ?rate=HZ", k->scheme, arg);
	return check_rate(d, why);
}

/* Open this one; which is what finds it. */
static int plug(struct gn_device *d, const char *which, struct gn_diag *why)
{
	const struct gn_device_kind *k = d->kind;
	int err;

	if (k->frame) {
		err = gn_usb_line_open(&d->line, d->usb, k->ids, which,
				       k->baud, why);
		d->dev = err ? NULL : d->line.dev;
		return err;
	}
	err = gn_usb_open(&d->dev, d->usb, k->ids, which, &k->want, why);
	if (err)
		d->dev = NULL;
	return err;
}

static void unplug(struct gn_device *d)
{
	if (!d->dev)
		return;
	d->usb_overruns += gn_usb_dev_stats(d->dev).overruns;
	if (d->kind->frame)
		gn_usb_line_close(&d->line);
	else
		gn_usb_close(d->dev);
	d->dev = NULL;
}

static unsigned per_packet(const struct gn_device *d)
{
	return d->kind->per_packet ? d->kind->per_packet : 1;
}

/* The clock may begin anew, and what was half received is void. */
static int restart_clock(struct gn_device *d, struct gn_diag *why)
{
	struct gn_timesync_params p = d->kind->clock;
	struct gn_timesync_stats t;

	p.rate_hz = d->rate_hz / per_packet(d);
	d->info.sensors[0].rate_hz = (float)d->rate_hz;
	d->st.rate_hz = d->rate_hz;
	d->grouped = 0;
	gn_timesync_stats(&d->sync, &t);
	if (gn_timesync_init(&d->sync, &p))
		return gn_diag_set(why, GN_EINVAL, "%s: %g Hz is no rate",
				   d->kind->scheme, d->rate_hz);
	d->before.lost += t.lost;
	d->before.repeated += t.repeated;
	d->before.late += t.late;
	d->period_ns = (int64_t)(1e9 / p.rate_hz);
	return GN_OK;
}

/* A packet is taken apart as it is, a line frame by frame. */
static void take(struct gn_device *d, const uint8_t *p, size_t n)
{
	const uint8_t *frame;
	size_t len;

	if (!d->kind->frame) {
		d->kind->take(d, p, n);
		return;
	}
	d->st.errors += n - gn_framer_put(&d->framer, p, n);
	while ((len = gn_framer_next(&d->framer, d->kind->frame, &frame)) > 0)
		d->kind->take(d, frame, len);
}

/* Talk to it until it sends. */
static int start(struct gn_device *d, struct gn_diag *why)
{
	int err;

	d->st.errors += d->framer.skipped;
	gn_framer_init(&d->framer);
	err = d->kind->start ? d->kind->start(d, why) : GN_OK;
	if (!err)
		err = restart_clock(d, why);
	/* readings may have come with the last answer */
	if (!err && d->kind->frame)
		take(d, NULL, 0);
	return err;
}

/* Its serial number, unless there are others of the same, as there are of
 * cheap serial adapters: then its port. */
static const char *name_of(const struct gn_usb_info *all, int n,
			   const struct gn_usb_info *u)
{
	int same = 0;

	for (int i = 0; i < n; i++)
		same += !strcmp(all[i].serial, u->serial);
	return u->serial[0] && same < 2 ? u->serial : u->port;
}

/* All that is plugged in; none rather than an error. */
static int list(const struct gn_device *d, struct gn_usb_info *all)
{
	int n = gn_usb_list(d->usb, NULL, all, DEVICES, NULL);

	return n < 0 ? 0 : n < DEVICES ? n : DEVICES;
}

/* What is known of it now that it is open; and how to find it again. */
static void describe(struct gn_device *d)
{
	const struct gn_usb_info *u = gn_usb_dev_info(d->dev);
	struct gn_sensor *s = &d->info.sensors[0];
	const struct gn_device_kind *k = d->kind;
	struct gn_usb_info all[DEVICES];
	int n = list(d, all);

	snprintf(d->fixed, sizeof(d->fixed), "%04x:%04x:%s", u->vid, u->pid,
		 name_of(all, n, u));
	snprintf(d->st.model, sizeof(d->st.model), "%s",
		 u->product[0] && !k->maybe ? u->product : k->model);
	snprintf(d->st.serial, sizeof(d->st.serial), "%s", u->serial);
	snprintf(d->st.port, sizeof(d->st.port), "%s", u->port);
	snprintf(d->info.path, sizeof(d->info.path), "%s:%s", k->scheme,
		 d->fixed);
	d->info.n_sensors = 1;
	snprintf(s->name, sizeof(s->name), "%s", k->scheme);
	s->side = GN_SIDE_NONE;
	s->rate_hz = (float)d->rate_hz;
	s->has_acc = k->has_acc;
	s->has_gyr = k->has_gyr;
	s->has_mag = k->has_mag;
}

static int plug_and_start(struct gn_device *d, const char *which,
			  struct gn_diag *why)
{
	int err = plug(d, which, why);

	if (err)
		return err;
	/* transfers wait for what the start brings: nothing of it is missed */
	err = d->kind->frame ?
	      gn_usb_line_start(&d->line, NULL, NULL, why) :
	      gn_usb_start(d->dev, 0, NULL, NULL, why);
	if (err)
		return err;
	describe(d);
	return start(d, why);
}

static int wait_first(struct gn_device *d, struct gn_diag *why)
{
	int64_t end_ns = gn_usb_now_ns() + FIRST_MS * MS_NS;

	while (!d->n && gn_usb_now_ns() < end_ns) {
		const uint8_t *p;
		size_t n;
		int r = gn_device_receive(d, &p, &n, 100, why);

		if (r < 0)
			return r;
		if (r > 0)
			take(d, p, n);
	}
	if (d->n)
		return GN_OK;
	return gn_diag_set(why, GN_ENODEV, "%s: it is there but sends no "
			   "data of a %s; is it switched on, and is this "
			   "the right plug?", d->info.path, d->kind->model);
}

int gn_device_open(struct gn_device *d, const struct gn_device_kind *kind,
		   struct gn_host *host, const char *arg, struct gn_diag *why)
{
	int err;

	d->kind = kind;
	d->host = host;
	d->st.battery_pct = NAN;
	err = parse(d, arg, why);
	if (!err)
		err = gn_host_usb(host, &d->usb, why);
	if (!err)
		err = plug_and_start(d, d->which, why);
	if (!err)
		err = wait_first(d, why);
	if (err)
		unplug(d);
	return err;
}

void gn_device_close(void *state)
{
	unplug(state);
}

/* ---- trouble ----------------------------------------------------------- */

/* It was closed, by its user or by us: look for it again now and then. */
static void look_for(struct gn_device *d, struct gn_diag *why)
{
	int64_t now = gn_usb_now_ns();
	struct gn_usb_info found[DEVICES];
	const char *name = d->fixed + strlen("vvvv:pppp:");
	int n, there = 0;

	if (now - d->tried_ns < RETRY_NS)
		return;
	d->tried_ns = now;
	/* only when it is listed: to open what is not there takes longer */
	n = list(d, found);
	for (int i = 0; i < n; i++)
		there |= !strcmp(name, found[i].serial) ||
			 !strcmp(name, found[i].port);
	if (!there)
		return;
	if (plug_and_start(d, d->fixed, why)) {
		unplug(d);
		/* if that took long, the others have as long for themselves */
		d->tried_ns = 2 * gn_usb_now_ns() - now;
		return;
	}
	d->heard_ns = gn_usb_now_ns();
	d->st.state = GN_SOURCE_STREAMING;
	d->st.returns++;
	gn_device_note(d, "%s: plugged in again after %.1f s", d->info.path,
		       1e-9 * (double)(d->heard_ns - d->gone_ns));
}

static void lose(struct gn_device *d, const char *why)
{
	unplug(d);
	d->gone_ns = gn_usb_now_ns();
	d->tried_ns = 0;
	d->st.state = GN_SOURCE_GONE;
	gn_device_note(d, "%s; plug it in again, the session goes on", why);
}

/* No reading has come in time: is it the sensor that is silent? */
static void check_silence(struct gn_device *d, struct gn_diag *why)
{
	int64_t now = gn_usb_now_ns();
	int err;

	if (now - d->heard_ns < GN_DEVICE_SILENT_NS)
		return;
	if (d->st.state == GN_SOURCE_STREAMING)
		gn_device_note(d, "%s: sends no readings; it is "
			       "restarted", d->info.path);
	d->st.state = GN_SOURCE_SILENT;
	d->st.restarts++;
	err = start(d, why);
	d->heard_ns = gn_usb_now_ns();       /* a second more for it */
	if (err == GN_ENODEV)
		lose(d, why->text);
}

static void hear(struct gn_device *d)
{
	if (d->st.state != GN_SOURCE_SILENT || !d->n)
		return;
	d->st.state = GN_SOURCE_STREAMING;
	gn_device_note(d, "%s: sends again", d->info.path);
}

/* ---- reading ----------------------------------------------------------- */

static void wait_ms(int ms)
{
	struct timespec t = { .tv_sec = ms / 1000,
			      .tv_nsec = ms % 1000 * MS_NS };

	nanosleep(&t, NULL);
}

static int left_ms(int64_t end_ns)
{
	int64_t left_ns = end_ns - gn_usb_now_ns();

	return left_ns > 0 ? (int)((left_ns + MS_NS - 1) / MS_NS) : 0;
}

/* Have readings in the queue, if any come in time. */
static int fill(struct gn_device *d, int timeout_ms, struct gn_diag *why)
{
	int64_t end_ns = gn_usb_now_ns() + timeout_ms * MS_NS;
	const uint8_t *p;
	size_t n;
	int r;

	d->at = d->n = 0;
	if (!d->dev)
		look_for(d, why);
	if (!d->dev && gn_usb_now_ns() - d->gone_ns > GN_DEVICE_GONE_NS)
		return gn_diag_set(why, GN_ENODEV, "%s: it did not come back",
				   d->info.path);
	if (!d->dev) {
		wait_ms(timeout_ms);
		return 0;
	}
	do {
		r = gn_device_receive(d, &p, &n, left_ms(end_ns), why);
		if (r > 0)
			take(d, p, n);
		if (r < 0)
			lose(d, why->text);
		else if (!d->n)         /* also if what came is garbage */
			check_silence(d, why);
	} while (r > 0 && d->dev && !d->n);
	hear(d);
	return (int)d->n;
}

int gn_device_read(void *state, struct gn_sample *out, size_t cap,
		   int timeout_ms, struct gn_diag *why)
{
	struct gn_device *d = state;
	struct gn_diag local;
	size_t n = 0;

	while (n < cap) {
		if (d->at == d->n) {
			int r = fill(d, n ? 0 : timeout_ms,
				     why ? why : &local);

			if (r < 0 && !n)
				return r;
			if (r <= 0)
				break;
		}
		while (n < cap && d->at < d->n)
			out[n++] = d->queue[d->at++];
	}
	return (int)n;
}

const struct gn_recording_info *gn_device_info(const void *state)
{
	return &((const struct gn_device *)state)->info;
}

void gn_device_status(const void *state, struct gn_source_status *out)
{
	const struct gn_device *d = state;
	struct gn_timesync_stats t;

	gn_timesync_stats(&d->sync, &t);
	*out = d->st;
	out->overruns += per_packet(d) * d->usb_overruns;
	if (d->dev)
		out->overruns += per_packet(d) *
				 gn_usb_dev_stats(d->dev).overruns;
	out->lost = d->before.lost + t.lost;
	if (!d->kind->clock.counter_bits && out->lost < d->lost_packets)
		out->lost = d->lost_packets;
	out->lost *= per_packet(d);
	out->repeated = d->before.repeated + t.repeated;
	out->late = d->before.late + t.late;
	out->drift_ppm = d->kind->clock.clock_bits && t.settled ?
		t.drift_ppm : NAN;
	out->errors += d->framer.skipped;
}

int gn_device_list(const struct gn_device_kind *kind, struct gn_host *host,
		   struct gn_device_info *out, size_t cap, struct gn_diag *why)
{
	struct gn_usb_info found[DEVICES];
	struct gn_usb *usb;
	int n = gn_host_usb(host, &usb, why);

	if (!n)
		n = gn_usb_list(usb, kind->ids, found, DEVICES, why);
	for (int i = 0; i < n && i < DEVICES && (size_t)i < cap; i++) {
		const struct gn_usb_info *u = &found[i];
		const char *name = name_of(found, n < DEVICES ? n : DEVICES, u);

		memset(&out[i], 0, sizeof(out[i]));
		snprintf(out[i].uri, sizeof(out[i].uri), "%s:%s", kind->scheme,
			 name);
		snprintf(out[i].model, sizeof(out[i].model), "%s",
			 u->product[0] ? u->product : kind->model);
		snprintf(out[i].serial, sizeof(out[i].serial), "%s", u->serial);
		snprintf(out[i].port, sizeof(out[i].port), "%s", u->port);
		out[i].maybe = kind->maybe;
	}
	return n;
}
