/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "apps/live.h"
#include "mip.h"
#include "mti.h"
#include "procon.h"
#include "sony.h"
#include "suites.h"
#include "wit.h"
#include "ximu.h"

/*
 * Sensors in one session, for GN_SOAK_S seconds (else one) of real time:
 * nothing may be lost. Once eight alike, then every driver at the highest rate
 * that it offers; all at once would be more packets than the emulation carries
 * on two processors. It prints what that took.
 */
#define MS_NS     1000000L
#define PATIENCE  100           /* steps in which nothing comes */
#define QUIET     5             /* such steps: then nothing is on its way */
#define UNREAD    32            /* packets that a device keeps */

struct stream {
	const char *spec;
	void (*plug)(int port);
	void (*feed)(int port);
	unsigned step_us;       /* from one packet to the next */
	unsigned readings;      /* of a packet */
	unsigned first;         /* packets that its start brings */
	unsigned more;          /* 1: or more, where it was started again */
};

/* ---- the devices ------------------------------------------------------- */

static void plug_mti_200(int port)
{
	mti_plug(port);
	mtis[port].ticks = 50;
}

static void plug_mti_400(int port)
{
	mti_plug(port);
	mtis[port].ticks = 25;
}

static void plug_mip(int port)
{
	mip_plug(port);
	mip.base_hz = 1000;
	mip.step_ns = 1000000;
}

static void plug_ximu(int port)
{
	ximu_plug(port);
	ximu.step_us = 2500;
}

static void feed_dualsense(int port)
{
	sony_feed_next(port, &sony_dualsense);
}

/* Opening it waits for a report, but asks for none. */
static void plug_dualsense(int port)
{
	sony_plug(port, 0x0ce6);
	feed_dualsense(port);
}

static void feed_ds4(int port)
{
	sony_feed_next(port, &sony_ds4);
}

static void plug_ds4(int port)
{
	sony_plug(port, 0x05c4);
	feed_ds4(port);
}

#define MTI(n, place)                                                  \
	{ "xsens-mti:M" n "?rate=200=" place, plug_mti_200,            \
	  mti_feed_next, 5000, 1, 1, 0 }

static const struct stream alike[] = {
	MTI("1", "thigh_l"), MTI("2", "thigh_r"), MTI("3", "shank_l"),
	MTI("4", "shank_r"), MTI("5", "foot_l"), MTI("6", "foot_r"),
	MTI("7", "pelvis"), MTI("8", "chest"),
};

static const struct stream fast[] = {
	{ "xsens-mti:?rate=400=thigh_l", plug_mti_400, mti_feed_next,
	  2500, 1, 1, 0 },
	{ "ximu3:1234:abcd?rate=400=thigh_r", plug_ximu, ximu_feed_next,
	  2500, 1, 1, 0 },
	{ "dualsense:=shank_l", plug_dualsense, feed_dualsense, 4000, 1, 1, 0 },
	{ "dualshock4:=shank_r", plug_ds4, feed_ds4, 4000, 1, 1, 0 },
};

/*
 * Those without clock and counter come last: a silence of half a second, while
 * others are opened, would be counted as loss. The WitMotion sends a cycle for
 * each speed and each command; the first is used up by listening. On a machine
 * so slow that the host hears answers too late, it is asked once more, as are
 * the other two, which answer with a packet as well.
 */
static const struct stream fastest[] = {
	{ "microstrain:?rate=1000=pelvis", plug_mip, mip_feed_next,
	  1000, 1, 1, 1 },
	{ "witmotion:?rate=200=foot_l", wit_plug, wit_feed_next,
	  5000, 1, 5, 1 },
	{ "switch-pro:=foot_r", procon_plug, procon_feed_next, 15000, 3, 1, 1 },
};

static const struct bed {
	const struct stream *stream;
	size_t n;
} beds[] = {
	{ alike, sizeof(alike) / sizeof(alike[0]) },
	{ fast, sizeof(fast) / sizeof(fast[0]) },
	{ fastest, sizeof(fastest) / sizeof(fastest[0]) },
};

/* ---- the session ------------------------------------------------------- */

static const struct bed *bed;
static struct gn_live *live;
static struct gn_diag why;
static atomic_int feeding;
static uint64_t fed[USBEMU_MAX];                /* packets */
static uint64_t heard[USBEMU_MAX];              /* readings */
static int64_t last_ns[USBEMU_MAX];             /* the newest's stamp */

static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *w)
{
	(void)user;
	(void)w;
	for (const struct gn_sample *s = in; s < in + n; s++) {
		if (heard[s->sensor]++ > 0)
			ck_assert_int_gt(s->t_ns, last_ns[s->sensor]);
		last_ns[s->sensor] = s->t_ns;
	}
	return GN_OK;
}

static long seconds(void)
{
	const char *text = getenv("GN_SOAK_S");

	return text ? strtol(text, NULL, 10) : 1;
}

