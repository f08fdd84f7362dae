/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "gonio/driver.h"
#include "gonio/num.h"
#include "gonio/phones.h"
#include "gonio/timesync.h"
#include "host_priv.h"

/*
 * A phone that sends what its browser tells of its motion sensors, see
 * phones.h: "phone:[NAME][?rate=HZ]". NAME tells phones apart; if it is a place
 * of the body, the sensor is there. HZ is what is expected of it, 60 without:
 * what browsers give mostly; it cannot be set.
 *
 * Its clock is fitted anew with each connection, as a phone's clock may stand
 * while it sleeps. What is late on every reading, which that fit cannot see,
 * lies between nothing and the least round trip: half of it is taken off each
 * stamp. So stamps are off by half the least round trip at most, and by what
 * the browser itself is late.
 */
#define S_NS     INT64_C(1000000000)
#define MS_NS    INT64_C(1000000)
#define RATE_HZ  60.0
#define RATE_MAX 250.0
#define SILENT_NS S_NS
#define LOOK_MS  5              /* between two looks into the queue */
#define MISSED_MAX (1 << 20)    /* readings between two connections */

struct phone {
	struct gn_recording_info info;
	struct gn_source_status st;
	struct gn_phones *phones;
	size_t   at;                    /* its place there */
	struct gn_host *host;
	struct gn_timesync sync;
	struct gn_timesync_stats before; /* of earlier connections, summed up */
	uint32_t session, counter;      /* of the newest reading */
	int64_t  arrival_ns, heard_ns;
	int64_t  t_ns;                  /* the newest stamp */
};

__attribute__((format(printf, 2, 3)))
static void note(struct phone *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->st.note, sizeof(s->st.note), fmt, ap);
	va_end(ap);
	s->st.n_notes++;
}

/* ---- open ---------------------------------------------------------------- */

/* [NAME][?rate=HZ] */
static int parse(const char *arg, char name[GN_PHONE_NAME], double *rate_hz,
		 struct gn_diag *why)
{
	size_t len = strcspn(arg, "?");
	const char *option = arg + len, *end = arg + strlen(arg);

	*rate_hz = RATE_HZ;
	if (len >= GN_PHONE_NAME ||
	    strspn(arg, "abcdefghijklmnopqrstuvwxyz0123456789_-") < len)
		return gn_diag_set(why, GN_EINVAL, "phone:%.40s: a name is up "
				   "to %d of a-z, 0-9, - and _", arg,
				   GN_PHONE_NAME - 1);
	snprintf(name, GN_PHONE_NAME, "%.*s", len ? (int)len : 5,
		 len ? arg : "phone");
	if (!*option)
		return GN_OK;
	if (strncmp(option, "?rate=", 6) ||
	    gn_num_parse_any(option + 6, end, '.', rate_hz) != end ||
	    !(*rate_hz >= 1 && *rate_hz <= RATE_MAX))
		return gn_diag_set(why, GN_EINVAL, "phone:%.60s: the option "
				   "that there is, is ?rate=HZ, 1 to %g", arg,
				   RATE_MAX);
	return GN_OK;
}

static void describe(struct phone *s, const char *name, double rate_hz)
{
	struct gn_sensor *x = &s->info.sensors[0];

	snprintf(s->info.path, sizeof(s->info.path), "phone:%s", name);
	s->info.n_sensors = 1;
	snprintf(x->name, sizeof(x->name), "%s", name);
	x->place = gn_place_parse(name, &x->side);
	x->rate_hz = (float)rate_hz;
	x->has_acc = x->has_gyr = 1;
	s->st.rate_hz = rate_hz;
	s->st.battery_pct = NAN;
	snprintf(s->st.model, sizeof(s->st.model), "phone");
}

static int phone_open(void *state, struct gn_host *host, const char *arg,
		      struct gn_diag *why)
{
	struct phone *s = state;
	char name[GN_PHONE_NAME];
	double rate_hz;
	int err = parse(arg, name, &rate_hz, why);

	s->host = host;
	s->phones = gn_host_phones(host);
	if (!err && !s->phones)
		err = gn_diag_set(why, GN_EINVAL, "phone: a phone sends to "
				  "'gonio capture' with --serve, which is not "
				  "given");
	if (!err)
		err = gn_phones_add(s->phones, name, &s->at, why);
	if (err)
		return err;
	describe(s, name, rate_hz);
	s->t_ns = INT64_MIN;
	s->st.state = GN_SOURCE_GONE;
	note(s, "%s: waits for its phone", s->info.path);
	return GN_OK;
}

/* ---- reading ------------------------------------------------------------- */

/* The readings of another connection begin. */
static void begin(struct phone *s, const struct gn_phone_reading *r)
{
	static const struct gn_timesync_params clock = {
		.tick_num = 1, .tick_den = 1000000, .clock_bits = 64,
		.counter_bits = 32 };
	uint32_t missed = r->counter - s->counter - 1;
	struct gn_timesync_stats t;

	gn_timesync_stats(&s->sync, &t);
	s->before.lost += t.lost;
	s->before.repeated += t.repeated;
	s->before.late += t.late;
	/* a page that was loaded anew counts anew */
	if (s->session && missed < MISSED_MAX)
		s->before.lost += missed;
	s->st.returns += s->session != 0;
	s->session = r->session;
	s->arrival_ns = r->arrival_ns;
	/* these parameters are always valid */
	if (gn_timesync_init(&s->sync, &clock))
		s->st.errors++;
	s->st.state = GN_SOURCE_STREAMING;
	note(s, "%s: sends%s; its clock is known to %.0f ms", s->info.path,
	     s->st.returns ? " again" : "",
	     ceil(0.5e-6 * (double)r->round_ns));
}

