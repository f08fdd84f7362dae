/* SPDX-License-Identifier: MIT */
#ifndef TURNRIG_H
#define TURNRIG_H

#include "gonio/turns.h"

/*
 * A sensor that is turned from pose to pose, with known errors: its samples go
 * to a collector of poses and one of turns, as they come.
 */
struct turnrig {
	struct gn_still_poses poses;
	struct gn_turns turns;
	double   k[3][3];               /* that would make its rates right */
	double   bias_radps[3];
	double   acc_sd_mps2, gyr_sd_radps;
	double   clip_radps;            /* range of the rates; INFINITY */
	double   unit;                  /* of the rates: 1, or deg per rad */
	int      deaf;                  /* 1: samples are lost */
	uint32_t seed;
	int64_t  t_ns;
	double   up[3];                 /* in sensor axes, norm 1 */
};

/* No errors, +z up, at rest. */
void turnrig_begin(struct turnrig *r);

/* Errors of a cheap sensor, all from the seed. */
void turnrig_spoil(struct turnrig *r, uint32_t seed);

double turnrig_uniform(struct turnrig *r);      /* -1..1 */

void turnrig_hold(struct turnrig *r, double s);

/* Turn it about an axis of its own, of norm 1. */
void turnrig_turn(struct turnrig *r, const double axis[3], double rad,
		  double s);

/* Turn it a little about an odd axis, then until the k-th way is up, the
 * shortest way, and leave it there: sides, corners and edges. k < 18. */
void turnrig_lay(struct turnrig *r, size_t k);

#endif
