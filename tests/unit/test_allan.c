/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "gonio/allan.h"
#include "suites.h"

static struct gn_allan allan;
static struct gn_allan_point points[GN_ALLAN_POINTS_MAX];

static void near(double is, double want, double part)
{
	ck_assert_msg(fabs(is - want) <= part * fabs(want), "%.9g, not %.9g",
		      is, want);
}

static double uniform(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) +
		 UINT64_C(1442695040888963407);
	return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

static double gauss(uint64_t *state)
{
	double r = sqrt(-2 * log(uniform(state)));

	return r * cos(6.283185307179586 * uniform(state));
}

static void start(double rate_hz)
{
	ck_assert_int_eq(gn_allan_init(&allan, rate_hz), GN_OK);
}

/* The point for m samples, NULL if there is none. */
static const struct gn_allan_point *point_at(size_t n, double m)
{
	for (size_t i = 0; i < n; i++)
		if (fabs(points[i].tau_s * allan.rate_hz - m) < 1e-6)
			return &points[i];
	return NULL;
}

/*
 * The 1000-point test suite of NIST SP 1065, frequency data; its table gives
 * the overlapping Allan deviation for averages over 1, 10 and 100.
 */
START_TEST(the_handbooks_table)
{
	static const struct { double m, adev; } table[] = {
		{ 1, 2.922319e-01 }, { 10, 9.159953e-02 },
		{ 100, 3.241343e-02 },
	};
	uint64_t lcg = 1234567890;
	size_t n;

	start(1);
	for (int i = 0; i < 1000; i++) {
		gn_allan_push(&allan, (double)lcg / 2147483647.0);
		lcg = lcg * 16807 % 2147483647;
	}
	n = gn_allan_points(&allan, points);
	for (int i = 0; i < 3; i++) {
		const struct gn_allan_point *p = point_at(n, table[i].m);

		ck_assert_ptr_nonnull(p);
		near(p->adev, table[i].adev, 2e-7);
		ck_assert_uint_eq(p->n, 1001 - 2 * (uint64_t)table[i].m);
	}
}
END_TEST

/* All averaging times against the definition, whole overlap. */
START_TEST(every_point_by_its_definition)
{
	static double phase[5001];
	uint64_t state = 5;
	size_t n;

	start(50);
	for (int i = 0; i < 5000; i++) {
		double v = 3 + gauss(&state);

		phase[i + 1] = phase[i] + v;
		gn_allan_push(&allan, v);
	}
	n = gn_allan_points(&allan, points);
	ck_assert_uint_eq(n, 18 + 3 * 4 + 1);
	for (size_t i = 0; i < n; i++) {
		int m = (int)(points[i].tau_s * 50 + 0.5);
		double sum = 0;

		for (int k = 0; k + 2 * m <= 5000; k++)
			sum += pow(phase[k + 2 * m] - 2 * phase[k + m] +
				   phase[k], 2);
		sum = sqrt(sum / (2.0 * (5001 - 2 * m))) / m;
		/* beyond 100 it overlaps in steps: nearly the same */
		near(points[i].adev, sum, m <= 100 ? 1e-9 : 0.02);
		if (i)
			ck_assert_double_gt(points[i].tau_s,
					    points[i - 1].tau_s);
	}
}
END_TEST

/* A ramp of r per s: r tau / sqrt(2), exactly. */
START_TEST(a_drift_is_its_ramp)
{
	struct gn_allan_noise noise;
	size_t n;

	start(100);
	for (int i = 0; i < 20000; i++)
		gn_allan_push(&allan, 7 + 0.03 * i / 100.0);
	n = gn_allan_points(&allan, points);
	ck_assert_uint_gt(n, 30);
	for (size_t i = 0; i < n; i++) {
		near(points[i].adev, 0.03 * points[i].tau_s / sqrt(2), 1e-7);
		near(points[i].slope, 1, 1e-6);
	}
	gn_allan_noise(points, n, &noise);
	ck_assert_double_nan(noise.white);
	ck_assert_double_nan(noise.white_sd);
	ck_assert_double_nan(noise.walk);
	ck_assert_double_nan(noise.floor);
	near(noise.lowest, 0.03 * 0.01 / sqrt(2), 1e-6);
	near(noise.lowest_tau_s, 0.01, 1e-9);
}
END_TEST

/* What a kind of noise should come to, and what came out, over many seeds. */
struct tally {
	int points, inside;             /* 95 % limits hold the true one */
	int seen_white, seen_walk, seen_floor;
	double white, white2, white_sd, walk, floor;
};

