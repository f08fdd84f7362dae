/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/stats.h"
#include "motion.h"
#include "suites.h"

#define N 200

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* Every k of an array against sorting it. */
static void all_ranks(const float *x, size_t n)
{
	float sorted[N], work[N];

	memcpy(sorted, x, n * sizeof(*x));
	qsort(sorted, n, sizeof(*x), by_value);
	for (size_t k = 0; k < n; k++) {
		memcpy(work, x, n * sizeof(*x));
		ck_assert_float_eq(gn_select(work, n, k), sorted[k]);
		/* reordered, nothing lost */
		qsort(work, n, sizeof(*x), by_value);
		ck_assert_mem_eq(work, sorted, n * sizeof(*x));
	}
}

START_TEST(agrees_with_sorting)
{
	uint32_t rng = 8;
	float x[N];

	for (size_t n = 1; n <= N; n += n < 20 ? 1 : 45) {
		for (size_t i = 0; i < n; i++)
			x[i] = (float)(motion_random(&rng) - 0.5);
		all_ranks(x, n);
		for (size_t i = 0; i < n; i++)          /* many ties */
			x[i] = floorf(5 * x[i]);
		all_ranks(x, n);
		for (size_t i = 0; i < n; i++)
			x[i] = (float)i;
		all_ranks(x, n);
		for (size_t i = 0; i < n; i++)
			x[i] = -(float)i;
		all_ranks(x, n);
		for (size_t i = 0; i < n; i++)
			x[i] = (float)(i < n / 2 ? i : n - i);
		all_ranks(x, n);
	}
}
END_TEST

/* All orders of five values, two of them equal. */
START_TEST(every_order_of_five)
{
	for (int code = 0; code < 3125; code++) {
		float x[5];

		for (int i = 0, left = code; i < 5; i++, left /= 5)
			x[i] = (float)(left % 5) / 2;
		all_ranks(x, 5);
	}
}
END_TEST

START_TEST(infinities_have_their_place)
{
	const float x[] = { 1, -INFINITY, INFINITY, 0, -INFINITY, 3e38f };

	all_ranks(x, 6);
}
END_TEST

START_TEST(large_array_of_equals_ends)
{
	static float x[100000];

	for (size_t i = 0; i < 100000; i++)
		x[i] = 2;
	ck_assert_float_eq(gn_select(x, 100000, 50000), 2);
	x[77] = 1;
	ck_assert_float_eq(gn_select(x, 100000, 0), 1);
	ck_assert_float_eq(gn_select(x, 100000, 1), 2);
}
END_TEST

Suite *suite_stats(void)
{
	Suite *s = suite_create("stats");
	TCase *t = tcase_create("select");

	suite_add_tcase(s, t);
	tcase_add_test(t, agrees_with_sorting);
	tcase_add_test(t, every_order_of_five);
	tcase_add_test(t, infinities_have_their_place);
	tcase_add_test(t, large_array_of_equals_ends);
	return s;
}
