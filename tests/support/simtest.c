/* SPDX-License-Identifier: MIT */
#include "simtest.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void simtest_plain(struct gn_sim_scenario *s, const char *place)
{
	gn_sim_scenario_default(s);
	snprintf(s->name, sizeof(s->name), "test");
	snprintf(s->exercise, sizeof(s->exercise), "squat");
	s->systems[0] = (struct gn_sim_system){.name = "imu", .rate_hz = 100};
	s->n_systems = 1;
	gn_sim_sensor_default(&s->sensors[0], place);
	s->n_sensors = 1;
	s->acts[0] = (struct gn_sim_act){.kind = GN_SIM_STAND, .length_s = 5};
	s->n_acts = 1;
	s->go_s = 1;
	s->back_s = 2;
	s->turn_pause_s = 0.5;
	s->end_pause_s = 0.25;
}

void simtest_move(struct gn_sim_scenario *s, enum gn_place place,
		  enum gn_sim_on on, double start_deg, double turn_deg)
{
	s->moves[s->n_moves++] = (struct gn_sim_move){
		.place = place, .on = on, .idle_rad = NAN,
		.start_rad = start_deg * SIMTEST_RAD,
		.turn_rad = turn_deg * SIMTEST_RAD};
}

struct gn_sim_act *simtest_set(struct gn_sim_scenario *s, uint32_t reps)
{
	struct gn_sim_act *a = &s->acts[s->n_acts++];

	*a = (struct gn_sim_act){.kind = GN_SIM_SET, .reps = reps,
				 .partial_rom = 0.5, .rom = 1, .slow = 1};
	return a;
}

void simtest_swing(struct gn_sim_scenario *s, const char *place)
{
	simtest_plain(s, place);
	s->anchor = GN_SIM_PELVIS;
	s->side = GN_SIDE_RIGHT;
	simtest_move(s, GN_PLACE_THIGH, GN_SIM_ON_BOTH, 90, 90);
	simtest_move(s, GN_PLACE_SHANK, GN_SIM_ON_WORKING, 0, 80);
	s->joint[0] = GN_PLACE_THIGH;
	s->joint[1] = GN_PLACE_SHANK;
	simtest_set(s, 3);
}

struct gn_sim *simtest_open(const struct gn_sim_scenario *s, uint64_t seed)
{
	struct gn_sim *sim = NULL;
	struct gn_diag why = {""};
	int err = gn_sim_open(&sim, s, seed, &why);

	ck_assert_msg(!err, "%s", why.text);
	return sim;
}

struct gn_sample *simtest_all(struct gn_sim *sim, size_t block, size_t *n)
{
	size_t cap = 1 << 16;
	struct gn_sample *out = calloc(cap, sizeof(*out));

	*n = 0;
	for (;;) {
		int got;

		ck_assert_uint_le(*n + block, cap);
		got = gn_sim_read(sim, out + *n, block);
		if (got == GN_EOF)
			break;
		ck_assert_int_gt(got, 0);
		ck_assert_int_le(got, (int)block);
		*n += (size_t)got;
	}
	ck_assert_int_eq(gn_sim_read(sim, out, 1), GN_EOF);
	return out;
}

double simtest_norm(const float v[3])
{
	return sqrt((double)v[0] * (double)v[0] + (double)v[1] * (double)v[1] +
		    (double)v[2] * (double)v[2]);
}
