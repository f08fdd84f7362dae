/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/analyse.h"
#include "files.h"
#include "gonio/count.h"
#include "gonio/recording.h"
#include "gonio/session.h"
#include "gonio/sim.h"
#include "gonio/stand.h"
#include "simtest.h"
#include "suites.h"

#define N 2000

static float rate[N], slowly[N];

/* A minimum-jerk stroke (Flash & Hogan 1985) of so many rad. */
static void stroke(double at_s, double length_s, double rad)
{
	for (int i = 0; i < N; i++) {
		double u = (i / GN_COUNT_HZ - at_s) / length_s;

		if (u > 0.0 && u < 1.0)
			rate[i] += (float)(rad / length_s * 30.0 * u * u *
					   (1.0 - u) * (1.0 - u));
	}
}

/* A second up from 2 s on, a second stood, a second down. */
static void one_stand(void)
{
	memset(rate, 0, sizeof(rate));
	stroke(2.0, 1.0, 1.4);
	stroke(4.0, 1.0, -1.4);
}

static const struct gn_stand_mark mark = { 100, 175, 250 };

/*
 * By hand: u^2 (1-u)^2 is 1/10 of its peak 1/16 at u = 0.0866, which tells of
 * begin and end, and 0.58 of it at 0.2560, counted from either end.
 */
START_TEST(a_stand_by_hand)
{
	struct gn_stand_frames f;

	one_stand();
	f = gn_stand_at(rate, N, &mark, 0, N - 1, GN_STAND_BY_THIGH);
	ck_assert_float_eq_tol(f.off / 50.0f, 2.0f, 0.004f);
	ck_assert_float_eq_tol(f.half / 50.0f, 2.5f, 0.003f);
	ck_assert_float_eq_tol(f.up / 50.0f, 3.0f, 0.004f);
	ck_assert_float_eq_tol(f.on / 50.0f, 4.7440f, 0.003f);
	/* a repetition that is cut too narrow has its peaks all the same */
	f = gn_stand_at(rate, N, &(struct gn_stand_mark){ 130, 170, 220 }, 0,
			N - 1, GN_STAND_BY_THIGH);
	ck_assert_float_eq_tol(f.off / 50.0f, 2.0f, 0.004f);
	ck_assert_float_eq_tol(f.on / 50.0f, 4.7440f, 0.003f);
	/* of what a thigh lifts, 0.810 and 0.591 lie before */
	f = gn_stand_at(rate, N, &mark, 0, N - 1, GN_STAND_BY_TRUNK);
	ck_assert_float_eq_tol(f.off / 50.0f, 2.5f - 0.4134f / 0.81f, 0.004f);
	ck_assert_float_eq_tol(f.up / 50.0f, 2.5f + 0.4134f / 0.591f, 0.004f);
	ck_assert_float_eq_tol(f.half / 50.0f, 2.5f, 0.003f);
	/* not beyond what it may reach */
	f = gn_stand_at(rate, N, &mark, 104, N - 1, GN_STAND_BY_THIGH);
	ck_assert_float_eq(f.off, 104.0f);
}
END_TEST

START_TEST(a_stop_on_the_way_is_passed_over)
{
	struct gn_stand_frames f;

	memset(rate, 0, sizeof(rate));
	stroke(2.0, 0.6, 0.5);
	stroke(2.8, 0.8, 0.9);
	stroke(5.0, 0.8, -0.8);
	stroke(6.0, 0.8, -0.6);
	f = gn_stand_at(rate, N, &(struct gn_stand_mark){ 100, 200, 340 }, 0,
			N - 1, GN_STAND_BY_THIGH);
	ck_assert_float_gt(f.off, 98.0f);
	ck_assert_float_lt(f.off, 105.0f);
	ck_assert_float_gt(f.up, 170.0f);
	ck_assert_float_lt(f.up, 182.0f);
	ck_assert_float_gt(f.on, 310.0f);
	ck_assert_float_lt(f.on, 340.0f);
}
END_TEST