#define SEEDS 60
#define RATE  50.0

/*
 * 20000 samples: white noise of N 1, and a random walk of K. Their variances
 * add: N^2 / tau + K^2 (tau / 3 + 1 / (6 rate^2 tau)) in discrete time.
 */
static void one_seed(uint64_t seed, double white, double walk, struct tally *t)
{
	struct gn_allan_noise noise;
	uint64_t state = seed * 977 + 1;
	double bias = 0;
	size_t n;

	start(RATE);
	for (int i = 0; i < 20000; i++) {
		gn_allan_push(&allan, bias + white * sqrt(RATE) *
			      gauss(&state));
		bias += walk / sqrt(RATE) * gauss(&state);
	}
	n = gn_allan_points(&allan, points);
	for (size_t i = 0; i < n; i++) {
		double tau = points[i].tau_s, is;

		is = sqrt(white * white / tau + walk * walk *
			  (tau / 3 + 1 / (6 * RATE * RATE * tau)));
		t->points++;
		t->inside += points[i].lo <= is && is <= points[i].hi;
	}
	gn_allan_noise(points, n, &noise);
	t->seen_white += !isnan(noise.white);
	t->seen_walk += !isnan(noise.walk);
	t->seen_floor += !isnan(noise.floor);
	t->white += isnan(noise.white) ? 0 : noise.white;
	t->white2 += isnan(noise.white) ? 0 : pow(noise.white - white, 2);
	t->white_sd += isnan(noise.white) ? 0 : noise.white_sd;
	t->walk += isnan(noise.walk) ? 0 : noise.walk;
	t->floor += isnan(noise.floor) ? 0 : noise.floor;
}

static struct tally tally_of(double white, double walk)
{
	struct tally t = { 0 };

	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		one_seed(seed, white, walk, &t);
	return t;
}

START_TEST(white_noise_over_seeds)
{
	struct tally t = tally_of(0.02, 0);
	double part = (double)t.inside / t.points;

	ck_assert_msg(part > 0.92 && part < 0.98, "%.3f inside", part);
	ck_assert_int_eq(t.seen_white, SEEDS);
	near(t.white / SEEDS, 0.02, 0.004);
	near(sqrt(t.white2 / SEEDS), t.white_sd / SEEDS, 0.5);
	/* nothing else is there, and little else is seen */
	ck_assert_int_le(t.seen_walk, SEEDS / 20);
	ck_assert_int_le(t.seen_floor, SEEDS / 20);
}
END_TEST

START_TEST(random_walk_over_seeds)
{
	struct tally t = tally_of(0, 0.1);
	double part = (double)t.inside / t.points;

	ck_assert_msg(part > 0.92 && part < 0.98, "%.3f inside", part);
	ck_assert_int_eq(t.seen_walk, SEEDS);
	near(t.walk / SEEDS, 0.1, 0.02);
	ck_assert_int_eq(t.seen_white, 0);
	ck_assert_int_eq(t.seen_floor, 0);
}
END_TEST

/* Both: they cross at tau = sqrt(3) N / K = 3.5 s, at N sqrt(2 / tau). */
START_TEST(both_and_the_floor_between)
{
	struct tally t = tally_of(0.02, 0.01);
	double part = (double)t.inside / t.points;

	ck_assert_msg(part > 0.92 && part < 0.98, "%.3f inside", part);
	ck_assert_int_eq(t.seen_white, SEEDS);
	near(t.white / SEEDS, 0.02, 0.03);
	ck_assert_int_ge(t.seen_walk, SEEDS * 3 / 4);
	near(t.walk / t.seen_walk, 0.01, 0.12);
	ck_assert_int_ge(t.seen_floor, SEEDS * 3 / 4);
	near(t.floor / t.seen_floor, 0.02 * sqrt(2 / 3.46) / 0.664, 0.08);
}
END_TEST

/* Limits from chi-squared tables: 10 degrees of freedom, 3.247 and 20.483. */
START_TEST(limits_are_chi_squared)
{
	uint64_t state = 3;
	size_t n;

	start(1);
	for (int i = 0; i < 1000; i++)
		gn_allan_push(&allan, gauss(&state));
	n = gn_allan_points(&allan, points);
	near(points[0].edf, (3 * 1000.0 / 2 - 2 * 999 / 1001.0) * 4 / 9, 1e-9);
	near(points[0].lo / points[0].adev, sqrt(665.8 / 726.1), 0.01);
	for (size_t i = 0; i < n; i++) {
		double e = points[i].edf, z = 1.959964;
		double up = pow(1 - 2 / (9 * e) + z * sqrt(2 / (9 * e)), 3);

		ck_assert_double_ge(e, 1);
		near(points[i].lo, points[i].adev / sqrt(up), 0.01);
		ck_assert_double_gt(points[i].hi, points[i].adev);
	}
}
END_TEST

