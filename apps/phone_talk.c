/* SPDX-License-Identifier: MIT */
#include "phone_talk.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gonio/num.h"

#define ACC_MAX_MPS2  400.0F    /* phones measure up to 8 or 16 g */
#define GYR_MAX_DEGPS 6000.0F   /* and up to 2000 deg/s */
#define A_SECOND      250.0     /* readings */
#define AT_ONCE       600.0     /* of them, after the line stood still */
#define OLD_MS        2000.0    /* a reading, when it is sent */
#define AHEAD_MS      1.0       /* clocks of events are coarse */
#define APART_MS      5000.0    /* its clock from ours, since it began */
#define CLOCK_MAX_MS  1e12      /* 31 years */
#define MISSED_MAX    100000    /* readings between two messages */
#define S_NS          1000000000.0
#define RADPS         0.017453292519943295F     /* of 1 deg/s */

__attribute__((format(printf, 3, 4)))
static int refuse(struct gn_phone_talk *t, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t->why, sizeof(t->why), fmt, ap);
	va_end(ap);
	return code;
}

/* ---- text ---------------------------------------------------------------- */

/* The word at *p, up to a space or the end; its length. */
static size_t word(const char **p, const char *end, const char **out)
{
	const char *from = *p;

	while (*p < end && **p != ' ')
		++*p;
	*out = from;
	from = *p;
	if (*p < end)
		++*p;
	return (size_t)(from - *out);
}

static int is(const char *w, size_t n, const char *text)
{
	return n == strlen(text) && !memcmp(w, text, n);
}

static int introduce(struct gn_phone_talk *t, const char *p, const char *end)
{
	const char *w;
	size_t n = word(&p, end, &w);   /* sets w before that is used */

	if (!is(w, n, "phone"))
		return refuse(t, GN_PHONE_REFUSED, "its first words are not "
			      "a phone's");
	if (!t->may(t->user, p, (size_t)(end - p)))
		return refuse(t, GN_PHONE_NO_SECRET, "its link is of another "
			      "session");
	t->stage = GN_PHONE_CHOOSES;
	t->owes = 1;
	return 0;
}

/* Eight hexadecimal digits; 0 or 1. */
static int page_of(const char *w, size_t n, uint32_t *page)
{
	static const char digits[] = "0123456789abcdef";

	*page = 0;
	for (size_t i = 0; i < n; i++) {
		const char *at = memchr(digits, w[i], 16);

		if (!at)
			return 0;
		*page = *page << 4 | (uint32_t)(at - digits);
	}
	return n == 8;
}

static int find(const struct gn_phone_talk *t, const char *w, size_t n)
{
	for (size_t i = 0; i < gn_phones_count(t->phones); i++)
		if (is(w, n, gn_phones_name(t->phones, i)))
			return (int)i;
	return -1;
}

/* NAME SIGN PAGE */
static int begin(struct gn_phone_talk *t, const char *p, const char *end)
{
	const char *name, *sign, *page;
	size_t len = word(&p, end, &name), one = word(&p, end, &sign);
	size_t digits = word(&p, end, &page);
	uint32_t number;
	int at = find(t, name, len);

	if (one != 1 || (*sign != '+' && *sign != '-') || p != end ||
	    !page_of(page, digits, &number))
		return refuse(t, GN_PHONE_REFUSED, "it begins as no page of "
			      "ours does");
	t->session = at < 0 ? 0 : gn_phones_enter(t->phones, (size_t)at,
						  number);
	t->owes = 2;
	if (!t->session) {
		refuse(t, 0, at < 0 ? "there is no sensor of that name"
		       : "another phone is this sensor already");
		return 0;
	}
	t->at = (size_t)at;
	t->sign = *sign == '-' ? -1.0F : 1.0F;
	t->stage = GN_PHONE_TIMED;
	t->owes = 1;
	t->ping = 1;
	t->round_ns = INT64_MAX;
	t->least_ns = INFINITY;
	return 0;
}

/* The answer to the ping under way. */
static int pong(struct gn_phone_talk *t, int64_t now_ns, const char *p,
		const char *end)
{
	char want[16];
	const char *number;
	size_t len = word(&p, end, &number);
	int64_t round_ns = now_ns - t->pinged_ns;
	double ms = NAN;

	snprintf(want, sizeof(want), "%" PRIu32, t->ping);
	if (t->owes || !is(number, len, want) ||
	    gn_num_parse_any(p, end, '.', &ms) != end ||
	    !(ms >= 0 && ms < CLOCK_MAX_MS))
		return refuse(t, GN_PHONE_REFUSED, "it answers what was not "
			      "asked");
	if (round_ns < t->round_ns)
		t->round_ns = round_ns;
	t->least_ns = fmin(t->least_ns, (double)now_ns - 1e6 * ms);
	if (t->ping++ == GN_PHONE_PINGS)
		t->stage = GN_PHONE_SENDS;
	t->owes = 1;
	return 0;
}

