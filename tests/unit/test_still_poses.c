/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "gonio/still_poses.h"
#include "suites.h"

#define G 9.80665
#define RATE 100
#define MS INT64_C(1000000)

/* A sensor that is laid here and there; each sample goes in at once. */
struct bench {
	struct gn_still_poses s;
	int64_t  t_ns;
	uint32_t seed;
	double   acc_sd, gyr_sd, unit;
	struct gn_sample buf[64];
	size_t   held, block;
};

static struct bench b;

static double gauss(uint32_t *state)
{
	double sum = 0;

	for (int i = 0; i < 12; i++) {
		*state = *state * 1664525u + 1013904223u;
		sum += (double)(*state >> 8) / (1 << 24);
	}
	return sum - 6;
}

static void begin(size_t block)
{
	memset(&b, 0, sizeof(b));
	b.seed = 11;
	b.acc_sd = 0.02;
	b.gyr_sd = 0.003;
	b.unit = 1;
	b.block = block;
	ck_assert_int_eq(gn_still_init(&b.s, NULL), GN_OK);
}

static void put(const double acc[3], const double gyr[3])
{
	struct gn_sample *x = &b.buf[b.held++];

	memset(x, 0, sizeof(*x));
	x->t_ns = b.t_ns;
	for (int i = 0; i < 3; i++) {
		double a = acc[i] + b.acc_sd * gauss(&b.seed);

		x->acc_mps2[i] = (float)(b.unit * a);
		x->gyr_radps[i] = (float)(gyr[i] + b.gyr_sd * gauss(&b.seed));
	}
	b.t_ns += 1000 * MS / RATE;
	if (b.held == b.block) {
		gn_still_push(&b.s, b.buf, b.held);
		b.held = 0;
	}
}

static const double no_rate[3];

/* Lie with this direction up, for so long. */
static void hold(double x, double y, double z, double s)
{
	double n = G / sqrt(x * x + y * y + z * z);
	double acc[3] = { x * n, y * n, z * n };

	for (int i = 0; i < (int)(s * RATE); i++)
		put(acc, no_rate);
}

/* Be carried about. */
static void carry(double s)
{
	for (int i = 0; i < (int)(s * RATE); i++) {
		double t = i / (double)RATE;
		double acc[3] = { 3 * sin(9 * t), 3 * cos(9 * t), G };
		double gyr[3] = { 2 * cos(7 * t), 0, 2 * sin(7 * t) };

		put(acc, gyr);
	}
}

static void six(double s)
{
	for (int i = 0; i < 6; i++) {
		double d[3] = { 0.1, 0.05, -0.08 };

		d[i / 2] = i % 2 ? -1 : 1;
		hold(d[0], d[1], d[2], s);
		carry(1);
	}
}

START_TEST(each_pose_is_what_was_held)
{
	begin(1);
	six(4);
	ck_assert_uint_eq(b.s.n, 6);
	for (size_t k = 0; k < b.s.n; k++) {
		const struct gn_still_pose *p = &b.s.pose[k];
		double sum = 0;

		ck_assert_int_ge(p->end_ns - p->start_ns, 1000 * MS);
		/* the hold but for a quarter second at either end */
		ck_assert_int_eq(p->start_ns,
				 ((int64_t)k * 5000 + 250) * MS);
		ck_assert_int_eq(p->end_ns, ((int64_t)k * 5000 + 3750) * MS);
		ck_assert_uint_eq(p->n_acc,
				  (p->end_ns - p->start_ns) / (10 * MS));
		ck_assert_uint_eq(p->n_gyr, p->n_acc);
		for (int i = 0; i < 3; i++) {
			double se = 0.02 / sqrt(p->n_acc);

			sum += p->acc_mps2[i] * p->acc_mps2[i];
			ck_assert_double_gt(p->acc_se_mps2[i], 0.8 * se);
			ck_assert_double_lt(p->acc_se_mps2[i], 2.5 * se);
			ck_assert_double_lt(fabs(p->gyr_radps[i]),
					    5 * p->gyr_se_radps[i]);
		}
		ck_assert_double_eq_tol(sqrt(sum), G, 5 * 0.02 / 17);
	}
	for (int r = 0; r < GN_STILL_REASON_COUNT; r++)
		ck_assert_uint_eq(b.s.rejected[r], 0);
}
END_TEST

