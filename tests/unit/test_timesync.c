/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/timesync.h"
#include "motion.h"
#include "suites.h"

#define MS INT64_C(1000000)
#define S_NS INT64_C(1000000000)

/*
 * A device whose every sample is known: when it was measured, what its clock
 * said then, and when it reached us.
 */
struct device {
	struct gn_timesync_params p;
	double   rate_hz;       /* true, on our clock */
	double   drift;         /* of its clock; 100e-6: it runs slow */
	double   jitter_s;      /* each sample is late by 0 .. this */
	double   stall_s;       /* every 3 s nothing arrives for so long */
	double   wait_s;        /* every sample is late by this too */
	double   lose;          /* probability */
	uint64_t clock0;        /* what it showed at the start */
	int64_t  start_ns;
	uint32_t rng;
	double   now_s, skip_s; /* set forward by this */
	uint64_t n;
	int64_t  arrived_ns;
	uint64_t lost;
};

struct packet {
	double   true_s;
	int64_t  true_ns, arrival_ns;
	uint64_t ticks;
	uint32_t counter;
};

static struct device dualshock(void)
{
	return (struct device){ .p = { .tick_num = 16, .tick_den = 3000000,
				       .clock_bits = 16, .rate_hz = 250 },
		.rate_hz = 250, .jitter_s = 0.02, .stall_s = 0.12, .rng = 5,
		.clock0 = 65000, .start_ns = 77 * S_NS };
}

static struct device mti(void)
{
	return (struct device){ .p = { .tick_num = 1, .tick_den = 10000,
				       .clock_bits = 32, .counter_bits = 16,
				       .rate_hz = 100 },
		.rate_hz = 100, .jitter_s = 0.02, .stall_s = 0.3, .rng = 9,
		.clock0 = UINT32_MAX - 200000, .start_ns = 3 * S_NS };
}

static struct device witmotion(void)
{
	return (struct device){ .p = { .rate_hz = 200 }, .rate_hz = 200,
		.jitter_s = 0.02, .stall_s = 0.1, .rng = 3,
		.start_ns = 5 * S_NS };
}

static struct packet measure(struct device *d)
{
	struct packet k = { .true_s = d->now_s };
	uint64_t mask = d->p.clock_bits < 64 ?
			(UINT64_C(1) << d->p.clock_bits) - 1 : UINT64_MAX;
	double late = d->wait_s + d->jitter_s * motion_random(&d->rng);
	double stall = fmod(d->now_s, 3), ticks;
	int64_t at;

	if (d->now_s > 1 && stall < d->stall_s)
		late += d->stall_s - stall;
	k.true_ns = d->start_ns + (int64_t)(d->now_s * 1e9);
	at = k.true_ns + (int64_t)(late * 1e9);
	d->arrived_ns = at > d->arrived_ns ? at : d->arrived_ns;
	k.arrival_ns = d->arrived_ns;
	ticks = d->p.clock_bits ? (d->now_s * (1 - d->drift) + d->skip_s) *
				  d->p.tick_den / d->p.tick_num : 0;
	k.ticks = (d->clock0 + (uint64_t)(int64_t)ticks) & mask;
	k.counter = d->p.counter_bits ? (uint32_t)d->n &
		    (UINT32_MAX >> (32 - d->p.counter_bits)) : 0;
	d->n++;
	d->now_s += 1 / d->rate_hz;
	return k;
}

static struct packet next(struct device *d)
{
	struct packet k = measure(d);

	for (; motion_random(&d->rng) < d->lose; k = measure(d))
		d->lost++;
	return k;
}

struct errors {
	double worst_ms, typical_ms, mean_ms;   /* typical: 90 % are below */
};

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Run for length_s; errors are those after settle_s. */
static struct errors follow(struct gn_timesync *ts, struct device *d,
			    double length_s, double settle_s)
{
	static double err[200000];
	double end_s = d->now_s + length_s, from_s = d->now_s + settle_s;
	struct errors e = { 0 };
	int64_t t, last = INT64_MIN;
	size_t n = 0;

	while (d->now_s < end_s) {
		struct packet k = next(d);

		ck_assert_int_eq(gn_timesync_push(ts, k.arrival_ns, k.ticks,
						  k.counter, &t),
				 GN_STAMP_NEW);
		ck_assert_int_gt(t, last);
		last = t;
		if (k.true_s < from_s)
			continue;
		ck_assert_uint_lt(n, 200000);
		err[n] = (double)(t - k.true_ns) * 1e-6;
		e.mean_ms += err[n];
		err[n] = fabs(err[n]);
		n++;
	}
	e.mean_ms /= (double)n;
	qsort(err, n, sizeof(*err), by_size);
	e.typical_ms = err[n * 9 / 10];
	e.worst_ms = err[n - 1];
	return e;
}

