/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/live.h"
#include "apps/phone_talk.h"
#include "simphone.h"
#include "suites.h"

/* Phones as sensors, without sockets and as fast as it goes: the times at which
 * their messages arrive are the test's. */

#define S_NS 1e9
#define SAMPLES 16384

static struct gn_catalogue *cat;
static struct gn_phones *phones;
static struct gn_live *live;

static void setup(void)
{
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_phones_create(&phones), GN_OK);
}

static void teardown(void)
{
	gn_live_close(live);
	live = NULL;
	gn_phones_destroy(phones);
	gn_catalogue_free(cat);
}

/* ---- a set by two phones ------------------------------------------------- */

/* A sensor of the simulated body, and the phone that stands for it. */
struct wearer {
	const char *begin;
	struct simphone phone;
	struct gn_phone_talk talk;
	struct gn_sample s[SAMPLES];
	size_t  n, at;          /* samples, those that were sent */
	double  last_s;         /* arrival of its newest message */
	double  lost_s, back_s; /* its connection is lost in between */
	int     broken;
	int64_t epoch_ns;
	size_t  heard, missed;
	double  worst_s;        /* a stamp off the truth */
};

static struct wearer wearer[2];

static void load(const char *uri)
{
	struct gn_source *src;
	struct gn_sample s[64];
	int n;

	ck_assert_int_eq(gn_source_open(&src, uri, NULL), GN_OK);
	while ((n = gn_source_read(src, s, 64, 0, NULL)) > 0)
		for (int i = 0; i < n; i++) {
			struct wearer *w = &wearer[s[i].sensor];

			ck_assert_uint_lt(w->n, SAMPLES);
			w->s[w->n] = s[i];
			w->s[w->n++].sensor = 0;
		}
	gn_source_close(src);
}

/* The line breaks, and is there again. */
static void reconnect(struct wearer *w, double now_s)
{
	if (!w->broken && now_s >= w->lost_s) {
		w->broken = 1;
		gn_phone_gone(&w->talk);
	}
	if (w->broken == 1 && now_s >= w->back_s) {
		w->broken = 2;
		simphone_enter(&w->phone, &w->talk, w->epoch_ns, now_s - 0.3,
			       w->begin, 30000000);
	}
}

/* All that has arrived by now: batches of three, 6 ms under way and mostly a
 * few more, now and then 150. */
static void arrive(struct wearer *w, double now_s)
{
	uint32_t *random = &w->phone.random;

	while (w->at + 3 <= w->n) {
		double sent_s = 1e-9 * (double)w->s[w->at + 2].t_ns + 0.004;
		double late_s = 0.006 - 0.003 * log(1e-9 +
						    simphone_random(random));

		if (sent_s + 0.2 > now_s)
			break;
		reconnect(w, sent_s);
		late_s += simphone_random(random) < 0.01 ? 0.15 : 0;
		w->last_s = fmax(w->last_s, sent_s + late_s);
		if (w->broken == 1) {
			w->phone.counter += 3;
			w->missed += 3;
		} else {
			simphone_pack(&w->phone, &w->s[w->at], 3, sent_s);
			ck_assert_msg(!gn_phone_sent(&w->talk, w->epoch_ns +
						     (int64_t)(S_NS *
							       w->last_s),
						     w->phone.message,
						     w->phone.n), "%s",
				      w->talk.why);
		}
		w->at += 3;
	}
}

/* Stamps against the truth: a sample is known by its values. */
static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *why)
{
	(void)user;
	(void)why;
	for (size_t i = 0; i < n; i++) {
		struct wearer *w = &wearer[in[i].sensor];
		double off;

		while (w->heard < w->n &&
		       fabsf(in[i].acc_mps2[0] - w->s[w->heard].acc_mps2[0]) +
		       fabsf(in[i].acc_mps2[1] - w->s[w->heard].acc_mps2[1]) +
		       fabsf(in[i].acc_mps2[2] - w->s[w->heard].acc_mps2[2]) >
		       0)
			w->heard++;
		ck_assert_uint_lt(w->heard, w->n);
		off = 1e-9 * (double)(in[i].t_ns - w->s[w->heard++].t_ns);
		if (fabs(off) > fabs(w->worst_s))
			w->worst_s = off;
	}
	return GN_OK;
}

static int notes;

static void on_note(void *user, int64_t t_ns, size_t source,
		    const struct gn_source_status *st)
{
	static const char *const want[] = {
		"phone:thigh_r: waits for its phone",
		"phone:thigh_r: sends; its clock is known to 5 ms",
		("phone:thigh_r: its connection is lost; the page connects "
		 "again by itself"),
		"phone:thigh_r: sends again; its clock is known to 5 ms",
	};

	(void)user;
	(void)t_ns;
	/* silence is by the real clock: on a busy machine it may be told */
	if (source || st->state == GN_SOURCE_SILENT ||
	    !strcmp(st->note, "phone:thigh_r: sends again"))
		return;
	ck_assert_int_lt(notes, 4);
	ck_assert_str_eq(st->note, want[notes++]);
	ck_assert_int_eq(st->state, notes % 2 ? GN_SOURCE_GONE
					      : GN_SOURCE_STREAMING);
}

