/* SPDX-License-Identifier: MIT */
#ifndef TAPTEST_H
#define TAPTEST_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/tap.h"

/*
 * Knocks on a table, as sensors on it measure them: a half sine of force of
 * 4 ms, then what rings on, averaged over the sampling step once (all that
 * falls between two samples is in one of them) or twice (in two).
 */
#define TT_TAPS 32

struct tt_table {
	double at_s[TT_TAPS];           /* 0.. */
	size_t n;
	double ring;                    /* part of the knock; 0: none */
	double ring_hz, ring_s;         /* time constant */
	double sway_mps2;               /* all move to and fro, 2 Hz */
};

struct tt_sensor {
	uint32_t index;
	double rate_hz;
	double phase;                   /* first sample, in steps */
	double late_s;                  /* of the stamps */
	double drift;                   /* .. and by this part of the time */
	double slow_s;                  /* it feels the knock so much later */
	double gain_mps2;               /* of the knock */
	double smear_s;                 /* averaged over this, if longer */
	double noise_mps2;              /* SD of each axis */
	int    averaged;                /* 1, 2 */
	uint32_t rng;
	uint64_t n;                     /* samples so far */
};

/* A table without knocks; n knocks from from_s on, every_s apart. */
struct tt_table tt_table(void);
void tt_knock(struct tt_table *t, size_t n, double from_s, double every_s);

/* 100 m/s2, noise of 0.03 m/s2, phase and noise from the seed. */
struct tt_sensor tt_sensor(uint32_t index, double rate_hz, uint32_t seed);

/* When a knock at 0 is felt: the mean of its force, without what rings on. */
double tt_middle_s(void);

/* The next sample. */
struct gn_sample tt_next(const struct tt_table *t, struct tt_sensor *s);

/* n sensors at 100 Hz on a table that is knocked on at 1.000, 2.013 and
 * 3.026 s. */
void tt_three(struct tt_table *t, struct tt_sensor *s, uint32_t n);

/* All samples of n sensors up to length_s, in order of time; the series that
 * are found. */
const struct gn_tap_series *tt_run(struct gn_taps *taps,
				   const struct tt_table *t,
				   struct tt_sensor *s, size_t n,
				   double length_s, size_t *found);

#endif
