/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "apps/live.h"
#include "apps/pacer.h"
#include "suites.h"

static struct gn_catalogue *cat;

struct heard {
	size_t  provisional, gone;
	uint64_t samples, enough;       /* heard; 0, or refuse from then on */
	uint32_t sensors;               /* one bit for each that was heard */
	int     err;
	int64_t gone_ns;
};

static void setup(void)
{
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

static void teardown(void)
{
	gn_catalogue_free(cat);
}

static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *why)
{
	struct heard *h = user;

	if (h->enough && h->samples == h->enough)
		return gn_diag_set(why, GN_EIO, "enough");
	h->samples += n;
	for (size_t i = 0; i < n; i++)
		h->sensors |= UINT32_C(1) << in[i].sensor;
	return GN_OK;
}

static void on_event(void *user, const struct gn_session_event *ev)
{
	struct heard *h = user;

	h->provisional += ev->kind == GN_EV_REP && ev->u.rep.provisional;
}

static void on_gone(void *user, int64_t t_ns, size_t source, int err,
		    const char *why)
{
	struct heard *h = user;

	ck_assert_ptr_nonnull(why);
	if (err == GN_EOF)
		return;
	ck_assert_uint_eq(source, 1);
	h->gone++;
	h->err = err;
	h->gone_ns = t_ns;
}

static struct gn_live *start(const char *a, const char *b, struct heard *h)
{
	const char *const spec[] = { a, b };
	struct gn_live_params p = {
		.spec = spec, .n = b ? 2 : 1, .places = 1, .cat = cat,
		.ears = { h, on_samples, on_event, on_gone, NULL },
	};
	struct gn_live *l = NULL;
	struct gn_diag why = { "" };
	int err;

	memset(h, 0, sizeof(*h));
	err = gn_live_open(&l, &p, &why);
	ck_assert_msg(!err, "%s", why.text);
	return l;
}

/* Forward in steps; stream time never goes back. */
static const struct gn_result *run(struct gn_live *l, int64_t step_ns)
{
	const struct gn_result *r = NULL;
	int64_t was = 0;
	int n = 0;

	for (int64_t to = step_ns; n >= 0; to += step_ns) {
		n = gn_live_step(l, to, 100000, 0, NULL);
		ck_assert_int_ge(gn_live_now_ns(l), was);
		ck_assert_int_lt(gn_live_now_ns(l), to);
		was = gn_live_now_ns(l);
	}
	ck_assert_int_eq(n, GN_EOF);
	ck_assert_int_eq(gn_live_end(l, &r, NULL), GN_OK);
	return r;
}

START_TEST(live_equals_score)
{
	static const int64_t step[] = { 10000000, 7000000000 };
	struct gn_result want;
	const struct gn_result *got;
	struct heard h;
	struct gn_live *l = start("sim:demo", NULL, &h);

	ck_assert_int_eq(gn_analyse(&want, "sim:demo", cat, NULL, NULL, NULL),
			 GN_OK);
	got = run(l, step[_i]);
	ck_assert_uint_gt(want.n_reps, 10);
	ck_assert_uint_eq(got->n_reps, want.n_reps);
	ck_assert_mem_eq(got->reps, want.reps,
			 want.n_reps * sizeof(*want.reps));
	ck_assert_uint_eq(got->n_sets, want.n_sets);
	ck_assert_mem_eq(got->sets, want.sets,
			 want.n_sets * sizeof(*want.sets));
	ck_assert_uint_eq(got->n_rejected, want.n_rejected);
	ck_assert_str_eq(got->input_sha256, want.input_sha256);
	ck_assert_str_eq(got->recording, want.recording);
	ck_assert_uint_ge(h.provisional, 10);
	ck_assert_uint_eq(h.gone, 0);
	gn_result_free(&want);
	gn_live_close(l);
}
END_TEST

START_TEST(one_goes_the_others_go_on)
{
	const struct gn_result *r;
	struct heard h;
	struct gn_live *l = start("sim:demo",
				  "faulty:unplug=5:sim:curl=wrist_l", &h);
	size_t last = gn_live_info(l)->n_sensors - 1;

	ck_assert_str_eq(gn_live_info(l)->sensors[last].name, "wrist_l");
	ck_assert_int_eq(gn_live_info(l)->sensors[last].side, GN_SIDE_LEFT);
	ck_assert_int_eq(gn_live_next_ns(l), -1);
	ck_assert_int_eq(gn_live_step(l, 1, 1, 0, NULL), 1);
	ck_assert_int_eq(gn_live_next_ns(l), 0);
	r = run(l, 20000000);
	ck_assert_uint_eq(h.gone, 1);
	ck_assert_int_eq(h.err, GN_ENODEV);
	ck_assert_int_le(h.gone_ns, 5000000000);
	ck_assert_int_gt(h.gone_ns, 4900000000);
	ck_assert_uint_eq(gn_live_sensor(l, last).gone, 1);
	ck_assert_uint_eq(gn_live_sensor(l, last).source, 1);
	ck_assert_uint_eq(gn_live_sensor(l, last - 1).source, 0);
	ck_assert_int_eq(gn_live_sensor(l, last).last_ns, h.gone_ns);
	ck_assert_uint_eq(gn_live_sensor(l, last).samples,
			  r->quality[last].samples);
	ck_assert_uint_ge(r->n_reps, 11);
	ck_assert_str_eq(r->input_sha256, "");
	gn_live_close(l);
}
END_TEST

