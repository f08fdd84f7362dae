/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>

#include "fault.h"
#include "gonio/ring.h"
#include "suites.h"

struct rec {
	uint64_t n, square;
};

static struct gn_ring *ring_of(size_t n, size_t size)
{
	struct gn_ring *r = NULL;

	ck_assert_int_eq(gn_ring_create(&r, n, size), GN_OK);
	return r;
}

/* 1 if there was room. */
static int put(struct gn_ring *r, uint64_t n)
{
	struct rec *x = gn_ring_slot(r);

	if (!x)
		return 0;
	*x = (struct rec){ n, n * n };
	gn_ring_put(r);
	return 1;
}

static uint64_t take(struct gn_ring *r)
{
	const struct rec *x = gn_ring_first(r);
	uint64_t n;

	ck_assert_ptr_nonnull(x);
	ck_assert_uint_eq(x->square, x->n * x->n);
	n = x->n;
	gn_ring_drop(r);
	return n;
}

START_TEST(what_goes_in_comes_out_in_order)
{
	struct gn_ring *r = ring_of(4, sizeof(struct rec));

	ck_assert_ptr_null(gn_ring_first(r));
	for (uint64_t i = 0; i < 100; i += 3) {
		for (uint64_t k = i; k < i + 3; k++)
			ck_assert_int_eq(put(r, k), 1);
		ck_assert_ptr_eq(gn_ring_first(r), gn_ring_first(r));
		for (uint64_t k = i; k < i + 3; k++)
			ck_assert_uint_eq(take(r), k);
		ck_assert_ptr_null(gn_ring_first(r));
	}
	ck_assert_uint_eq(gn_ring_overruns(r), 0);
	gn_ring_destroy(r);
}
END_TEST

START_TEST(a_full_ring_keeps_the_old_and_counts_the_lost)
{
	struct gn_ring *r = ring_of(4, sizeof(struct rec));

	for (uint64_t i = 0; i < 4; i++)
		ck_assert_int_eq(put(r, i), 1);
	ck_assert_int_eq(put(r, 4), 0);
	ck_assert_int_eq(put(r, 5), 0);
	ck_assert_uint_eq(gn_ring_overruns(r), 2);
	ck_assert_uint_eq(take(r), 0);
	ck_assert_int_eq(put(r, 6), 1);
	ck_assert_int_eq(put(r, 7), 0);
	ck_assert_uint_eq(gn_ring_overruns(r), 3);
	for (uint64_t i = 1; i < 4; i++)
		ck_assert_uint_eq(take(r), i);
	ck_assert_uint_eq(take(r), 6);
	ck_assert_ptr_null(gn_ring_first(r));
	gn_ring_destroy(r);
}
END_TEST

START_TEST(sizes_are_rounded_up_and_bounded)
{
	static const size_t n[] = { 1, 2, 3, 4, 5, 1000 };
	static const size_t holds[] = { 1, 2, 4, 4, 8, 1024 };
	struct gn_ring *r = NULL;

	for (size_t i = 0; i < sizeof(n) / sizeof(n[0]); i++) {
		r = ring_of(n[i], 3);
		ck_assert_uint_eq(gn_ring_capacity(r), holds[i]);
		for (size_t k = 0; k < holds[i]; k++) {
			unsigned char *x = gn_ring_slot(r);

			ck_assert_ptr_nonnull(x);
			ck_assert_uint_eq((uintptr_t)x % sizeof(long double),
					  0);
			memset(x, (int)k, 3);
			gn_ring_put(r);
		}
		ck_assert_ptr_null(gn_ring_slot(r));
		for (size_t k = 0; k < holds[i]; k++) {
			const unsigned char *x = gn_ring_first(r);

			ck_assert_uint_eq(x[2], k & 0xff);
			gn_ring_drop(r);
		}
		gn_ring_destroy(r);
	}
	r = NULL;
	ck_assert_int_eq(gn_ring_create(&r, 0, 1), GN_EINVAL);
	ck_assert_int_eq(gn_ring_create(&r, 1, 0), GN_EINVAL);
	ck_assert_int_eq(gn_ring_create(&r, ((size_t)1 << 24) + 1, 1),
			 GN_EINVAL);
	ck_assert_int_eq(gn_ring_create(&r, 1, ((size_t)1 << 16) + 1),
			 GN_EINVAL);
	ck_assert_ptr_null(r);
	gn_ring_destroy(NULL);
}
END_TEST

START_TEST(create_survives_no_memory)
{
	struct gn_ring *r = NULL;
	struct fault_stat st;
	int err;

	fault_start(1);
	err = gn_ring_create(&r, 8, 8);
	st = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(st.live, 0);

	fault_start(0);
	err = gn_ring_create(&r, 8, sizeof(struct rec));
	for (uint64_t i = 0; !err && i < 20; i++)
		put(r, i);
	gn_ring_destroy(r);
	st = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(st.asked, 1);
	ck_assert_int_eq(st.live, 0);
}
END_TEST

#define SENT 200000

static void *produce(void *arg)
{
	struct gn_ring *r = arg;

	for (uint64_t i = 0; i < SENT; i++) {
		put(r, i);
		if (i % 64 == 0)
			sched_yield();
	}
	while (!put(r, SENT))
		sched_yield();
	return NULL;
}

/* Every record is whole, in order, and received or counted as lost. */
START_TEST(two_threads)
{
	struct gn_ring *r = ring_of(16, sizeof(struct rec));
	uint64_t got = 0, next = 0;
	pthread_t t;

	ck_assert_int_eq(pthread_create(&t, NULL, produce, r), 0);
	while (next <= SENT) {
		const struct rec *x = gn_ring_first(r);

		if (!x) {
			sched_yield();
			continue;
		}
		if (x->square != x->n * x->n || x->n < next)
			break;
		next = x->n + 1;
		got++;
		gn_ring_drop(r);
	}
	pthread_join(t, NULL);
	ck_assert_uint_eq(next, SENT + 1);
	/* the last one is tried until it fits: each try is counted */
	ck_assert_uint_ge(got + gn_ring_overruns(r), SENT + 1);
	ck_assert_uint_gt(got, 16);
	ck_assert_ptr_null(gn_ring_first(r));
	gn_ring_destroy(r);
}
END_TEST

Suite *suite_ring(void)
{
	Suite *s = suite_create("ring");
	TCase *tc = tcase_create("ring");

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, what_goes_in_comes_out_in_order);
	tcase_add_test(tc, a_full_ring_keeps_the_old_and_counts_the_lost);
	tcase_add_test(tc, sizes_are_rounded_up_and_bounded);
	tcase_add_test(tc, create_survives_no_memory);
	tcase_add_test(tc, two_threads);
	suite_add_tcase(s, tc);
	return s;
}