static const struct gn_result *stream(double lost_s, double back_s)
{
	static const char *const spec[] = { "phone:thigh_r",
					    "phone:=shank_r" };
	struct gn_live_params p = { .spec = spec, .n = 2, .places = 1,
				    .cat = cat, .phones = phones,
				    .exercise = "squat",
				    .ears = { .samples = on_samples,
					      .note = on_note } };
	const struct gn_result *r = NULL;
	struct gn_diag why = { "" };

	memset(wearer, 0, sizeof(wearer));
	for (int i = 0; i < 2; i++)
		wearer[i].talk.phones = phones;
	load("sim:demo");
	wearer[0].begin = "begin thigh_r + 0123abcd";
	wearer[0].phone = (struct simphone){ .offset_ms = 81234.5,
		.drift_ppm = 60, .jitter_ms = 2, .random = 7 };
	wearer[1].begin = "begin phone - 00000001";
	wearer[1].phone = (struct simphone){ .offset_ms = 7e8, .ios = 1,
		.drift_ppm = -90, .jitter_ms = 2, .random = 11 };
	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
	for (int i = 0; i < 2; i++) {
		wearer[i].epoch_ns = gn_live_epoch_ns(live);
		wearer[i].lost_s = wearer[i].back_s = 1e9;
	}
	for (int i = 0; i < 2; i++)
		simphone_enter(&wearer[i].phone, &wearer[i].talk,
			       wearer[i].epoch_ns, -0.3, wearer[i].begin,
			       30000000);
	wearer[0].lost_s = lost_s;
	wearer[0].back_s = back_s;
	notes = 0;
	for (double t = 0.1; t < 80; t += 0.1) {
		for (int i = 0; i < 2; i++)
			arrive(&wearer[i], t);
		ck_assert_int_ge(gn_live_step(live, (int64_t)(S_NS * (t - 1)),
					      100000, 0, &why), 0);
	}
	ck_assert_int_eq(gn_live_end(live, &r, &why), GN_OK);
	return r;
}

static void same_as_scored(const struct gn_result *got, double start_s)
{
	struct gn_result want;

	ck_assert_int_eq(gn_analyse(&want, "sim:demo", cat, NULL, NULL, NULL),
			 GN_OK);
	ck_assert_uint_eq(want.n_reps, 12);
	ck_assert_uint_eq(got->n_reps, want.n_reps);
	ck_assert_uint_eq(got->n_sets, want.n_sets);
	for (size_t i = 0; i < want.n_reps; i++) {
		const struct gn_rep *a = &want.reps[i], *b = &got->reps[i];

		ck_assert_int_eq(a->kind, b->kind);
		ck_assert_double_eq_tol(1e-9 * (double)a->start_ns,
					1e-9 * (double)b->start_ns, start_s);
		ck_assert_float_eq_tol(a->rom_rad, b->rom_rad, 0.01F);
	}
	gn_result_free(&want);
}

START_TEST(two_phones_count_as_the_body_does)
{
	struct gn_source_status st;

	same_as_scored(stream(1e9, 1e9), 0.03);
	for (size_t i = 0; i < 2; i++) {
		/* half the round trip, and the jitter of its events */
		ck_assert_double_le(fabs(wearer[i].worst_s), 0.007);
		ck_assert_uint_eq(wearer[i].heard, wearer[i].at);
		ck_assert_int_eq(gn_live_status(live, i, &st), GN_OK);
		ck_assert_double_eq_tol(st.drift_ppm,
					-wearer[i].phone.drift_ppm, 20);
		ck_assert_uint_eq(st.received, wearer[i].at);
		ck_assert_uint_eq(st.lost + st.late + st.repeated +
				  st.overruns, 0);
	}
}
END_TEST

START_TEST(a_connection_that_broke_is_a_gap)
{
	struct gn_source_status st;

	/* between the two sets */
	same_as_scored(stream(37.0, 40.5), 0.2);
	ck_assert_int_eq(notes, 4);
	ck_assert_double_le(fabs(wearer[0].worst_s), 0.007);
	ck_assert_uint_ge(wearer[0].missed, 170);
	ck_assert_int_eq(gn_live_status(live, 0, &st), GN_OK);
	ck_assert_uint_eq(st.lost, wearer[0].missed);
	ck_assert_uint_eq(st.received + st.lost, wearer[0].at);
	ck_assert_uint_eq(st.returns, 1);
	ck_assert_int_eq(gn_live_status(live, 1, &st), GN_OK);
	ck_assert_uint_eq(st.lost + st.returns, 0);
}
END_TEST

Suite *suite_phone(void)
{
	Suite *s = suite_create("phone");
	TCase *tc = tcase_create("phone");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 200);
	tcase_add_test(tc, two_phones_count_as_the_body_does);
	tcase_add_test(tc, a_connection_that_broke_is_a_gap);
	suite_add_tcase(s, tc);
	return s;
}