int gn_phone_said(struct gn_phone_talk *t, int64_t now_ns, const char *text,
		  size_t n)
{
	const char *p = text, *end = text + n, *w;
	size_t len;

	if (n > GN_PHONE_TEXT)
		return refuse(t, GN_PHONE_REFUSED, "it says %zu bytes at "
			      "once", n);
	if (t->stage == GN_PHONE_UNKNOWN)
		return introduce(t, p, end);
	len = word(&p, end, &w);
	if (t->stage == GN_PHONE_CHOOSES && is(w, len, "begin"))
		return begin(t, p, end);
	if (t->stage == GN_PHONE_CHOOSES && is(w, len, "list")) {
		t->owes = 1;
		return 0;
	}
	if (t->stage == GN_PHONE_TIMED && is(w, len, "pong"))
		return pong(t, now_ns, p, end);
	t->ended = is(w, len, "end") != 0;
	if (t->ended)
		return GN_PHONE_ENDED;
	return refuse(t, GN_PHONE_REFUSED, "it says what nobody understands");
}

/* ---- answers ------------------------------------------------------------- */

/* Names are of letters, digits, - and _. */
static size_t list(const struct gn_phone_talk *t, char *out, size_t cap)
{
	size_t at = (size_t)snprintf(out, cap, "{\"sensors\":[");

	for (size_t i = 0; i < gn_phones_count(t->phones); i++)
		at += (size_t)snprintf(out + at, cap - at, "%s{\"name\":\"%s\""
				       ",\"taken\":%d}", i ? "," : "",
				       gn_phones_name(t->phones, i),
				       gn_phones_session(t->phones, i) != 0);
	return at + (size_t)snprintf(out + at, cap - at, "]}");
}

size_t gn_phone_answer(struct gn_phone_talk *t, int64_t now_ns,
		       char out[GN_PHONE_ANSWER])
{
	uint8_t owes = t->owes;

	t->owes = 0;
	if (!owes)
		return 0;
	if (owes == 2)
		return (size_t)snprintf(out, GN_PHONE_ANSWER,
					"{\"refused\":\"%s\"}", t->why);
	if (t->stage == GN_PHONE_CHOOSES)
		return list(t, out, GN_PHONE_ANSWER);
	if (t->stage == GN_PHONE_TIMED) {
		t->pinged_ns = now_ns;
		return (size_t)snprintf(out, GN_PHONE_ANSWER,
					"{\"ping\":%" PRIu32 "}", t->ping);
	}
	t->credit = AT_ONCE;
	t->credit_ns = now_ns;
	return (size_t)snprintf(out, GN_PHONE_ANSWER,
				"{\"go\":1,\"known_ms\":%.0f}",
				ceil(0.5e-6 * (double)t->round_ns));
}