static void begin(struct gn_timesync *ts, const struct device *d)
{
	ck_assert_int_eq(gn_timesync_init(ts, &d->p), GN_OK);
}

static const double drifts[] = { 0, 100e-6, -100e-6, 37e-6 };

START_TEST(drift_jitter_and_bursts)
{
	struct device all[] = { dualshock(), mti(), witmotion() };
	struct gn_timesync ts;
	struct gn_timesync_stats st;

	for (size_t i = 0; i < 3; i++) {
		struct device *d = &all[i];
		struct errors e;

		/* without a clock it is the rate that is off */
		d->drift = drifts[_i];
		if (!d->p.clock_bits)
			d->rate_hz *= 1 - d->drift;
		begin(&ts, d);
		e = follow(&ts, d, 300, 10);
		ck_assert_msg(e.worst_ms < 5 && e.typical_ms < 1,
			      "device %zu: worst %g ms, 90 %% %g ms", i,
			      e.worst_ms, e.typical_ms);
		gn_timesync_stats(&ts, &st);
		ck_assert_int_eq(st.settled, 1);
		ck_assert_uint_eq(st.received, d->n);
		ck_assert_uint_eq(st.lost + st.repeated + st.late + st.jumps,
				  0);
		if (d->p.clock_bits)
			ck_assert_double_eq_tol(st.drift_ppm, 1e6 * d->drift,
						10);
		ck_assert_int_lt(llabs(st.delay_max_ns -
				 (int64_t)(d->stall_s * 1e9)), 25 * MS);
		ck_assert_int_gt(st.delay_mean_ns, 8 * MS);
		ck_assert_int_lt(st.delay_mean_ns, 30 * MS);
	}
}
END_TEST

/* Before anything of the drift is known it is a matter of the jitter alone. */
START_TEST(from_the_first_second_on)
{
	struct device d = dualshock();
	struct gn_timesync ts;
	struct gn_timesync_stats st;
	struct errors e;

	d.drift = 100e-6;
	begin(&ts, &d);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_eq(st.received, 0);
	ck_assert_int_eq(st.delay_mean_ns, 0);
	e = follow(&ts, &d, 4, 1);
	ck_assert_double_lt(e.worst_ms, 2);
	gn_timesync_stats(&ts, &st);
	ck_assert_int_eq(st.settled, 0);
	ck_assert_double_eq(st.drift_ppm, 0);
}
END_TEST

/* By then the drift is more than a turn of the clock. */
START_TEST(a_long_session)
{
	struct device d = dualshock();
	struct gn_timesync ts;
	int64_t t;

	d.drift = 100e-6;
	begin(&ts, &d);
	while (d.now_s < 5900) {
		struct packet k = next(&d);

		gn_timesync_push(&ts, k.arrival_ns, k.ticks, k.counter, &t);
	}
	ck_assert_double_lt(follow(&ts, &d, 60, 0).worst_ms, 5);
}
END_TEST

/* What comes sooner than any before tells at once how late those were. */
START_TEST(one_in_good_time)
{
	struct device d = mti();
	struct gn_timesync ts;
	struct packet k;
	int64_t t = 0;

	d.jitter_s = d.stall_s = 0;
	d.wait_s = 0.01;
	begin(&ts, &d);
	follow(&ts, &d, 10.02, 1);
	d.arrived_ns = 0;
	d.wait_s = 0;
	k = next(&d);
	gn_timesync_push(&ts, k.arrival_ns, k.ticks, k.counter, &t);
	d.wait_s = 0.01;
	for (int i = 0; i < 3; i++) {
		k = next(&d);
		gn_timesync_push(&ts, k.arrival_ns, k.ticks, k.counter, &t);
	}
	ck_assert_int_lt(llabs(t - k.true_ns), MS);
}
END_TEST

