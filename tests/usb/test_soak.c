/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "apps/live.h"
#include "mti.h"
#include "suites.h"

/*
 * Eight sensors at 200 Hz in one session, for GN_SOAK_S seconds (else one) of
 * real time: nothing may be lost. It prints what that took.
 */
#define SENSORS 8
#define STEP_NS 5000000L

static struct gn_live *live;
static struct gn_diag why;
static atomic_int feeding;
static uint64_t heard;

static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *w)
{
	(void)user;
	(void)in;
	(void)w;
	heard += n;
	return GN_OK;
}

static long seconds(void)
{
	const char *text = getenv("GN_SOAK_S");

	return text ? strtol(text, NULL, 10) : 1;
}

static void *feed(void *arg)
{
	struct timespec t;

	(void)arg;
	clock_gettime(CLOCK_MONOTONIC, &t);
	for (long i = 0; i < 200 * seconds(); i++) {
		for (int k = 1; k <= SENSORS; k++)
			mti_feed_next(k);
		t.tv_nsec += STEP_NS;
		t.tv_sec += t.tv_nsec / 1000000000;
		t.tv_nsec %= 1000000000;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
	}
	atomic_store(&feeding, 0);
	return NULL;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec -
		gn_live_epoch_ns(live);
}

static double cpu_s(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void step(void)
{
	struct timespec nap = { .tv_nsec = 20000000 };

	ck_assert_msg(gn_live_step(live, now_ns(), 4096, 20, &why) >= 0, "%s",
		      why.text);
	nanosleep(&nap, NULL);
}

START_TEST(eight_at_200_hz)
{
	static const char *const spec[SENSORS] = {
		"xsens-mti:M1?rate=200=thigh_l",
		"xsens-mti:M2?rate=200=thigh_r",
		"xsens-mti:M3?rate=200=shank_l",
		"xsens-mti:M4?rate=200=shank_r",
		"xsens-mti:M5?rate=200=foot_l", "xsens-mti:M6?rate=200=foot_r",
		"xsens-mti:M7?rate=200=pelvis", "xsens-mti:M8?rate=200=chest" };
	struct gn_live_params p = { .spec = spec, .n = SENSORS, .places = 1,
				    .exercise = "squat",
				    .ears = { .samples = on_samples } };
	struct gn_catalogue *cat;
	struct gn_source_status st;
	struct rusage use;
	pthread_t feeder;
	double own, all;

	usbemu_begin();
	for (int k = 1; k <= SENSORS; k++) {
		mti_plug(k);
		mtis[k].ticks = 50;
	}
	heard = 0;
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, &why), GN_OK);
	p.cat = cat;
	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
	own = cpu_s(CLOCK_THREAD_CPUTIME_ID);
	all = cpu_s(CLOCK_PROCESS_CPUTIME_ID);
	atomic_store(&feeding, 1);
	ck_assert_int_eq(pthread_create(&feeder, NULL, feed, NULL), 0);
	while (atomic_load(&feeding))
		step();
	pthread_join(feeder, NULL);
	/* the first message of each came with the answer to its start */
	while (heard < (uint64_t)SENSORS * (200 * (uint64_t)seconds() + 1))
		step();
	own = cpu_s(CLOCK_THREAD_CPUTIME_ID) - own;
	all = cpu_s(CLOCK_PROCESS_CPUTIME_ID) - all;
	for (size_t i = 0; i < SENSORS; i++) {
		ck_assert_int_eq(gn_live_status(live, i, &st), GN_OK);
		ck_assert_uint_eq(st.lost + st.overruns + st.errors, 0);
	}
	getrusage(RUSAGE_SELF, &use);
	printf("soak: %d sensors, 200 Hz, %ld s: session %.1f %% of a core; "
	       "with receiving and the emulation %.1f %%, %ld MB\n", SENSORS,
	       seconds(), 100 * own / (double)seconds(),
	       100 * all / (double)seconds(), use.ru_maxrss / 1024);
	gn_live_close(live);
	gn_catalogue_free(cat);
	usbemu_end();
}
END_TEST

Suite *suite_soak(void)
{
	Suite *s = suite_create("soak");
	TCase *tc = tcase_create("soak");

	tcase_add_test(tc, eight_at_200_hz);
	tcase_set_timeout(tc, 30 + 2 * (double)seconds());
	suite_add_tcase(s, tc);
	return s;
}