/* ---- readings ------------------------------------------------------------ */

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static float get_float(const unsigned char *p)
{
	uint32_t bits = get32(p);
	float x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

static double get_double(const unsigned char *p)
{
	uint64_t bits = get32(p) | (uint64_t)get32(p + 4) << 32;
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* More than anything honest sends? n readings more of it. */
static int spend(struct gn_phone_talk *t, int64_t now_ns, size_t n)
{
	t->credit += A_SECOND * (double)(now_ns - t->credit_ns) / S_NS;
	t->credit_ns = now_ns;
	if (t->credit > AT_ONCE)
		t->credit = AT_ONCE;
	t->credit -= (double)n;
	return t->credit >= 0 ? 0 :
	       refuse(t, GN_PHONE_REFUSED, "it sends more than %.0f readings "
		      "a second", A_SECOND);
}

/* Its clock, as it stood when the message went out. */
static int clock_runs(struct gn_phone_talk *t, int64_t now_ns, double sent_ms)
{
	double apart;

	if (!(sent_ms >= 0 && sent_ms < CLOCK_MAX_MS))
		return refuse(t, GN_PHONE_REFUSED, "its clock is none");
	if (!t->counts) {
		t->begun_ns = now_ns;
		t->begun_ms = t->sent_ms = sent_ms;
		t->clock_ms = -1;
	}
	if (sent_ms < t->sent_ms)
		return refuse(t, GN_PHONE_REFUSED, "its clock goes back");
	t->sent_ms = sent_ms;
	apart = sent_ms - t->begun_ms - 1e-6 * (double)(now_ns - t->begun_ns);
	return fabs(apart) <= APART_MS ? 0 :
	       refuse(t, GN_PHONE_REFUSED, "its clock is %.0f s off since it "
		      "began; it begins anew", 1e-3 * fabs(apart));
}

static int count(struct gn_phone_talk *t, uint32_t first, size_t n)
{
	if (t->counts && first - t->counter - 1 > MISSED_MAX)
		return refuse(t, GN_PHONE_REFUSED, "it counts its readings "
			      "back");
	t->counter = first + (uint32_t)n - 1;
	t->counts = 1;
	return 0;
}

/* Three numbers up to most; all of them NAN is fine where none may be. */
static int plausible(const float x[3], float most, int none_may)
{
	if (none_may && isnan(x[0]) && isnan(x[1]) && isnan(x[2]))
		return 1;
	for (int i = 0; i < 3; i++)
		if (!(fabsf(x[i]) <= most))
			return 0;
	return 1;
}

static int one(struct gn_phone_talk *t, int64_t now_ns,
	       const unsigned char *p, uint32_t counter)
{
	struct gn_phone_reading r = { .session = t->session,
				      .counter = counter,
				      .round_ns = t->round_ns };
	double ms = get_double(p), age_ms = t->sent_ms - ms;

	for (int i = 0; i < 3; i++) {
		r.acc_mps2[i] = t->sign * get_float(p + 8 + 4 * i);
		r.gyr_radps[i] = get_float(p + 20 + 4 * i);
	}
	if (!(age_ms >= -AHEAD_MS && age_ms <= OLD_MS))
		return refuse(t, GN_PHONE_REFUSED, "a reading is not of the "
			      "time it was sent at");
	if (!(ms > t->clock_ms))
		return refuse(t, GN_PHONE_REFUSED, "its time goes back or "
			      "stands still");
	if (!plausible(r.acc_mps2, ACC_MAX_MPS2, 0))
		return refuse(t, GN_PHONE_REFUSED, "an acceleration is no "
			      "number, or beyond %.0f m/s^2",
			      (double)ACC_MAX_MPS2);
	if (!plausible(r.gyr_radps, GYR_MAX_DEGPS, 1))
		return refuse(t, GN_PHONE_REFUSED, "a rotation rate is no "
			      "number, or beyond %.0f deg/s",
			      (double)GYR_MAX_DEGPS);
	for (int i = 0; i < 3; i++)
		r.gyr_radps[i] *= RADPS;
	/* the first is no later than the answers to the pings have been */
	r.arrival_ns = now_ns - (int64_t)(1e6 * fmax(age_ms, 0));
	if (t->clock_ms < 0)
		r.arrival_ns = (int64_t)fmin((double)r.arrival_ns,
					     t->least_ns + 1e6 * ms);
	t->clock_ms = ms;
	r.clock_us = (int64_t)llround(1e3 * ms);
	return gn_phones_put(t->phones, t->at, &r) ? 0 :
	       refuse(t, GN_PHONE_REFUSED, "the same page sends on another "
		      "connection");
}

int gn_phone_sent(struct gn_phone_talk *t, int64_t now_ns,
		  const unsigned char *bytes, size_t n)
{
	size_t readings = (n - GN_PHONE_HEAD) / GN_PHONE_READING;
	uint32_t first;
	int code;

	if (t->stage != GN_PHONE_SENDS || t->owes)
		return refuse(t, GN_PHONE_REFUSED, "it sends before it was "
			      "asked to");
	if (n < GN_PHONE_HEAD + GN_PHONE_READING || n > GN_PHONE_MESSAGE ||
	    (n - GN_PHONE_HEAD) % GN_PHONE_READING)
		return refuse(t, GN_PHONE_REFUSED, "a message of %zu bytes is "
			      "none of readings", n);
	first = get32(bytes + 8);
	code = spend(t, now_ns, readings);
	if (!code)
		code = clock_runs(t, now_ns, get_double(bytes));
	if (!code)
		code = count(t, first, readings);
	for (size_t i = 0; i < readings && !code; i++)
		code = one(t, now_ns, bytes + GN_PHONE_HEAD +
			   i * GN_PHONE_READING, first + (uint32_t)i);
	return code;
}

void gn_phone_gone(struct gn_phone_talk *t)
{
	char why[GN_PHONE_WHY + 16];

	if (t->stage != GN_PHONE_TIMED && t->stage != GN_PHONE_SENDS)
		return;
	if (t->ended)
		snprintf(why, sizeof(why), "stopped on the phone");
	else if (t->why[0])
		snprintf(why, sizeof(why), "refused: %s", t->why);
	else
		snprintf(why, sizeof(why), "its connection is lost; the page "
			 "connects again by itself");
	gn_phones_leave(t->phones, t->at, t->session, why);
}
