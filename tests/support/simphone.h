/* SPDX-License-Identifier: MIT */
#ifndef SIMPHONE_H
#define SIMPHONE_H

#include "apps/phone_talk.h"
#include "gonio/types.h"

/*
 * A simulated phone: its page's side of phone_talk.h, for samples of which the
 * true time is known. Its clock is off and drifts, the times of its events
 * jitter.
 */
struct simphone {
	double   offset_ms, drift_ppm;  /* its clock at time 0; > 0: too fast */
	double   jitter_ms;             /* events are up to so much late */
	double   last_ms;
	uint32_t counter;               /* of the next reading */
	uint32_t random;
	int      ios;                   /* 1: accelerations are turned round */
	size_t   n;                     /* bytes of the message */
	unsigned char message[GN_PHONE_MESSAGE];
};

/* 0 to 1, the same each time; state != 0. */
double simphone_random(uint32_t *state);

/* What its clock shows at a true time. */
double simphone_clock_ms(const struct simphone *p, double t_s);

/* A message of n readings, 1..GN_PHONE_BATCH, which is sent at sent_s. */
void simphone_pack(struct simphone *p, const struct gn_sample *s, size_t n,
		   double sent_s);

/* A talk of one that may send by "secret". */
struct gn_phone_talk simphone_talk(struct gn_phones *phones);

/* It says something; what it is answered is in simphone_told. As
 * gn_phone_said(). */
extern char simphone_told[GN_PHONE_ANSWER];
int simphone_say(struct gn_phone_talk *t, int64_t now_ns, const char *text);

/* From its first words to the go with the phones of t, from now_s of the epoch
 * on, or the test fails; each round trip takes so long, the fourth a third of
 * it, and more of that is the way there. */
void simphone_enter(const struct simphone *p, struct gn_phone_talk *t,
		    int64_t epoch_ns, double now_s, const char *begin,
		    int64_t round_ns);

/* Write over parts of the message: a double or a float at byte at. */
void simphone_double(struct simphone *p, size_t at, double x);
void simphone_float(struct simphone *p, size_t at, float x);

#endif