/* All that is analysed was heard before, with its number among all. */
START_TEST(heard_before_it_is_analysed)
{
	struct gn_diag why = { "" };
	const struct gn_result *r;
	struct heard h;
	struct gn_live *l = start("sim:curl", "sim:curl=shank_l", &h);
	uint64_t n[2];

	h.enough = 1001;
	ck_assert_int_eq(gn_live_step(l, INT64_MAX, 1000, 0, &why), 1000);
	ck_assert_int_eq(gn_live_step(l, INT64_MAX, 1000, 0, &why), GN_EIO);
	ck_assert_str_eq(why.text, "enough");
	ck_assert_uint_eq(h.sensors, 3);
	ck_assert_int_eq(gn_live_end(l, &r, NULL), GN_OK);
	n[0] = r->quality[0].samples;
	n[1] = r->quality[1].samples;
	ck_assert_uint_eq(n[0] + n[1], 1001);
	gn_live_close(l);
}
END_TEST

/* What follows counts as if nothing had been before, and from its own 0. */
START_TEST(again)
{
	const struct gn_result *r;
	struct heard h;
	struct gn_live *l = start("sim:demo", NULL, &h);
	size_t before;
	int64_t at;

	while (gn_live_now_ns(l) < 40000000000)
		ck_assert_int_gt(gn_live_step(l, 40100000000, 100, 0, NULL),
				 0);
	at = gn_live_now_ns(l);
	ck_assert_int_eq(gn_live_base_ns(l), 0);
	ck_assert_int_eq(gn_live_end(l, &r, NULL), GN_OK);
	before = r->n_reps;
	ck_assert_uint_gt(before, 3);
	ck_assert_int_eq(gn_live_again(l, "sit_to_stand", NULL), GN_OK);
	ck_assert_int_eq(gn_live_base_ns(l), at);
	ck_assert_int_eq(gn_live_now_ns(l), 0);
	ck_assert_uint_eq(gn_live_sensor(l, 0).samples, 0);
	ck_assert_int_eq(gn_live_step(l, at, 1, 0, NULL), 0);
	h.provisional = 0;
	while (gn_live_step(l, INT64_MAX, 4096, 0, NULL) >= 0)
		;
	ck_assert_int_eq(gn_live_end(l, &r, NULL), GN_OK);
	ck_assert_str_eq(r->exercise->name, "sit_to_stand");
	ck_assert_int_le(gn_live_sensor(l, 0).first_ns, 20000000);
	ck_assert_int_eq(gn_live_sensor(l, 0).last_ns,
			 r->quality[0].samples ? gn_live_now_ns(l) : -1);
	ck_assert_uint_gt(r->n_reps, 0);
	ck_assert_uint_ge(h.provisional, r->n_reps);
	ck_assert_int_lt(r->reps[0].start_ns, 20000000000);
	gn_live_close(l);
}
END_TEST

/* Where no places are looked for, the address is the whole of it. */
START_TEST(no_places_wanted)
{
	const char *const spec[] = { "sim:curl=thigh_l" };
	struct gn_live_params p = { .spec = spec, .n = 1, .cat = cat };
	struct gn_live *l = NULL;
	struct gn_diag why = { "" };

	ck_assert_int_eq(gn_live_open(&l, &p, &why), GN_ENOENT);
	ck_assert_msg(strstr(why.text, "curl=thigh_l") != NULL, "%s",
		      why.text);
	p.places = 1;
	ck_assert_int_eq(gn_live_open(&l, &p, &why), GN_OK);
	ck_assert_str_eq(gn_live_info(l)->sensors[0].name, "thigh_l");
	gn_live_close(l);
}
END_TEST

START_TEST(refused)
{
	static const struct {
		const char *a, *b;
		int err;
		const char *said;
	} bad[] = {
		{ "sim:curl=thig", NULL, GN_EINVAL, "'thig' is no place" },
		{ "sim:curl", "sim:curl", GN_EINVAL, "already" },
		{ "sim:curl=thigh_l", "sim:curl=Thigh_L", GN_EINVAL,
		  "already" },
		{ "sim:demo=thigh_l", NULL, GN_EINVAL, "leave =thigh_l out" },
		{ "nosuch:x=thigh_l", NULL, GN_ENODEV, "no driver" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *const spec[] = { bad[i].a, bad[i].b };
		struct gn_live_params p = { .spec = spec, .places = 1,
					    .n = bad[i].b ? 2 : 1,
					    .cat = cat };
		struct gn_live *l = NULL;
		struct gn_diag why = { "" };

		ck_assert_int_eq(gn_live_open(&l, &p, &why), bad[i].err);
		ck_assert_ptr_null(l);
		ck_assert_msg(strstr(why.text, bad[i].said) != NULL, "%s",
			      why.text);
	}
}
END_TEST

START_TEST(pace_does_not_drift)
{
	struct gn_pacer p = { 123456789, 2.5 };
	size_t off = 0, early = 0;

	for (int64_t t = 0; t < 3600000000000; t += 9999999) {
		int64_t due = gn_pacer_due_ns(&p, t);

		off += llabs(due - p.start_ns - t * 2 / 5) >= 2;
		early += gn_pacer_stream_ns(&p, due) < t;
	}
	ck_assert_uint_eq(off, 0);
	ck_assert_uint_eq(early, 0);
	p.speed = 0;
	ck_assert_int_eq(gn_pacer_stream_ns(&p, 0), INT64_MAX);
	ck_assert_int_eq(gn_pacer_due_ns(&p, 1000), p.start_ns);
}
END_TEST

Suite *suite_live(void)
{
	Suite *s = suite_create("live");
	TCase *c = tcase_create("live");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, live_equals_score, 0, 2);
	tcase_add_test(c, one_goes_the_others_go_on);
	tcase_add_test(c, heard_before_it_is_analysed);
	tcase_add_test(c, again);
	tcase_add_test(c, no_places_wanted);
	tcase_add_test(c, refused);
	tcase_add_test(c, pace_does_not_drift);
	suite_add_tcase(s, c);
	return s;
}