/* The standard error stands by the truth, also if neighbours are alike. */
START_TEST(the_standard_error_covers)
{
	int alike = _i, inside = 0, total = 0;
	double state[3] = { 0 }, w = 0.8;

	for (uint32_t seed = 1; seed <= 100; seed++) {
		begin(1);
		b.seed = seed * 7919;
		b.acc_sd = alike ? 0.01 : 0.02;
		for (int i = 0; i < 30 * RATE; i++) {
			double acc[3] = { 0, 0, G };

			for (int k = 0; k < 3; k++) {
				state[k] = w * state[k] + 0.02 *
					   sqrt(1 - w * w) * gauss(&b.seed);
				acc[k] += alike ? state[k] : 0;
			}
			put(acc, no_rate);
		}
		ck_assert_uint_eq(b.s.n, 1);
		for (int i = 0; i < 3; i++) {
			double want = i == 2 ? G : 0;

			total++;
			inside += fabs(b.s.pose[0].acc_mps2[i] - want) <
				  1.96 * b.s.pose[0].acc_se_mps2[i];
		}
	}
	ck_assert_msg(inside >= 0.88 * total && inside <= 0.999 * total,
		      "%d of %d", inside, total);
}
END_TEST

START_TEST(a_pose_is_there_before_it_ends)
{
	begin(1);
	carry(1);
	hold(0, 0, 1, 1.45);
	ck_assert_uint_eq(b.s.n, 0);
	ck_assert_int_eq(b.s.now, GN_STILL_QUIET);
	hold(0, 0, 1, 0.1);
	ck_assert_uint_eq(b.s.n, 1);
	hold(0, 0, 1, 3);
	ck_assert_uint_eq(b.s.n, 1);
	ck_assert_int_ge(b.s.pose[0].end_ns - b.s.pose[0].start_ns, 4000 * MS);
}
END_TEST

START_TEST(block_size_does_not_matter)
{
	static struct gn_still_poses whole;
	static const size_t sizes[] = { 7, 50, 64 };

	begin(1);
	six(2);
	memcpy(&whole, &b.s, sizeof(whole));
	ck_assert_uint_eq(whole.n, 6);
	for (size_t i = 0; i < 3; i++) {
		begin(sizes[i]);
		six(2);
		gn_still_push(&b.s, b.buf, b.held);
		ck_assert_mem_eq(&whole, &b.s, sizeof(whole));
	}
	gn_still_push(&b.s, b.buf, 0);
	gn_still_push(&b.s, NULL, 0);
	ck_assert_mem_eq(&whole, &b.s, sizeof(whole));
}
END_TEST

/* What keeps a sensor that lies for three seconds from being a pose. */
static void spoil(int how)
{
	for (int i = 0; i < 3 * RATE; i++) {
		double t = i / (double)RATE, a = 0.06 * t;
		double acc[3] = { 0, 0, G }, gyr[3] = { 0 };

		switch (how) {
		case 0: acc[0] = t > 0.895 ? 0.5 * sin(40 * t) : 0; break;
		case 1: gyr[2] = t > 0.895 ? 0.1 * sin(40 * t) : 0; break;
		case 2: gyr[2] = t > 0.895 ? 0.3 : 0; break;
		case 3: acc[0] = G * sin(a); acc[2] = G * cos(a); break;
		case 4: gyr[2] = t > 0.895 ? 0.1 : 0; break;
		case 5: acc[1] = t > 0.895 ? NAN : 0; break;
		default: acc[2] = t > 0.895 ? 1 : G; break;
		}
		put(acc, gyr);
		if (how == 4 && t > 1.3)
			break;
	}
}

START_TEST(moved_ones_are_refused_by_name)
{
	static const enum gn_still_reason want[] = {
		GN_STILL_SHAKEN, GN_STILL_TURNED, GN_STILL_TURNS,
		GN_STILL_CREPT, GN_STILL_CREPT, GN_STILL_NO_DATA,
		GN_STILL_UNITS,
	};

	begin(1);
	b.t_ns = 100 * MS;
	spoil(_i);
	carry(0.5);
	ck_assert_uint_eq(b.s.n, 0);
	for (int r = 0; r < GN_STILL_REASON_COUNT; r++)
		if (r != (int)want[_i] && r != GN_STILL_SHAKEN)
			ck_assert_msg(!b.s.rejected[r], "%s",
				      gn_still_text((enum gn_still_reason)r));
	ck_assert_uint_ge(b.s.rejected[want[_i]], 1);
}
END_TEST