START_TEST(the_rate_is_about_the_axis_without_bias)
{
	struct gn_frame *f = calloc(N, sizeof(*f));
	struct gn_stand_mark m = mark;
	float *out = calloc(N, sizeof(*out)), sign, worst = 0.0f;

	ck_assert(f && out);
	one_stand();
	for (int i = 0; i < N; i++) {
		f[i].gyr_radps[0] = 0.05f;
		f[i].gyr_radps[1] = -0.6f * rate[i] - 0.2f;
		f[i].gyr_radps[2] = 0.8f * rate[i];
	}
	gn_stand_rate(f, N, &m, 1, 20.0, out);
	sign = gn_stand_sign(out, rate, N);
	for (int i = 0; i < N; i++)
		worst = fmaxf(worst, fabsf(sign * out[i] - rate[i]));
	ck_assert_float_lt(worst, 0.06f);
	for (int i = 0; i < N; i++)
		out[i] = -out[i];
	ck_assert_float_eq(gn_stand_sign(out, rate, N), -sign);
	free(f);
	free(out);
}
END_TEST

START_TEST(a_trunk_rises_and_falls)
{
	struct gn_stand_mark m[8] = { { 90, 0, 140 }, { 290, 0, 340 } };
	float scratch[2];

	memset(rate, 0, sizeof(rate));
	for (int k = 0; k < 3; k++) {
		double at = 2.0 + 5.0 * k, slow = k == 1 ? 2.0 : 1.0;

		stroke(at - 0.4, 0.4, -0.1);            /* leans */
		stroke(at, slow, 0.4);
		stroke(at + 2.2, 1.0, -0.4);
		stroke(at + 3.2, 0.4, 0.1);             /* comes upright */
	}
	ck_assert_uint_eq(gn_stand_rises(rate, N, m, 2, 8, scratch), 3);
	/* marked from the rise on, a slow one too, and not from the lean */
	ck_assert_uint_ge(m[0].start, 100);
	ck_assert_uint_le(m[0].start, 102);
	ck_assert_uint_ge(m[1].end, 505);
	ck_assert_uint_le(m[1].end, 510);
	ck_assert_uint_eq(gn_stand_rises(rate, N, m, 2, 1, scratch), 1);
	/* a rise with a stop is one: it begins with its first half */
	stroke(20.0, 1.0, 0.3);
	stroke(21.2, 0.2, -0.01);
	stroke(22.0, 1.0, 0.3);
	stroke(24.0, 1.0, -0.5);
	ck_assert_uint_eq(gn_stand_rises(rate, N, m, 2, 8, scratch), 4);
	ck_assert_uint_le(m[3].start, 1002);
	for (int i = 0; i < N; i++)
		rate[i] *= 0.2f;
	ck_assert_uint_eq(gn_stand_rises(rate, N, m, 1, 8, scratch), 0);
}
END_TEST

/* Three stands: whole, with a stop on the way up, after a try that failed; and
 * a shuffle on the seat. However the repetitions were cut. */