START_TEST(two_devices_share_a_time_base)
{
	struct device a = dualshock(), b = mti();
	struct gn_timesync ta, tb;
	int64_t t[2];

	a.drift = 100e-6;
	b.drift = -100e-6;
	a.start_ns = b.start_ns = 900 * S_NS;
	begin(&ta, &a);
	begin(&tb, &b);
	follow(&ta, &a, 60, 10);
	follow(&tb, &b, 60, 10);
	/* a tap that both feel in the same instant */
	for (int i = 0; i < 100; i++) {
		struct packet ka, kb = next(&b);

		gn_timesync_push(&tb, kb.arrival_ns, kb.ticks, kb.counter,
				 &t[1]);
		do {
			ka = next(&a);
			gn_timesync_push(&ta, ka.arrival_ns, ka.ticks, 0,
					 &t[0]);
		} while (ka.true_s < kb.true_s);
		ck_assert_int_lt(llabs(t[0] - t[1] - ka.true_ns + kb.true_ns),
				 2 * MS);
	}
}
END_TEST

START_TEST(the_second_recording_equals_the_first)
{
	struct device first = mti(), second = mti();
	struct gn_timesync ts, other;
	struct errors a, b;

	first.drift = second.drift = 80e-6;
	begin(&ts, &first);
	a = follow(&ts, &first, 60, 10);
	/* much later, the device's clock and counter have gone on */
	second.start_ns += 4000 * S_NS;
	second.clock0 += 40000000;
	begin(&ts, &second);
	b = follow(&ts, &second, 60, 10);
	ck_assert_double_eq_tol(a.worst_ms, b.worst_ms, 1e-3);
	ck_assert_double_eq_tol(a.mean_ms, b.mean_ms, 1e-3);
	/* plain state: a copy goes on alike */
	other = ts;
	for (int i = 0; i < 1000; i++) {
		struct packet k = next(&second);
		int64_t t[2];

		gn_timesync_push(&ts, k.arrival_ns, k.ticks, k.counter, &t[0]);
		gn_timesync_push(&other, k.arrival_ns, k.ticks, k.counter,
				 &t[1]);
		ck_assert_int_eq(t[0], t[1]);
	}
}
END_TEST

START_TEST(losses_are_counted)
{
	struct device d = mti();
	struct gn_timesync ts;
	struct gn_timesync_stats st;
	struct errors e;

	d.lose = 0.2;
	d.drift = -60e-6;
	begin(&ts, &d);
	e = follow(&ts, &d, 700, 10);           /* the counter wraps */
	ck_assert_double_lt(e.worst_ms, 5);
	gn_timesync_stats(&ts, &st);
	/* what is lost before the first sample nobody can know */
	ck_assert_uint_ge(d.lost, 10000);
	ck_assert_uint_le(st.lost, d.lost);
	ck_assert_uint_le(d.lost - st.lost, 3);
	/* timed by its counter, without a clock: losses do not move it */
	d = mti();
	d.p.clock_bits = 0;
	d.lose = 0.2;
	begin(&ts, &d);
	e = follow(&ts, &d, 100, 10);
	ck_assert_double_lt(e.worst_ms, 5);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_le(d.lost - st.lost, 3);
}
END_TEST

START_TEST(repeated_and_late_ones)
{
	struct device d = mti();
	struct gn_timesync ts;
	struct gn_timesync_stats st;
	struct packet k, old[3];
	int64_t t;

	d.stall_s = 0;
	begin(&ts, &d);
	follow(&ts, &d, 20, 10);
	for (int i = 0; i < 3; i++)
		old[i] = next(&d);
	gn_timesync_push(&ts, old[0].arrival_ns, old[0].ticks, old[0].counter,
			 &t);
	gn_timesync_push(&ts, old[2].arrival_ns, old[2].ticks, old[2].counter,
			 &t);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_eq(st.lost, 1);
	/* the one that was overtaken is timed where it belongs */
	ck_assert_int_eq(gn_timesync_push(&ts, old[2].arrival_ns, old[1].ticks,
					  old[1].counter, &t), GN_STAMP_LATE);
	ck_assert_int_lt(llabs(t - old[1].true_ns), MS);
	ck_assert_int_eq(gn_timesync_push(&ts, old[2].arrival_ns, old[2].ticks,
					  old[2].counter, &t),
			 GN_STAMP_REPEATED);
	/* Xsens: another message, an older clock, the next counter */
	k = next(&d);
	ck_assert_int_eq(gn_timesync_push(&ts, k.arrival_ns, k.ticks - 4190,
					  k.counter, &t), GN_STAMP_LATE);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_eq(st.lost, 0);
	ck_assert_uint_eq(st.repeated, 1);
	ck_assert_uint_eq(st.late, 2);
	ck_assert_double_lt(follow(&ts, &d, 20, 0).worst_ms, 2);
	/* without a counter an equal clock is a repetition */
	d = dualshock();
	begin(&ts, &d);
	follow(&ts, &d, 5, 1);
	k = next(&d);
	gn_timesync_push(&ts, k.arrival_ns, k.ticks, 0, &t);
	ck_assert_int_eq(gn_timesync_push(&ts, k.arrival_ns, k.ticks, 1, &t),
			 GN_STAMP_REPEATED);
	ck_assert_int_eq(gn_timesync_push(&ts, k.arrival_ns, k.ticks - 800, 0,
					  &t), GN_STAMP_LATE);
}
END_TEST

