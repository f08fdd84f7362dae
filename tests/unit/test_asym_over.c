/* SPDX-License-Identifier: MIT */
/* Left against right over recordings: by hand, and by what chance makes. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gonio/asym_over.h"
#include "suites.h"

static struct gn_asym_over over;

static void setup(void)
{
	memset(&over, 0, sizeof(over));
}

static void teardown(void)
{
	gn_asym_over_free(&over);
}

/* One recording: less: -1 nothing differs, 0 the left is less, 1 the right. */
static void add(const char *exercise, const char *of, int less)
{
	struct gn_asym a[2] = {
		{ .name = "range", .verdict = less < 0 ? GN_ASYM_VARIES :
		  GN_ASYM_DIFFERENT, .difference = less == 1 ? -1 : 1 },
		{ .name = "peak_velocity", .verdict = GN_ASYM_FEW,
		  .difference = 1 },
	};

	snprintf(a[0].of, sizeof(a[0].of), "%s", of);
	a[0].index[GN_ASYM_SI] = (double)over.n;
	ck_assert_int_eq(gn_asym_over_add(&over, exercise, a, 2), GN_OK);
}

/* The course of so many recordings of one measure. */
static enum gn_asym_course course(const int *less, size_t n)
{
	gn_asym_over_free(&over);
	for (size_t i = 0; i < n; i++)
		add("squat", "knee_flexion", less[i]);
	ck_assert_uint_eq(over.n, 1);
	ck_assert_uint_eq(over.run[0].n, n);
	return gn_asym_course(&over.run[0]);
}

#define COURSE(...)                                                        \
	course((const int[]){ __VA_ARGS__ },                               \
	       sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

START_TEST(courses_by_hand)
{
	ck_assert_int_eq(COURSE(1, 1), GN_COURSE_FEW);
	ck_assert_int_eq(COURSE(-1, -1, -1), GN_COURSE_NONE);
	ck_assert_int_eq(COURSE(1, 1, -1), GN_COURSE_CONSISTENT);
	ck_assert_uint_eq(over.run[0].less[0], 0);
	ck_assert_uint_eq(over.run[0].less[1], 2);
	ck_assert_int_eq(COURSE(0, 0, 0), GN_COURSE_CONSISTENT);
	ck_assert_uint_eq(over.run[0].less[0], 3);
	ck_assert_int_eq(COURSE(1, -1, -1), GN_COURSE_SOMETIMES);
	ck_assert_int_eq(COURSE(1, 1, -1, -1), GN_COURSE_CONSISTENT);
	ck_assert_int_eq(COURSE(1, 1, 0), GN_COURSE_CHANGES);
}
END_TEST

START_TEST(measures_apart)
{
	add("squat", "knee_flexion", 1);
	add("squat", "hip_flexion", 0);
	add("lunge", "knee_flexion", -1);
	add("squat", "knee_flexion", 1);
	ck_assert_uint_eq(over.n, 3);
	ck_assert_uint_eq(over.run[0].n, 2);
	ck_assert_uint_eq(over.run[0].less[1], 2);
	/* the newest is kept */
	ck_assert_double_eq(over.run[0].last.index[GN_ASYM_SI], 3);
	ck_assert_str_eq(over.run[1].last.of, "hip_flexion");
	ck_assert_uint_eq(over.run[1].less[0], 1);
	ck_assert_str_eq(over.run[2].exercise, "lunge");
	ck_assert_uint_eq(over.run[2].less[0] + over.run[2].less[1], 0);
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(gn_asym_course_name(GN_COURSE_CHANGES),
			 "changes_sides");
	ck_assert_str_eq(gn_asym_course_text(GN_COURSE_FEW),
			 "too few recordings to tell");
}
END_TEST

/* Each recording is called different in 5 of 100, either side alike. */
START_TEST(by_chance)
{
	uint64_t x = 88172645463325252u;
	size_t said = 0;

	for (int k = 0; k < 20000; k++) {
		int less[3];

		for (int i = 0; i < 3; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			less[i] = x % 100 < 5 ? (int)(x >> 32 & 1) : -1;
		}
		said += course(less, 3) == GN_COURSE_CONSISTENT;
	}
	/* 3 (0.05^2 / 2) 0.95 + 0.05^3 / 4 = 0.0036 */
	ck_assert_double_eq_tol((double)said / 20000, 0.0036, 0.0015);
}
END_TEST

Suite *suite_asym_over(void)
{
	Suite *s = suite_create("asym_over");
	TCase *t = tcase_create("asym_over");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, courses_by_hand);
	tcase_add_test(t, measures_apart);
	tcase_add_test(t, names);
	tcase_add_test(t, by_chance);
	suite_add_tcase(s, t);
	return s;
}