START_TEST(a_thigh_swings_however_it_was_cut)
{
	struct gn_stand_mark m[8] = { { 80, 120, 260 }, { 260, 300, 310 },
				      { 330, 520, 560 }, { 600, 700, 705 } };
	float scratch[8];

	one_stand();
	stroke(6.0, 0.6, 0.9);
	stroke(6.7, 0.2, -0.1);
	stroke(7.0, 0.8, 0.6);
	stroke(9.0, 0.5, -0.8);
	stroke(9.6, 0.2, 0.1);
	stroke(9.9, 0.6, -0.7);
	stroke(11.0, 0.5, 0.4);
	stroke(11.6, 0.5, -0.4);
	stroke(12.5, 1.0, 1.4);
	stroke(14.0, 1.0, -1.4);
	stroke(16.0, 0.5, 0.5);
	stroke(17.0, 0.5, -0.5);
	ck_assert_uint_eq(gn_stand_swings(rate, N, m, 4, 8, scratch), 3);
	ck_assert_uint_ge(m[0].turn, 149);
	ck_assert_uint_le(m[0].turn, 151);
	ck_assert_uint_le(m[1].start, 300);
	ck_assert_uint_ge(m[1].start, 249);
	ck_assert_uint_ge(m[1].turn, 389);
	ck_assert_uint_le(m[1].turn, 450);
	ck_assert_uint_ge(m[1].end, 524);
	ck_assert_uint_ge(m[2].start, 575);
	ck_assert_uint_ge(m[2].turn, 674);
	ck_assert_uint_ge(m[2].end, 749);
	/* no more than there is room for */
	m[0] = (struct gn_stand_mark){ 80, 120, 260 };
	ck_assert_uint_eq(gn_stand_swings(rate, N, m, 1, 1, scratch), 1);
	/* the last is not sat down from: it is not among them */
	one_stand();
	stroke(6.0, 1.0, 1.4);
	m[0] = mark;
	ck_assert_uint_eq(gn_stand_swings(rate, N, m, 1, 8, scratch), 1);
	/* too little for a thigh */
	for (int i = 0; i < N; i++)
		rate[i] *= 0.3f;
	m[0] = mark;
	ck_assert_uint_eq(gn_stand_swings(rate, N, m, 1, 8, scratch), 0);
	ck_assert_mem_eq(&m[0], &mark, sizeof(mark));
}
END_TEST

START_TEST(a_lean_begins_and_peaks)
{
	float at = 130.0f, begin, peak;

	memset(rate, 0, sizeof(rate));
	stroke(2.0, 1.0, -0.5);                 /* leans: negative here */
	ck_assert_float_eq(gn_stand_lean_sign(rate, N, &at, 1), -1.0f);
	memset(rate, 0, sizeof(rate));
	stroke(2.0, 1.0, 0.5);
	ck_assert_float_eq(gn_stand_lean_sign(rate, N, &at, 1), 1.0f);
	ck_assert_int_eq(gn_stand_lean(rate, rate, N, at, 0, &begin, &peak), 1);
	ck_assert_float_eq_tol(begin / 50.0f, 2.0866f, 0.003f);
	ck_assert_float_eq_tol(peak / 50.0f, 2.5f, 0.03f);
	/* what was before low is another stand's */
	ck_assert_int_eq(gn_stand_lean(rate, rate, N, at, 110, &begin,
				       &peak), 1);
	ck_assert_float_eq(begin, 110.0f);
	/* the seat is left, and the sensor is thrown: the slow lean stays */
	memcpy(slowly, rate, sizeof(slowly));
	stroke(2.85, 0.12, 0.3);
	ck_assert_int_eq(gn_stand_lean(rate, slowly, N, 150.0f, 0, &begin,
				       &peak), 1);
	ck_assert_float_eq_tol(peak / 50.0f, 2.5f, 0.03f);
	ck_assert_int_eq(gn_stand_lean(rate, rate, N, 150.0f, 0, &begin,
				       &peak), 1);
	ck_assert_float_gt(peak / 50.0f, 2.7f);
	memset(rate, 0, sizeof(rate));
	stroke(2.0, 1.0, 0.1);
	ck_assert_int_eq(gn_stand_lean(rate, rate, N, at, 0, &begin, &peak), 0);
	ck_assert(isnan(begin) && isnan(peak));
}
END_TEST