static double now_s(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What is due from a device by now, as long as the host takes it: a slow
 * machine is given more time. 1: that was all. */
static int feed_one(size_t k, double since_s)
{
	const struct stream *s = &bed->stream[k];
	const double step_s = 1e-6 * s->step_us;
	const uint64_t all = (uint64_t)seconds() * 1000000 / s->step_us;

	while (fed[k] < all && (double)fed[k] * step_s <= since_s &&
	       usbemu_unread((int)k + 1) < UNREAD) {
		s->feed((int)k + 1);
		fed[k]++;
	}
	return fed[k] == all;
}

static void *feed(void *arg)
{
	const struct timespec nap = { .tv_nsec = MS_NS };
	const double begin_s = now_s(CLOCK_MONOTONIC);
	size_t done;

	(void)arg;
	do {
		nanosleep(&nap, NULL);
		done = 0;
		for (size_t k = 0; k < bed->n; k++)
			done += feed_one(k, now_s(CLOCK_MONOTONIC) - begin_s);
	} while (done < bed->n);
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

/* What came in it. */
static int step(void)
{
	struct timespec nap = { .tv_nsec = 20 * MS_NS };
	int n = gn_live_step(live, now_ns(), 4096, 20, &why);

	ck_assert_msg(n >= 0, "%s", why.text);
	nanosleep(&nap, NULL);
	return n;
}

static uint64_t due(size_t k)
{
	const struct stream *s = &bed->stream[k];

	return (fed[k] + s->first) * s->readings;
}

static int all_came(void)
{
	for (size_t k = 0; k < bed->n; k++)
		if (heard[k] < due(k))
			return 0;
	return 1;
}

static void open_bed(const struct gn_catalogue *cat)
{
	const char *spec[USBEMU_MAX];
	struct gn_live_params p = { .spec = spec, .n = bed->n, .places = 1,
				    .exercise = "squat", .cat = cat,
				    .ears = { .samples = on_samples } };

	for (size_t k = 0; k < bed->n; k++) {
		fed[k] = heard[k] = 0;
		spec[k] = bed->stream[k].spec;
		bed->stream[k].plug((int)k + 1);
	}
	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
}

static void stream(void)
{
	pthread_t feeder;

	atomic_store(&feeding, 1);
	ck_assert_int_eq(pthread_create(&feeder, NULL, feed, NULL), 0);
	while (atomic_load(&feeding))
		step();
	pthread_join(feeder, NULL);
	for (int idle = 0; idle < (all_came() ? QUIET : PATIENCE); )
		idle = step() ? 0 : idle + 1;
}

static void check_stream(size_t k)
{
	const struct stream *s = &bed->stream[k];
	struct gn_source_status st;

	/* what a device was asked for again may be on its way yet */
	ck_assert_int_eq(gn_live_status(live, k, &st), GN_OK);
	for (int left = PATIENCE; left && st.received != heard[k]; left--) {
		step();
		ck_assert_int_eq(gn_live_status(live, k, &st), GN_OK);
	}
	printf("soak: %s: %g Hz, %ju samples\n", s->spec,
	       1e6 * s->readings / s->step_us, (uintmax_t)heard[k]);
	ck_assert_uint_ge(heard[k], due(k));
	ck_assert_msg(s->more || heard[k] == due(k), "%s: %ju heard, %ju due",
		      s->spec, (uintmax_t)heard[k], (uintmax_t)due(k));
	ck_assert_uint_eq(st.received, heard[k]);
	ck_assert_uint_eq(st.lost + st.overruns + st.errors, 0);
}

START_TEST(nothing_is_lost)
{
	struct gn_catalogue *cat;
	struct rusage use;
	double own, all, took;

	bed = &beds[_i];
	usbemu_begin();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, &why), GN_OK);
	open_bed(cat);
	own = now_s(CLOCK_THREAD_CPUTIME_ID);
	all = now_s(CLOCK_PROCESS_CPUTIME_ID);
	took = now_s(CLOCK_MONOTONIC);
	stream();
	own = now_s(CLOCK_THREAD_CPUTIME_ID) - own;
	all = now_s(CLOCK_PROCESS_CPUTIME_ID) - all;
	took = now_s(CLOCK_MONOTONIC) - took;
	for (size_t k = 0; k < bed->n; k++)
		check_stream(k);
	getrusage(RUSAGE_SELF, &use);
	printf("soak: %zu sensors, %.1f s: session %.1f %% of a core; with "
	       "receiving and the emulation %.1f %%, %ld MB\n", bed->n, took,
	       100 * own / took, 100 * all / took, use.ru_maxrss / 1024);
	gn_live_close(live);
	gn_catalogue_free(cat);
	usbemu_end();
}
END_TEST

Suite *suite_soak(void)
{
	Suite *s = suite_create("soak");
	TCase *tc = tcase_create("soak");

	tcase_add_loop_test(tc, nothing_is_lost, 0,
			    sizeof(beds) / sizeof(beds[0]));
	tcase_set_timeout(tc, 30 + 2 * (double)seconds());
	suite_add_tcase(s, tc);
	return s;
}
