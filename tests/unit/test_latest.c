/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>

#include "apps/latest.h"
#include "fault.h"
#include "suites.h"

#define SENT UINT64_C(200000)

struct value {
	uint64_t n, square;
	char     odd[3];
};

static void put(struct gn_latest *l, uint64_t n)
{
	struct value *v = gn_latest_slot(l);

	v->n = n;
	v->square = n * n;
	gn_latest_put(l);
}

START_TEST(only_the_newest_is_seen_and_once)
{
	struct gn_latest *l = NULL;
	const struct value *v;

	ck_assert_int_eq(gn_latest_create(&l, sizeof(*v)), GN_OK);
	ck_assert_ptr_null(gn_latest_get(l));
	for (uint64_t n = 1; n < 20; n++) {
		put(l, 10 * n);
		put(l, 10 * n + 1);
		v = gn_latest_get(l);
		ck_assert_ptr_nonnull(v);
		ck_assert_uint_eq(v->n, 10 * n + 1);
		ck_assert_ptr_null(gn_latest_get(l));
	}
	gn_latest_destroy(l);
	gn_latest_destroy(NULL);
}
END_TEST

START_TEST(the_maker_knows_if_the_last_was_seen)
{
	struct gn_latest *l = NULL;

	ck_assert_int_eq(gn_latest_create(&l, 1), GN_OK);
	ck_assert_int_eq(gn_latest_put(l), 1);
	ck_assert_int_eq(gn_latest_put(l), 0);
	ck_assert_ptr_nonnull(gn_latest_get(l));
	ck_assert_int_eq(gn_latest_put(l), 1);
	ck_assert_int_eq((uintptr_t)gn_latest_slot(l) % sizeof(double), 0);
	gn_latest_destroy(l);
}
END_TEST

START_TEST(create_survives_no_memory)
{
	struct gn_latest *l = NULL;
	struct fault_stat st;
	int err;

	fault_start(1);
	err = gn_latest_create(&l, 8);
	st = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_ptr_null(l);
	ck_assert_int_eq(st.live, 0);
}
END_TEST

static void *make(void *arg)
{
	for (uint64_t n = 1; n <= SENT; n++)
		put(arg, n);
	return NULL;
}

/* No value is torn, none is older than the one before, the last one comes. */
START_TEST(two_threads)
{
	struct gn_latest *l = NULL;
	uint64_t last = 0;
	const struct value *v;
	pthread_t t;
	int torn = 0;

	ck_assert_int_eq(gn_latest_create(&l, sizeof(*v)), GN_OK);
	ck_assert_int_eq(pthread_create(&t, NULL, make, l), 0);
	while (last < SENT && !torn) {
		v = gn_latest_get(l);
		if (!v) {
			sched_yield();
			continue;
		}
		torn = v->square != v->n * v->n || v->n <= last;
		last = v->n;
	}
	pthread_join(t, NULL);
	ck_assert_int_eq(torn, 0);
	ck_assert_ptr_null(gn_latest_get(l));
	gn_latest_destroy(l);
}
END_TEST

Suite *suite_latest(void)
{
	Suite *s = suite_create("latest");
	TCase *tc = tcase_create("latest");

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, only_the_newest_is_seen_and_once);
	tcase_add_test(tc, the_maker_knows_if_the_last_was_seen);
	tcase_add_test(tc, create_survives_no_memory);
	tcase_add_test(tc, two_threads);
	suite_add_tcase(s, tc);
	return s;
}