START_TEST(once_more_and_stays)
{
	struct gn_stand_frames f;

	one_stand();
	stroke(7.0, 1.0, 1.4);
	f = gn_stand_last(rate, N, 240, 1.4f);
	ck_assert_float_eq_tol(f.off / 50.0f, 7.0f, 0.004f);
	ck_assert_float_eq_tol(f.half / 50.0f, 7.5f, 0.04f);
	ck_assert_float_eq_tol(f.up / 50.0f, 8.0f, 0.004f);
	ck_assert(isnan(f.on));
	/* from where it is still going down */
	f = gn_stand_last(rate, N, 225, 1.4f);
	ck_assert_float_eq_tol(f.half / 50.0f, 7.5f, 0.04f);
	/* it ends on the way, beyond half of it; before */
	f = gn_stand_last(rate, 380, 240, 1.4f);
	ck_assert(isfinite(f.half) && isnan(f.up));
	f = gn_stand_last(rate, 370, 240, 1.4f);
	ck_assert(isnan(f.half) && isnan(f.off));
}
END_TEST

/* The repetitions of a simulated session; how many. */
static size_t simulated(struct gn_sim *sim, const char *exercise,
			struct gn_rep *rep)
{
	struct gn_catalogue *cat = NULL;
	struct gn_session_params sp = { .sensors = gn_sim_sensors(sim),
		.n_sensors = gn_sim_scenario(sim)->n_sensors };
	struct gn_session *s = NULL;
	struct gn_session_event ev;
	struct gn_sample in[256];
	size_t got = 0;
	int n;

	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	sp.exercise = gn_catalogue_find(cat, exercise);
	ck_assert_int_eq(gn_session_create(&s, &sp), GN_OK);
	while ((n = gn_sim_read(sim, in, 256)) > 0)
		ck_assert_int_eq(gn_session_push(s, in, (size_t)n), GN_OK);
	gn_session_flush(s);
	while (gn_session_next(s, &ev))
		if (ev.kind == GN_EV_REP && got < 32)
			rep[got++] = ev.u.rep;
	gn_session_destroy(s);
	gn_catalogue_free(cat);
	return got;
}

/*
 * A trunk alone, slow, so that its leans were counted, ten for five stands.
 * Each begins where the seat is left, turns where it stood, ends on the seat.
 */
START_TEST(a_trunk_that_leans_twice)
{
	static const char *const exercise[] = { "five_times_sit_to_stand",
						"sit_to_stand" };
	static struct gn_sim_scenario sc;
	const struct gn_sim_rep *t;
	struct gn_rep rep[32];
	struct gn_sim *sim;
	size_t n;

	ck_assert_int_eq(gn_sim_load(&sc, exercise[0], NULL), GN_OK);
	gn_sim_sensor_default(&sc.sensors[0], "chest");
	sc.acts[1].slow = 1.6;
	for (int k = 0; k < 2; k++) {
		sim = simtest_open(&sc, 4);
		t = gn_sim_reps(sim, &n);
		ck_assert_uint_eq(simulated(sim, exercise[k], rep), 5);
		for (size_t i = 0; i < 5; i++) {
			ck_assert_int_gt(rep[i].start_ns, t[i].start_ns);
			ck_assert_int_lt(rep[i].start_ns, t[i].turn_ns);
			ck_assert_int_lt(llabs(rep[i].turn_ns - t[i].turn_ns),
					 500000000);
			ck_assert_int_gt(rep[i].end_ns, rep[i].turn_ns +
					 500000000);
			ck_assert_int_lt(rep[i].end_ns, t[i].end_ns);
			ck_assert_int_eq(rep[i].kind, GN_REP_FULL);
		}
		gn_sim_close(sim);
	}
}
END_TEST

/* Read ds-eurobench's five stands as a test; without some of the sensors. */
static void read_test(struct gn_result *r, struct gn_catalogue *cat,
		      const char *path)
{
	struct gn_diag why = { "" };

	ck_assert_msg(!gn_analyse(r, path, cat, "five_times_sit_to_stand",
				  NULL, &why), "%s", why.text);
	ck_assert_uint_eq(r->n_stands, 5);
}