/* In g, raw counts, deg/s, nothing at all: no pose, and the user is told. */
START_TEST(wrong_units_make_no_pose)
{
	static const double units[] = { 1 / G, 0.1, 2048 / G, 0, NAN };
	static const double deg[3] = { 0.5, 0.3, -0.2 };
	static const double lying[3] = { 0, 0, G };

	for (size_t i = 0; i < 5; i++) {
		begin(1);
		b.unit = units[i];
		b.acc_sd = 0;
		six(2);
		ck_assert_uint_eq(b.s.n, 0);
		hold(0, 0, 1, 1);
		ck_assert_int_eq(b.s.now, i < 4 ? GN_STILL_UNITS :
				 GN_STILL_NO_DATA);
	}
	begin(1);
	for (int i = 0; i < 3 * RATE; i++)
		put(lying, deg);
	ck_assert_uint_eq(b.s.n, 0);
	ck_assert_int_eq(b.s.now, GN_STILL_TURNS);
}
END_TEST

START_TEST(without_a_gyroscope)
{
	begin(1);
	b.gyr_sd = NAN;
	six(2);
	ck_assert_uint_eq(b.s.n, 6);
	ck_assert_uint_eq(b.s.pose[2].n_gyr, 0);
	ck_assert_double_nan(b.s.pose[2].gyr_radps[0]);
	ck_assert_double_nan(b.s.pose[2].gyr_se_radps[2]);
}
END_TEST

/* A hole in time ends a pose: it may have been moved meanwhile. */
START_TEST(a_gap_ends_a_pose)
{
	begin(1);
	for (int i = 0; i < 4; i++) {
		hold(0, 0, 1, 1);
		b.t_ns += 1000 * MS;
	}
	ck_assert_uint_eq(b.s.n, 0);
	ck_assert_uint_eq(b.s.rejected[GN_STILL_NO_DATA], 3);
	ck_assert_int_eq(b.s.now, GN_STILL_QUIET);
}
END_TEST

START_TEST(the_same_direction_counts_once)
{
	double up[3] = { 0, 0, 1 };

	begin(1);
	hold(0, 0, 1, 2);
	carry(1);
	hold(0, sin(0.2443), cos(0.2443), 2);   /* 14 degrees */
	carry(1);
	ck_assert_uint_eq(b.s.n, 1);
	ck_assert_uint_eq(b.s.rejected[GN_STILL_SAME], 1);
	hold(0, sin(0.2793), cos(0.2793), 2);   /* 16 degrees */
	ck_assert_uint_eq(b.s.n, 2);
	carry(1);
	hold(up[0], up[1], up[2], 2);
	ck_assert_int_eq(b.s.now, GN_STILL_SAME);
	ck_assert_uint_eq(b.s.rejected[GN_STILL_SAME], 2);
}
END_TEST

START_TEST(a_dropped_one_is_taken_again)
{
	int64_t third;

	begin(1);
	six(2);
	hold(1, 1, 1, 2);
	third = b.s.pose[2].start_ns;
	ck_assert_int_eq(gn_still_drop(&b.s, 7), GN_EINVAL);
	ck_assert_int_eq(gn_still_drop(&b.s, 1), GN_OK);
	ck_assert_uint_eq(b.s.n, 6);
	ck_assert_int_eq(b.s.pose[1].start_ns, third);
	/* the one it lies in goes on to grow, under its new number */
	hold(1, 1, 1, 2);
	ck_assert_uint_eq(b.s.n, 6);
	ck_assert_uint_ge(b.s.pose[5].n_acc, 300);
	/* dropped itself, it is not back until moved */
	ck_assert_int_eq(gn_still_drop(&b.s, 5), GN_OK);
	hold(1, 1, 1, 2);
	ck_assert_uint_eq(b.s.n, 5);
	carry(1);
	hold(1, 1, 1, 2);
	ck_assert_uint_eq(b.s.n, 6);
}
END_TEST

