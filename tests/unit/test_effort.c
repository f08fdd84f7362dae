/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "gonio/effort.h"
#include "lib/report/report_priv.h"
#include "suites.h"

#define S INT64_C(1000000000)

/* A repetition of which all is known, n and set from 1. */
static struct gn_rep rep(uint32_t set, uint32_t n, enum gn_side side)
{
	struct gn_rep r;

	memset(&r, 0, sizeof(r));
	r.set = set;
	r.n = n;
	r.side = side;
	r.end_ns = 2 * S;
	r.rom_rad = 1.0f;
	r.mean_radps = 1.0f;
	r.sparc = -1.5f;
	r.ldlj = -6.0f;
	r.tremor_radps = 0.1f;
	return r;
}

/* The worked example: against the fastest, not against the first. */
START_TEST(loss_is_against_the_fastest)
{
	static const float v[] = { 1.00f, 1.05f, .98f, .90f, .85f };
	static const float want[] = { .04762f, 0.0f, .06667f, .14286f,
				      .19048f };
	static const float odd[] = { NAN, .5f, 1.0f };
	float loss[5];

	gn_velocity_loss(v, 5, loss);
	for (int i = 0; i < 5; i++)
		ck_assert_float_eq_tol(loss[i], want[i], 1e-5f);
	gn_velocity_loss(odd, 3, loss);
	ck_assert(isnan(loss[0]));
	ck_assert_float_eq_tol(loss[1], .5f, 1e-6f);
}
END_TEST