/* Copy a text; lines that begin with one of bad are declared so. */
static void copy_file(const char *from, const char *to, const char *bad)
{
	FILE *f = fopen(from, "rb");
	char *text = calloc(1, 4 << 20), line[2048], *good;
	size_t n = 0;

	ck_assert(f && text);
	while (fgets(line, sizeof(line), f)) {
		good = strstr(line, "\tgood\t");
		if (good && strchr(bad, line[0])) {
			memcpy(good + 1, "bad", 3);
			memmove(good + 4, good + 5, strlen(good + 5) + 1);
		}
		memcpy(text + n, line, strlen(line));
		n += strlen(line);
	}
	ck_assert_int_eq(fclose(f), 0);
	files_put(to, text);
	free(text);
}

/*
 * Against the force plate: each seat-off and seat-on and so each stand, and
 * the total: the authors measured 12.17 s from the first movement of the trunk
 * to the last contact. Measured: 0.08 s at most, total 12.31 s; on the pelvis
 * alone 0.08 s and 12.34 s.
 */
static void five_stands(const char *path, const struct gn_event *ev, size_t n,
			enum gn_stand_by by)
{
	struct gn_catalogue *cat = NULL;
	struct gn_result r;
	size_t k = 0;

	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	read_test(&r, cat, path);
	for (size_t i = 0; i < n; i++) {
		const struct gn_stand *s = &r.stands[k];
		double t = 1e-9 * (double)ev[i].onset_ns, l;

		if (strcmp(ev[i].type, "rep") != 0)
			continue;
		l = 1e-9 * (double)ev[i].duration_ns;
		ck_assert_int_eq(s->by, by);
		ck_assert_double_eq_tol(1e-9 * (double)s->off_ns, t, 0.1);
		ck_assert_double_eq_tol(1e-9 * (double)s->on_ns, t + l, 0.1);
		k++;
	}
	ck_assert_uint_eq(k, 5);
	ck_assert_str_eq(r.test.value[1].name, "time_to_sit_s");
	ck_assert_double_eq_tol((double)r.test.value[1].value, 12.17, 0.3);
	gn_result_free(&r);
	gn_catalogue_free(cat);
}

#define STEM "/ds-eurobench/sub-01/motion/sub-01_task-sitToStand_tracksys-imu" \
	     "_acq-5sts"

START_TEST(five_stands_on_a_force_plate)
{
	static const char *const ends[] = { "_channels.tsv", "_motion.json",
					    "_motion.tsv" };
	const char *dir = files_data();
	struct gn_event *ev = NULL;
	char path[600], name[32];
	size_t n = 0;

	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s" STEM "_motion.tsv", dir);
	ck_assert_int_eq(gn_events_load(path, &ev, &n, NULL), GN_OK);
	five_stands(path, ev, n, GN_STAND_BY_THIGH);
	/* foot, shank and thigh declared bad: pelvis and chest are left */
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s" STEM "%s", dir, ends[i]);
		snprintf(name, sizeof(name), "sub-01_task-s%s", ends[i]);
		copy_file(path, name, i ? "#" : "fst");
	}
	five_stands(files_path("sub-01_task-s_motion.tsv"), ev, n,
		    GN_STAND_BY_TRUNK);
	free(ev);
}
END_TEST

Suite *suite_stand(void)
{
	Suite *s = suite_create("stand");
	TCase *c = tcase_create("pure"), *r = tcase_create("real");

	tcase_add_test(c, a_stand_by_hand);
	tcase_add_test(c, a_stop_on_the_way_is_passed_over);
	tcase_add_test(c, the_rate_is_about_the_axis_without_bias);
	tcase_add_test(c, a_trunk_rises_and_falls);
	tcase_add_test(c, a_thigh_swings_however_it_was_cut);
	tcase_add_test(c, a_lean_begins_and_peaks);
	tcase_add_test(c, once_more_and_stays);
	tcase_add_test(c, a_trunk_that_leans_twice);
	suite_add_tcase(s, c);
	tcase_add_checked_fixture(r, files_open, files_close);
	tcase_add_test(r, five_stands_on_a_force_plate);
	tcase_set_timeout(r, 60);
	suite_add_tcase(s, r);
	return s;
}