START_TEST(full_is_told)
{
	double golden = 2.399963229728653;

	begin(1);
	for (int i = 0; i < GN_STILL_MAX + 2; i++) {
		double z = 1 - (2 * i + 1.0) / (GN_STILL_MAX + 2);
		double r = sqrt(1 - z * z);

		hold(r * cos(golden * i), r * sin(golden * i), z, 2);
		carry(0.5);
	}
	ck_assert_uint_eq(b.s.n, GN_STILL_MAX);
	ck_assert_uint_eq(b.s.rejected[GN_STILL_FULL], 2);
}
END_TEST

START_TEST(what_is_lacking)
{
	struct gn_still_coverage c;

	gn_still_cover(NULL, 0, &c);
	ck_assert_uint_eq(c.next, 0);
	ck_assert_uint_eq(c.n_axes, 6);
	ck_assert_uint_eq(c.n_corners, 8);
	ck_assert_double_nan(c.reach[3]);
	begin(1);
	six(2);
	gn_still_cover(b.s.pose, 3, &c);        /* +x -x +y */
	ck_assert_str_eq(gn_still_direction(c.next), "-y");
	ck_assert_uint_eq(c.n_axes, 3);
	ck_assert_double_gt(c.reach[1], 0.95);
	ck_assert_double_lt(c.reach[3], 0.2);
	gn_still_cover(b.s.pose, b.s.n, &c);
	ck_assert_uint_eq(c.n_axes, 0);
	ck_assert_uint_eq(c.n_corners, 8);
	ck_assert_str_eq(gn_still_direction(c.next), "+x+y+z");
	hold(1, 1, 1, 2);
	carry(1);
	hold(-1, 1, -1, 2);
	gn_still_cover(b.s.pose, b.s.n, &c);
	ck_assert_uint_eq(c.n_corners, 6);
	ck_assert_uint_eq(c.lacks[6], 0);
	ck_assert_uint_eq(c.lacks[11], 0);
	ck_assert_str_eq(gn_still_direction(11), "-x+y-z");
	ck_assert_str_eq(gn_still_direction(c.next), "-x+y+z");
	ck_assert_str_eq(gn_still_direction(GN_STILL_NONE), "none");
}
END_TEST

START_TEST(bad_arguments)
{
	struct gn_still_params p = gn_still_defaults;
	static const float bad[] = { 0, -1, NAN, INFINITY };
	struct gn_sample other = { .sensor = 1 };

	for (int i = 0; i < 4; i++) {
		p = gn_still_defaults;
		p.acc_sd_mps2 = bad[i];
		ck_assert_int_eq(gn_still_init(&b.s, &p), GN_EINVAL);
		p = gn_still_defaults;
		p.gyr_sd_radps = bad[i];
		ck_assert_int_eq(gn_still_init(&b.s, &p), GN_EINVAL);
	}
	begin(1);
	gn_still_push(&b.s, &other, 1);
	ck_assert_uint_eq(b.s.have_block, 0);
	for (int i = 0; i < GN_STILL_REASON_COUNT; i++)
		for (int k = 0; k <= i; k++)
			ck_assert_int_eq(!strcmp(
				gn_still_text((enum gn_still_reason)i),
				gn_still_text((enum gn_still_reason)k)),
				i == k);
	ck_assert_str_eq(gn_still_text((enum gn_still_reason)99),
			 "unknown reason");
}
END_TEST

Suite *suite_still_poses(void)
{
	Suite *s = suite_create("still_poses");
	TCase *t = tcase_create("still_poses");

	tcase_add_test(t, each_pose_is_what_was_held);
	tcase_add_loop_test(t, the_standard_error_covers, 0, 2);
	tcase_add_test(t, a_pose_is_there_before_it_ends);
	tcase_add_test(t, block_size_does_not_matter);
	tcase_add_loop_test(t, moved_ones_are_refused_by_name, 0, 7);
	tcase_add_test(t, wrong_units_make_no_pose);
	tcase_add_test(t, without_a_gyroscope);
	tcase_add_test(t, a_gap_ends_a_pose);
	tcase_add_test(t, the_same_direction_counts_once);
	tcase_add_test(t, a_dropped_one_is_taken_again);
	tcase_add_test(t, full_is_told);
	tcase_add_test(t, what_is_lacking);
	tcase_add_test(t, bad_arguments);
	suite_add_tcase(s, t);
	return s;
}