/* Silences longer than a turn of the clock, which lasts 0.35 s. */
START_TEST(silences_of_many_turns)
{
	struct device d = dualshock();
	struct gn_timesync ts;
	struct gn_timesync_stats st;

	d.drift = 100e-6;
	begin(&ts, &d);
	follow(&ts, &d, 20, 10);
	for (int i = 1; i < 12; i++) {
		d.now_s += 0.31 * i;
		d.now_s += fmod(d.now_s, 3) < 0.12 ? 0.13 : 0;
		ck_assert_double_lt(follow(&ts, &d, 3, 0).worst_ms, 3);
	}
	d.now_s = 3 * floor(d.now_s / 3) + 601;
	ck_assert_double_lt(follow(&ts, &d, 20, 1).worst_ms, 5);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_eq(st.late + st.jumps, 0);
}
END_TEST

/* By three quarters of a turn: still less than the seven eighths allowed. */
START_TEST(late_by_most_of_a_turn)
{
	struct device d = dualshock();
	struct gn_timesync ts;
	struct packet k;
	int64_t t;

	begin(&ts, &d);
	follow(&ts, &d, 20, 10);
	d.wait_s = 0.26;
	k = next(&d);
	ck_assert_int_eq(gn_timesync_push(&ts, k.arrival_ns, k.ticks,
					  k.counter, &t), GN_STAMP_NEW);
	ck_assert_double_lt(fabs((double)(t - k.true_ns)) * 1e-6, 5);
}
END_TEST

START_TEST(a_clock_that_begins_anew)
{
	struct device d = mti();
	struct gn_timesync ts;
	struct gn_timesync_stats st;
	int64_t t;

	d.drift = 100e-6;
	begin(&ts, &d);
	follow(&ts, &d, 70, 10);
	d.skip_s = -50;
	for (int i = 0; i < 7; i++) {
		struct packet k = next(&d);

		ck_assert_int_eq(gn_timesync_push(&ts, k.arrival_ns, k.ticks,
						  k.counter, &t),
				 GN_STAMP_LATE);
	}
	ck_assert_double_lt(follow(&ts, &d, 20, 1).worst_ms, 2);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_eq(st.jumps, 1);
	ck_assert_uint_eq(st.late, 7);
	ck_assert_int_eq(st.settled, 1);
	/* set forward: nothing can be early, so at once */
	d.skip_s = 5;
	ck_assert_double_lt(follow(&ts, &d, 20, 1).worst_ms, 2);
	/* it stood still for 10 s */
	d.skip_s = -5;
	d.now_s += 10;
	ck_assert_double_lt(follow(&ts, &d, 20, 3).worst_ms, 2);
	/* the transfer takes longer for good: that much cannot be told */
	d.wait_s = 0.4;
	follow(&ts, &d, 20, 3);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_eq(st.jumps, 4);
}
END_TEST

