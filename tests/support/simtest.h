/* SPDX-License-Identifier: MIT */
#ifndef SIMTEST_H
#define SIMTEST_H

#include "gonio/sim.h"

/* Scenarios made in the test, for what is known in closed form. */
#define SIMTEST_G 9.80665
#define SIMTEST_RAD (3.14159265358979323846 / 180)

/* One ideal sensor at 100 Hz, nothing but standing for 5 s. */
void simtest_plain(struct gn_sim_scenario *s, const char *place);

/* Add a sagittal angle of a segment, and a set. */
void simtest_move(struct gn_sim_scenario *s, enum gn_place place,
		  enum gn_sim_on on, double start_deg, double turn_deg);
struct gn_sim_act *simtest_set(struct gn_sim_scenario *s, uint32_t reps);

/* Thigh level, right shank from hanging to 80 degrees, three times. */
void simtest_swing(struct gn_sim_scenario *s, const char *place);

/* Open, or fail the test. */
struct gn_sim *simtest_open(const struct gn_sim_scenario *s, uint64_t seed);

/* All n samples, read block by block; the caller frees them. */
struct gn_sample *simtest_all(struct gn_sim *sim, size_t block, size_t *n);

double simtest_norm(const float v[3]);

#endif
