/* SPDX-License-Identifier: MIT */
#include "simphone.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

double simphone_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state / 4294967296.0;
}

double simphone_clock_ms(const struct simphone *p, double t_s)
{
	return p->offset_ms + 1e3 * t_s * (1 + 1e-6 * p->drift_ppm);
}

static void put(unsigned char *to, const void *x, size_t n)
{
	uint64_t bits = 0;

	if (n == 8) {
		memcpy(&bits, x, 8);
	} else {
		uint32_t half;

		memcpy(&half, x, 4);
		bits = half;
	}
	for (size_t i = 0; i < n; i++)
		to[i] = (unsigned char)(bits >> 8 * i);
}

void simphone_double(struct simphone *p, size_t at, double x)
{
	put(p->message + at, &x, 8);
}

void simphone_float(struct simphone *p, size_t at, float x)
{
	put(p->message + at, &x, 4);
}

static void reading(struct simphone *p, size_t at, const struct gn_sample *s,
		    double ms)
{
	const float deg = 57.29577951308232F;

	simphone_double(p, at, ms);
	for (size_t k = 0; k < 3; k++) {
		simphone_float(p, at + 8 + 4 * k, p->ios ? -s->acc_mps2[k]
			       : s->acc_mps2[k]);
		simphone_float(p, at + 20 + 4 * k, deg * s->gyr_radps[k]);
	}
}

void simphone_pack(struct simphone *p, const struct gn_sample *s, size_t n,
		   double sent_s)
{
	double sent_ms = simphone_clock_ms(p, sent_s);

	p->n = GN_PHONE_HEAD + n * GN_PHONE_READING;
	put(p->message + 8, &p->counter, 4);
	for (size_t i = 0; i < n; i++) {
		double ms = simphone_clock_ms(p, 1e-9 * (double)s[i].t_ns) +
			    p->jitter_ms * simphone_random(&p->random);

		/* an event is never before the last one */
		p->last_ms = fmax(ms, p->last_ms + 0.1);
		reading(p, GN_PHONE_HEAD + i * GN_PHONE_READING, &s[i],
			p->last_ms);
	}
	simphone_double(p, 0, fmax(sent_ms, p->last_ms));
	p->counter += (uint32_t)n;
}

/* ---- its talk ------------------------------------------------------------ */

char simphone_told[GN_PHONE_ANSWER];

static int may(void *user, const char *said, size_t n)
{
	(void)user;
	return n == 6 && !memcmp(said, "secret", 6);
}

struct gn_phone_talk simphone_talk(struct gn_phones *phones)
{
	return (struct gn_phone_talk){ .phones = phones, .may = may };
}

int simphone_say(struct gn_phone_talk *t, int64_t now_ns, const char *text)
{
	int code = gn_phone_said(t, now_ns, text, strlen(text));

	simphone_told[gn_phone_answer(t, now_ns, simphone_told)] = '\0';
	return code;
}

void simphone_enter(const struct simphone *p, struct gn_phone_talk *t,
		    int64_t epoch_ns, double now_s, const char *begin,
		    int64_t round_ns)
{
	int64_t now_ns = epoch_ns + (int64_t)(1e9 * now_s);
	char want[40], pong[40];

	*t = simphone_talk(t->phones);
	ck_assert_int_eq(simphone_say(t, now_ns, "phone secret"), 0);
	ck_assert_int_eq(strncmp(simphone_told, "{\"sensors\":[{", 13), 0);
	ck_assert_int_eq(simphone_say(t, now_ns, begin), 0);
	for (int k = 1; k <= GN_PHONE_PINGS; k++) {
		snprintf(want, sizeof(want), "{\"ping\":%d}", k);
		ck_assert_str_eq(simphone_told, want);
		now_ns += k == 4 ? round_ns / 3 : round_ns;
		snprintf(pong, sizeof(pong), "pong %d %.3f", k,
			 simphone_clock_ms(p, 1e-9 * (double)(now_ns - epoch_ns
							      - round_ns / 5))
			);
		ck_assert_int_eq(simphone_say(t, now_ns, pong), 0);
	}
	snprintf(want, sizeof(want), "{\"go\":1,\"known_ms\":%.0f}",
		 ceil(1e-6 * (double)round_ns / 6));
	ck_assert_str_eq(simphone_told, want);
}