START_TEST(a_device_without_a_clock)
{
	struct device d = witmotion();
	struct gn_timesync ts;
	struct gn_timesync_stats st;

	/* 2 % faster than it says */
	d.rate_hz = 204;
	begin(&ts, &d);
	ck_assert_double_lt(follow(&ts, &d, 60, 10).worst_ms, 5);
	gn_timesync_stats(&ts, &st);
	ck_assert_double_eq_tol(st.drift_ppm, 1e6 * (200.0 / 204 - 1), 500);
	/* some samples are lost unseen: forgotten after a while */
	d.now_s += 0.05;
	follow(&ts, &d, 12, 0);
	ck_assert_double_lt(follow(&ts, &d, 20, 3).worst_ms, 5);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_eq(st.lost, 0);
	/* a silence is seen */
	d.now_s = 3 * ceil(d.now_s / 3) + 1;
	follow(&ts, &d, 1, 0);
	gn_timesync_stats(&ts, &st);
	d.lost = st.lost;
	d.now_s += 5;
	d.now_s = 3 * ceil(d.now_s / 3) + 1;
	follow(&ts, &d, 12, 0);
	gn_timesync_stats(&ts, &st);
	ck_assert_uint_gt(st.lost - d.lost, 1000);
	ck_assert_uint_lt(st.lost - d.lost, 2000);
	ck_assert_double_lt(follow(&ts, &d, 20, 3).worst_ms, 5);
}
END_TEST

/* Whatever comes: no stamp of a new sample goes back. */
START_TEST(hostile_devices)
{
	static const uint8_t bits[] = { 0, 8, 16, 32, 63, 64 };

	for (size_t i = 0; i < sizeof(bits); i++) {
		struct gn_timesync ts;
		struct gn_timesync_params p = { .tick_num = 1,
			.tick_den = 1000000, .clock_bits = bits[i],
			.counter_bits = i % 2 ? 16 : 0, .rate_hz = 100 };
		int64_t arrival = 0, last = INT64_MIN, t;
		uint32_t rng = 17;

		ck_assert_int_eq(gn_timesync_init(&ts, &p), GN_OK);
		for (int k = 0; k < 100000; k++) {
			uint64_t ticks = (uint64_t)(motion_random(&rng) *
						    1.8e19) >> (k % 64);
			enum gn_stamp kind;

			arrival += (int64_t)(motion_random(&rng) * 1e9);
			kind = gn_timesync_push(&ts, arrival, ticks,
						(uint32_t)(ticks >> 7), &t);
			if (kind != GN_STAMP_NEW)
				continue;
			ck_assert_int_gt(t, last);
			last = t;
		}
	}
}
END_TEST

START_TEST(bad_parameters)
{
	static const struct gn_timesync_params bad[] = {
		{ .tick_num = 1, .tick_den = 1000, .clock_bits = 7 },
		{ .tick_num = 1, .tick_den = 1000, .clock_bits = 65 },
		{ .tick_num = 0, .tick_den = 1000, .clock_bits = 16 },
		{ .tick_num = 1, .tick_den = 0, .clock_bits = 16 },
		{ .tick_num = 10, .tick_den = 1000000000, .clock_bits = 16 },
		{ .rate_hz = 0 }, { .rate_hz = NAN }, { .rate_hz = 2e6 },
		{ .rate_hz = 100, .counter_bits = 3 },
		{ .rate_hz = 100, .counter_bits = 33 },
	};
	struct gn_timesync_params good = { .tick_num = 9, .clock_bits = 64,
		.tick_den = 1000000000, .counter_bits = 32 };
	struct gn_timesync ts, was;

	memset(&ts, 7, sizeof(ts));
	was = ts;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(gn_timesync_init(&ts, &bad[i]), GN_EINVAL);
		ck_assert_mem_eq(&ts, &was, sizeof(ts));
	}
	ck_assert_int_eq(gn_timesync_init(&ts, &good), GN_OK);
}
END_TEST

Suite *suite_timesync(void)
{
	Suite *s = suite_create("timesync");
	TCase *c = tcase_create("timesync");

	/* long streams, on a machine with more to do */
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, drift_jitter_and_bursts, 0, 4);
	tcase_add_test(c, from_the_first_second_on);
	tcase_add_test(c, a_long_session);
	tcase_add_test(c, one_in_good_time);
	tcase_add_test(c, two_devices_share_a_time_base);
	tcase_add_test(c, the_second_recording_equals_the_first);
	tcase_add_test(c, losses_are_counted);
	tcase_add_test(c, repeated_and_late_ones);
	tcase_add_test(c, silences_of_many_turns);
	tcase_add_test(c, late_by_most_of_a_turn);
	tcase_add_test(c, a_clock_that_begins_anew);
	tcase_add_test(c, a_device_without_a_clock);
	tcase_add_test(c, hostile_devices);
	tcase_add_test(c, bad_parameters);
	suite_add_tcase(s, c);
	return s;
}