/* Of averages half as long as the record there is next to no freedom left. */
START_TEST(limits_of_a_short_record)
{
	size_t n;

	start(1);
	for (int i = 0; i < 20; i++)
		gn_allan_push(&allan, i % 2 ? 1 : -1 - 0.01 * i);
	n = gn_allan_points(&allan, points);
	ck_assert_uint_gt(n, 4);
	ck_assert_double_eq(points[n - 1].edf, 1);
	ck_assert(isfinite(points[n - 1].hi));
}
END_TEST

/* A missing sample: no average reaches across it, whatever it hides. */
START_TEST(gaps_are_not_bridged)
{
	uint64_t state = 3;
	size_t n;

	start(100);
	for (int i = 0; i < 3000; i++) {
		double step = i < 1000 ? 0 : i < 2000 ? 50 : -80;

		gn_allan_push(&allan, i % 1000 == 999 ? NAN :
			      step + 0.1 * gauss(&state));
	}
	gn_allan_push(&allan, INFINITY);
	n = gn_allan_points(&allan, points);
	ck_assert_uint_eq(allan.n_gaps, 3);
	ck_assert_ptr_null(point_at(n, 512));
	ck_assert_ptr_nonnull(point_at(n, 400));
	for (size_t i = 0; i < n; i++)
		ck_assert_double_lt(points[i].lo * sqrt(points[i].tau_s), 0.01);
	ck_assert_uint_eq(point_at(n, 10)->n, 3 * (999 - 20 + 1));
}
END_TEST

START_TEST(too_little)
{
	struct gn_allan_noise noise;

	ck_assert_int_eq(gn_allan_init(&allan, 0), GN_EINVAL);
	ck_assert_int_eq(gn_allan_init(&allan, -1), GN_EINVAL);
	ck_assert_int_eq(gn_allan_init(&allan, NAN), GN_EINVAL);
	ck_assert_int_eq(gn_allan_init(&allan, INFINITY), GN_EINVAL);
	start(100);
	ck_assert_uint_eq(gn_allan_points(&allan, points), 0);
	gn_allan_push(&allan, 1);
	ck_assert_uint_eq(gn_allan_points(&allan, points), 0);
	gn_allan_push(&allan, 2);
	ck_assert_uint_eq(gn_allan_points(&allan, points), 1);
	near(points[0].adev, 1 / sqrt(2), 1e-12);
	ck_assert_double_nan(points[0].slope);
	gn_allan_noise(points, 1, &noise);
	ck_assert_double_nan(noise.lowest);
	gn_allan_noise(NULL, 0, &noise);
	ck_assert_double_nan(noise.white);
	ck_assert_double_nan(noise.lowest_tau_s);
}
END_TEST

/* A stuck sensor: a deviation of nothing tells no noise. */
START_TEST(constant)
{
	struct gn_allan_noise noise;
	size_t n;

	start(100);
	for (int i = 0; i < 5000; i++)
		gn_allan_push(&allan, 9.81);
	n = gn_allan_points(&allan, points);
	ck_assert_uint_gt(n, 20);
	for (size_t i = 0; i < n; i++) {
		ck_assert_double_eq(points[i].adev, 0);
		ck_assert_double_nan(points[i].slope);
		ck_assert_double_eq(points[i].hi, 0);
	}
	gn_allan_noise(points, n, &noise);
	ck_assert_double_nan(noise.white);
	ck_assert_double_nan(noise.lowest);
}
END_TEST

Suite *suite_allan(void)
{
	Suite *s = suite_create("allan");
	TCase *t = tcase_create("allan");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_handbooks_table);
	tcase_add_test(t, every_point_by_its_definition);
	tcase_add_test(t, a_drift_is_its_ramp);
	tcase_add_test(t, white_noise_over_seeds);
	tcase_add_test(t, random_walk_over_seeds);
	tcase_add_test(t, both_and_the_floor_between);
	tcase_add_test(t, limits_are_chi_squared);
	tcase_add_test(t, limits_of_a_short_record);
	tcase_add_test(t, gaps_are_not_bridged);
	tcase_add_test(t, too_little);
	tcase_add_test(t, constant);
	suite_add_tcase(s, t);
	return s;
}