START_TEST(a_set_that_slows_shows_it)
{
	struct gn_rep r[8];
	struct gn_effort *e;
	size_t n;

	for (uint32_t i = 0; i < 8; i++) {
		r[i] = rep(1, i + 1, GN_SIDE_RIGHT);
		r[i].mean_radps = 2.0f - .1f * (float)i;
		r[i].end_ns = 2 * S + i * S / 10;
		/* up and down, no trend */
		r[i].rom_rad = i % 2 ? 1.0f : 1.1f;
	}
	ck_assert_int_eq(gn_effort_read(r, 8, &e, &n), GN_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(e->reps, 8);
	ck_assert_uint_eq(e->fastest, 1);
	ck_assert_float_eq_tol(e->loss_last, .35f, 1e-5f);
	ck_assert_float_eq_tol(e->loss_most, .35f, 1e-5f);
	ck_assert_double_eq_tol(e->trend[GN_EFFORT_SPEED].slope, -.1, 1e-6);
	ck_assert_double_eq_tol(e->trend[GN_EFFORT_DURATION].slope, .1, 1e-6);
	ck_assert_int_eq(gn_effort_sign(&e->trend[GN_EFFORT_SPEED]), -1);
	ck_assert_int_eq(gn_effort_sign(&e->trend[GN_EFFORT_DURATION]), 1);
	ck_assert_int_eq(gn_effort_sign(&e->trend[GN_EFFORT_RANGE]), 0);
	free(e);
}
END_TEST

/* One that only chance made so among six is none. */
START_TEST(a_trend_is_told_where_it_is_sure)
{
	static const struct gn_line t[] = {
		{ -.2, 0, -.41, -.01 }, { -.2, 0, -.35, -.06 },
		{ .2, 0, .06, .35 }, { .2, 0, -.01, .4 }, { NAN, 0, NAN, NAN },
	};
	static const int want[] = { 0, -1, 1, 0, 0 };

	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(gn_effort_sign(&t[i]), want[i]);
}
END_TEST

START_TEST(sets_and_sides_stand_apart)
{
	struct gn_rep r[14];
	struct gn_effort *e;
	size_t n;

	/* a set of two sides in turn, the left one slowing; then a short one */
	for (uint32_t i = 0; i < 10; i++) {
		r[i] = rep(1, i + 1, i % 2 ? GN_SIDE_LEFT : GN_SIDE_RIGHT);
		if (i % 2)
			r[i].mean_radps = 1.5f - .1f * (float)i;
	}
	for (uint32_t i = 0; i < 3; i++)
		r[10 + i] = rep(2, i + 1, GN_SIDE_NONE);
	ck_assert_int_eq(gn_effort_read(r, 13, &e, &n), GN_OK);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(e[0].side, GN_SIDE_RIGHT);
	ck_assert_int_eq(e[1].side, GN_SIDE_LEFT);
	ck_assert_uint_eq(e[1].fastest, 2);
	ck_assert_int_eq(gn_effort_sign(&e[0].trend[GN_EFFORT_SPEED]), 0);
	ck_assert_double_eq_tol(e[1].trend[GN_EFFORT_SPEED].slope, -.2, 1e-6);
	ck_assert_uint_eq(e[2].set, 2);
	ck_assert_uint_eq(e[2].reps, 3);
	ck_assert(isnan(e[2].trend[GN_EFFORT_SPEED].slope));
	free(e);
}
END_TEST

START_TEST(what_is_not_known_has_no_trend)
{
	struct gn_rep r[6];
	struct gn_effort *e = NULL;
	struct fault_stat st;
	size_t n = 9;
	int err;

	for (uint32_t i = 0; i < 6; i++) {
		r[i] = rep(1, i + 1, GN_SIDE_NONE);
		r[i].mean_radps = NAN;
		r[i].sparc = i < 3 ? NAN : -1.5f;
	}
	ck_assert_int_eq(gn_effort_read(r, 6, &e, &n), GN_OK);
	ck_assert_uint_eq(e->fastest, 0);
	ck_assert(isnan(e->loss_last) && isnan(e->loss_most));
	ck_assert(isnan(e->trend[GN_EFFORT_SPEED].slope));
	ck_assert(isnan(e->trend[GN_EFFORT_SPARC].slope));
	ck_assert_int_eq(gn_effort_sign(&e->trend[GN_EFFORT_SPEED]), 0);
	ck_assert(isfinite(e->trend[GN_EFFORT_RANGE].slope));
	free(e);
	ck_assert_int_eq(gn_effort_read(NULL, 0, &e, &n), GN_OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(e);
	for (int at = 1; at <= 2; at++) {
		fault_start(at);
		err = gn_effort_read(r, 6, &e, &n);
		st = fault_stop();
		ck_assert_int_eq(err, GN_ENOMEM);
		ck_assert_int_eq(st.live, 0);
	}
}
END_TEST

static char *written(void (*report)(const struct gn_result *, FILE *),
		     const struct gn_result *r)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(to);
	report(r, to);
	ck_assert_int_eq(fclose(to), 0);
	return text;
}

/* What the patient said stands beside what changes, and where nothing does. */
START_TEST(ratings_stand_beside_the_trends)
{
	static const struct gn_exercise squat = { .name = "squat" };
	struct gn_result r = { .exercise = &squat, .n_effort = 2 };
	struct gn_effort e[2];
	char *text;

	gn_told_init(&r.told);
	r.effort = e;
	for (uint32_t i = 0; i < 2; i++) {
		e[i] = (struct gn_effort){ .set = i + 1, .reps = 8,
			.side = GN_SIDE_RIGHT, .loss_last = NAN,
			.loss_most = NAN };
		for (int m = 0; m < GN_EFFORT_MEASURE_COUNT; m++)
			e[i].trend[m].slope = e[i].trend[m].low =
				e[i].trend[m].high = NAN;
	}
	text = written(gn_report_effort_table, &r);
	ck_assert_str_eq(text, "");
	free(text);
	e[0].trend[GN_EFFORT_DURATION] = (struct gn_line){ .2, 0, .15, .25 };
	ck_assert_int_eq(gn_told_rate(&r.told, 2, 7.0f), GN_OK);
	ck_assert_int_eq(gn_told_rate(&r.told, 3, 4.5f), GN_OK);
	text = written(gn_report_effort_table, &r);
	ck_assert_str_eq(text, "\nEffort, change per repetition and its 95 % "
			 "interval\n  set 1, right\n      duration +0.20 s "
			 "(+0.15 to +0.25)\n  set 2, right, rated 7 of 10 "
			 "(CR10): no sure change\n\nEffort\n  set 3, rated "
			 "4.5 of 10 (CR10)\n");
	free(text);
	text = written(gn_report_effort_json, &r);
	ck_assert_ptr_nonnull(strstr(text, "\"rated_cr10\":null,\"trends\":{"
				     "\"duration\""));
	ck_assert_ptr_nonnull(strstr(text, "\"rated_cr10\":7.0,\"trends\":{}"
				     "}],\"ratings\":[{\"set\":2,\"cr10\":"
				     "7.0},{\"set\":3,\"cr10\":4.5}]"));
	free(text);
}
END_TEST

Suite *suite_effort(void)
{
	Suite *s = suite_create("effort");
	TCase *t = tcase_create("effort");

	tcase_add_test(t, loss_is_against_the_fastest);
	tcase_add_test(t, a_set_that_slows_shows_it);
	tcase_add_test(t, a_trend_is_told_where_it_is_sure);
	tcase_add_test(t, sets_and_sides_stand_apart);
	tcase_add_test(t, what_is_not_known_has_no_trend);
	tcase_add_test(t, ratings_stand_beside_the_trends);
	suite_add_tcase(s, t);
	return s;
}
