/* SPDX-License-Identifier: MIT */
#include "counttest.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct count_test ct;

void count_fresh(int no_gyr)
{
	motion_init(&ct.m);
	ct.m.no_gyr = no_gyr;
	ct.m.acc_noise_mps2 = 0.03;
	ct.m.gyr_noise_radps = 0.003;
	ct.in = (struct gn_count_input){ .sensors = ct.view, .n_sensors = 1,
					 .cut_start = 1, .cut_end = 1,
					 .rep_min_s = 0.5f, .rep_max_s = 12 };
}

void count_setup(void)
{
	ck_assert_int_eq(gn_counter_create(&ct.counter, COUNT_MAX_FRAMES),
			 GN_OK);
	count_fresh(0);
}

void count_teardown(void)
{
	gn_counter_destroy(ct.counter);
}

void count_well_formed(size_t n)
{
	for (size_t i = 0; i < ct.got.n_reps; i++) {
		const struct gn_count_rep *r = &ct.got.reps[i];

		ck_assert_uint_lt(r->start, r->turn);
		ck_assert_uint_lt(r->turn, r->end);
		ck_assert_uint_lt(r->end, n + 1);
		ck_assert(i == 0 || r->start >= r[-1].end);
		ck_assert(i ? r->bout - r[-1].bout <= 1 : r->bout == 0);
		ck_assert(r->likeness >= -1.001f && r->likeness <= 1.001f);
		ck_assert_float_gt(r->amplitude, 0);
	}
}

void count_run_frames(const struct gn_frame *f, size_t n, int has_gyr)
{
	ct.view[0] = (struct gn_count_sensor){
		.frames = f, .n = n, .gyr_step_s = has_gyr ? 0.01f : 0
	};
	ck_assert_uint_le(n, COUNT_MAX_FRAMES);
	gn_counter_run(ct.counter, &ct.in, &ct.got);
	count_well_formed(n);
	ck_assert_uint_le(ct.got.n_reps, COUNT_MAX_REPS);
	memcpy(ct.reps, ct.got.reps, ct.got.n_reps * sizeof(*ct.reps));
}

void count_run(void)
{
	size_t n;
	struct gn_frame *f = motion_frames(&ct.m, &n);

	count_run_frames(f, n, !ct.m.no_gyr);
	free(f);
}

void count_found_all(const char *what, double x, double tol_s, double ends_s)
{
	ck_assert_msg(ct.got.n_reps == ct.m.n_reps, "%s %g, %s: %d found of %d",
		      what, x, ct.m.no_gyr ? "acc" : "acc and gyr",
		      (int)ct.got.n_reps, (int)ct.m.n_reps);
	for (size_t i = 0; i < ct.m.n_reps; i++) {
		const struct motion_rep *t = &ct.m.rep[i];
		double a = ct.reps[i].start / GN_COUNT_HZ;
		double turn = ct.reps[i].turn / GN_COUNT_HZ;
		double b = ct.reps[i].end / GN_COUNT_HZ;

		/* without rates, from rest to rest any cut will do here */
		if (ct.m.no_gyr) {
			ck_assert_msg(a < t->turn_s && b > t->back_s,
				      "%s %g, %d: %g to %g has no turn at %g",
				      what, x, (int)i, a, b, t->turn_s);
			continue;
		}
		ck_assert_msg(turn > t->turn_s - tol_s &&
			      turn < t->back_s + tol_s,
			      "%s %g, %d: turn at %g, not %g to %g", what, x,
			      (int)i, turn, t->turn_s, t->back_s);
		ck_assert_msg(fabs(a - t->start_s) < ends_s &&
			      fabs(b - t->end_s) < ends_s,
			      "%s %g, %d: %g to %g, not %g to %g", what, x,
			      (int)i, a, b, t->start_s, t->end_s);
	}
}
