/* SPDX-License-Identifier: MIT */
#ifndef IRONRIG_H
#define IRONRIG_H

#include <stdint.h>

#include "gonio/mag_cal.h"

/* A magnetometer with known iron, turned through directions. */

/* A sensor's faults, and where it is turned to. */
struct ironrig {
	double offset[3], iron[3][3];   /* m = offset + iron h */
	double field, noise;            /* uT */
	double z_from;                  /* of the directions' z, -1: all */
	double clip, step;              /* 0: none */
	double elsewhere;               /* every third sample's field */
};

/* 30, -80, 12 uT and up to 15 %, 0.4 uT of noise in a field of 48. */
extern const struct ironrig ironrig_good;

double ironrig_gauss(uint64_t *state);

/* The i-th of n directions on a spiral that covers z_from..1 evenly. */
void ironrig_direction(int i, int n, double z_from, double h[3]);

/* One sample in a field along h. */
void ironrig_measure(const struct ironrig *s, const double h[3], double field,
		     uint64_t *state, float m[3]);

/* n of them, pushed. */
void ironrig_turn(const struct ironrig *s, int n, uint64_t seed,
		  struct gn_mag_sums *sums);

#endif