static void emit(struct phone *s, const struct gn_phone_reading *r,
		 struct gn_sample *out)
{
	enum gn_stamp kind;

	if (r->session != s->session)
		begin(s, r);
	/* that of one message may be later than the next one's */
	if (r->arrival_ns > s->arrival_ns)
		s->arrival_ns = r->arrival_ns;
	kind = gn_timesync_push(&s->sync, s->arrival_ns,
				(uint64_t)r->clock_us, r->counter,
				&out->t_ns);
	out->t_ns -= r->round_ns / 2 + gn_host_epoch_ns(s->host);
	if (kind == GN_STAMP_NEW && out->t_ns <= s->t_ns)
		out->t_ns = s->t_ns + 1;
	if (out->t_ns > s->t_ns)
		s->t_ns = out->t_ns;
	s->counter = r->counter;
	s->st.received++;
	out->sensor = 0;
	for (int i = 0; i < 3; i++) {
		out->acc_mps2[i] = r->acc_mps2[i];
		out->gyr_radps[i] = r->gyr_radps[i];
		out->mag_ut[i] = NAN;
	}
}

/* Is this the first reading behind a break that was not told of yet? */
static int after_break(const struct phone *s, const struct gn_phone_reading *r)
{
	return r->session != s->session && s->st.state != GN_SOURCE_GONE;
}

static int take(struct phone *s, struct gn_sample *out, size_t cap)
{
	const struct gn_phone_reading *r;
	size_t n = 0;

	while (n < cap && (r = gn_phones_first(s->phones, s->at)) &&
	       !after_break(s, r)) {
		emit(s, r, &out[n]);
		n += out[n].t_ns >= 0;  /* else of before the session */
		gn_phones_drop(s->phones, s->at);
	}
	return (int)n;
}

/* Has it left, or fallen silent, or come back? */
static void check(struct phone *s, int got)
{
	const struct gn_phone_reading *r;
	char why[GN_PHONE_WHY];
	int64_t now = gn_usb_now_ns();

	if (got > 0)
		s->heard_ns = now;
	if (got > 0 && s->st.state == GN_SOURCE_SILENT) {
		s->st.state = GN_SOURCE_STREAMING;
		note(s, "%s: sends again", s->info.path);
	}
	if (got > 0)
		return;
	r = gn_phones_first(s->phones, s->at);
	snprintf(why, sizeof(why), "its connection broke");
	if (gn_phones_left(s->phones, s->at, why) ||
	    (r && after_break(s, r))) {
		s->st.state = GN_SOURCE_GONE;
		note(s, "%s: %s", s->info.path, why);
	}
	if (s->st.state == GN_SOURCE_STREAMING &&
	    now - s->heard_ns > SILENT_NS) {
		s->st.state = GN_SOURCE_SILENT;
		note(s, "%s: sends nothing; is its screen on, and the page in "
		     "front?", s->info.path);
	}
}

static int phone_read(void *state, struct gn_sample *out, size_t cap,
		      int timeout_ms, struct gn_diag *why)
{
	struct phone *s = state;
	int n = take(s, out, cap);

	(void)why;
	while (!n && timeout_ms > 0) {
		int ms = timeout_ms < LOOK_MS ? timeout_ms : LOOK_MS;

		nanosleep(&(struct timespec){ .tv_nsec = ms * MS_NS }, NULL);
		timeout_ms -= ms;
		n = take(s, out, cap);
	}
	check(s, n);
	return n;
}

/* ---- the rest ------------------------------------------------------------ */

static const struct gn_recording_info *phone_info(const void *state)
{
	return &((const struct phone *)state)->info;
}

static void phone_status(const void *state, struct gn_source_status *out)
{
	const struct phone *s = state;
	struct gn_timesync_stats t;

	gn_timesync_stats(&s->sync, &t);
	*out = s->st;
	out->overruns = gn_phones_overruns(s->phones, s->at);
	out->lost = s->before.lost + t.lost;
	out->repeated = s->before.repeated + t.repeated;
	out->late = s->before.late + t.late;
	out->drift_ppm = t.settled ? t.drift_ppm : NAN;
}

/* None is known before it comes. */
static int phone_devices(struct gn_host *host, struct gn_device_info *out,
			 size_t cap, struct gn_diag *why)
{
	(void)host;
	(void)out;
	(void)cap;
	(void)why;
	return 0;
}

static void phone_close(void *state)
{
	(void)state;            /* its place belongs to the phones */
}

const struct gn_driver gn_driver_phone = {
	.name       = "phone",
	.desc       = "a phone's motion sensors, by its browser",
	.state_size = sizeof(struct phone),
	.device     = 1,
	.open       = phone_open,
	.info       = phone_info,
	.read       = phone_read,
	.status     = phone_status,
	.devices    = phone_devices,
	.close      = phone_close,
};
