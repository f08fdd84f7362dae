/* SPDX-License-Identifier: MIT */
/* What is said while the set runs. */
#include <math.h>
#include <string.h>

#include "apps/coach.h"
#include "gonio/driver.h"
#include "apps/live.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)

static struct gn_catalogue *cat;
static struct gn_coach c;
static struct gn_form_plan plan;

static void setup(void)
{
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	memset(&plan, 0, sizeof(plan));
	plan.n = 1;
	memset(plan.of, 1, sizeof(plan.of));
	plan.target[0] = (struct gn_form_target){
		.tempo_s = { 2, 0, 1, 1 }, .within_s = 0.5f,
		.rom_rad = NAN, .reps = 6 };
	gn_coach_begin(&c, gn_catalogue_find(cat, "squat"), NULL, 0, &plan);
}

static void teardown(void)
{
	gn_catalogue_free(cat);
}

/* The nth, with a tempo; the pause behind it is not known yet. */
static struct gn_session_event rep(uint32_t n, float down_s, float up_s)
{
	struct gn_session_event ev = { .kind = GN_EV_REP };
	struct gn_rep *r = &ev.u.rep;

	r->set = 1;
	r->n = n;
	r->kind = GN_REP_FULL;
	r->side = GN_SIDE_BOTH;
	r->start_ns = n * 5 * S_NS;
	r->end_ns = r->start_ns + 4 * S_NS;
	r->provisional = 1;
	r->rom_rad = r->rom_sd_rad = NAN;
	r->tempo_s[0] = down_s;
	r->tempo_s[1] = 0;
	r->tempo_s[2] = up_s;
	r->tempo_s[3] = NAN;
	return ev;
}

static void tell(struct gn_session_event ev)
{
	gn_coach_event(&c, &ev);
}

static void tell_only(int kind)
{
	tell((struct gn_session_event){ .kind = kind });
}

static const struct gn_finding *now(void)
{
	return gn_coach_look(&c, NULL);
}

static void says(const char *cue, uint32_t n)
{
	const struct gn_finding *f = now();

	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->cue, cue);
	ck_assert_uint_eq(f->n, n);
}

START_TEST(of_the_newest)
{
	ck_assert_ptr_null(now());
	tell(rep(1, 1.0f, 1.0f));
	says("Lower as slowly as prescribed.", 1);
	/* the same again: nothing has changed */
	says("Lower as slowly as prescribed.", 1);
	tell(rep(2, 2.0f, 1.0f));
	ck_assert_ptr_null(now());
	/* the farther of two */
	tell(rep(3, 1.0f, 3.0f));
	says("Lift as fast as prescribed.", 3);
	tell(rep(4, 0.5f, 1.8f));
	says("Lower as slowly as prescribed.", 4);
}
END_TEST

/* What was said of a provisional repetition is taken back with it. */
START_TEST(taken_back)
{
	struct gn_session_event ev = rep(1, 2.0f, 1.0f);

	ev.u.rep.provisional = 0;
	tell(ev);
	tell(rep(2, 1.0f, 1.0f));
	says("Lower as slowly as prescribed.", 2);
	tell_only(GN_EV_REVISE);
	ck_assert_ptr_null(now());
	ck_assert_uint_eq(c.n, 1);
	tell(rep(2, 2.0f, 3.0f));
	says("Lift as fast as prescribed.", 2);
}
END_TEST

/* The pause behind a repetition is known with the next one; that at its turn
 * was known before, and is not said again. */
START_TEST(a_pause_is_said_late)
{
	struct gn_session_event ev = rep(1, 2.0f, 1.0f);

	ev.u.rep.tempo_s[3] = 0;
	tell(ev);
	tell(rep(2, 2.0f, 1.0f));
	says("Pause before the next as prescribed.", 1);
	/* what the newest has goes before, however far it is beyond */
	ev.u.rep.n = 3;
	tell(ev);
	tell(rep(4, 1.2f, 1.0f));
	says("Lower as slowly as prescribed.", 4);
	/* in the next set it is no pause */
	ev.u.rep.n = 5;
	tell(ev);
	ev = rep(1, 2.0f, 1.0f);
	ev.u.rep.set = 2;
	tell(ev);
	ck_assert_ptr_null(now());

	plan.target[0].tempo_s[1] = 2;
	plan.target[0].tempo_s[3] = 0;
	gn_coach_begin(&c, gn_catalogue_find(cat, "squat"), NULL, 0, &plan);
	tell(rep(1, 2.0f, 1.0f));
	says("Pause at the turn as prescribed.", 1);
	ev = rep(2, 2.0f, 1.0f);
	ev.u.rep.tempo_s[1] = 2;
	tell(ev);
	ck_assert_ptr_null(now());
}
END_TEST

START_TEST(a_set_ends_early_once_it_is_over)
{
	for (uint32_t n = 1; n <= 4; n++)
		tell(rep(n, 2.0f, 1.0f));
	ck_assert_ptr_null(now());
	tell(rep(5, 1.0f, 1.0f));
	says("Lower as slowly as prescribed.", 5);
	tell_only(GN_EV_SET);
	says("Finish the set, or tell why not.", 0);
	/* the next one begins */
	struct gn_session_event ev = rep(1, 2.0f, 1.0f);

	ev.u.rep.set = 2;
	tell(ev);
	ck_assert_ptr_null(now());
}
END_TEST

START_TEST(nothing_is_known)
{
	gn_coach_begin(&c, NULL, NULL, 0, &plan);
	tell(rep(1, 0.1f, 0.1f));
	ck_assert_ptr_null(now());
	gn_coach_begin(&c, gn_catalogue_find(cat, "walk"), NULL, 0, &plan);
	tell(rep(1, 0.1f, 0.1f));
	ck_assert_ptr_null(now());
	gn_coach_begin(&c, gn_catalogue_find(cat, "squat"), NULL, 0, NULL);
	tell(rep(1, 0.1f, 0.1f));
	ck_assert_ptr_null(now());
}
END_TEST

/* However many there are, the first and the newest are kept. */
START_TEST(many)
{
	struct gn_session_event ev;

	for (uint32_t n = 1; n <= 1000; n++) {
		ev = rep(n, 2.0f, 1.0f);
		ev.u.rep.provisional = n > 990;
		tell(ev);
	}
	ck_assert_uint_eq(c.n, GN_COACH_REPS);
	ck_assert_uint_eq(c.final, GN_COACH_REPS - 10);
	ck_assert_uint_eq(c.rep[GN_COACH_FIRST - 1].n, GN_COACH_FIRST);
	ck_assert_uint_eq(c.rep[GN_COACH_FIRST].n,
			  1000 - (GN_COACH_REPS - GN_COACH_FIRST) + 1);
	tell(rep(1001, 1.0f, 1.0f));
	says("Lower as slowly as prescribed.", 1001);
	tell_only(GN_EV_REVISE);
	ck_assert_uint_eq(c.rep[c.n - 1].n, 990);
}
END_TEST

/* ---- a simulated session ------------------------------------------------- */

/* What was said of each final repetition when it was the newest. */
struct said {
	struct gn_coach *coach;
	struct gn_finding of[64];
	size_t n;
};

static void hear(void *user, const struct gn_session_event *ev)
{
	struct said *s = user;
	const struct gn_finding *f;

	gn_coach_event(s->coach, ev);
	if (ev->kind != GN_EV_REP || ev->u.rep.provisional)
		return;
	f = gn_coach_look(s->coach, NULL);
	memset(&s->of[s->n], 0, sizeof(s->of[0]));
	if (f && f->set == ev->u.rep.set && f->n == ev->u.rep.n)
		s->of[s->n] = *f;
	s->n++;
}

/* The plan's rules are the same live as in the end: nothing that comes later
 * changes them. */
START_TEST(as_in_the_end)
{
	const char *spec = "sim:demo";
	struct said said = { .coach = &c };
	struct gn_live_params p = { .spec = &spec, .n = 1, .cat = cat,
				    .ears = { .user = &said, .event = hear } };
	const struct gn_result *r;
	struct gn_live *live;
	size_t found = 0;

	plan.target[0].tempo_s[0] = 3;
	ck_assert_int_eq(gn_live_open(&live, &p, NULL), GN_OK);
	gn_coach_begin(&c, gn_catalogue_find(cat, "squat"),
		       gn_live_info(live)->sensors,
		       gn_live_info(live)->n_sensors, &plan);
	while (gn_live_step(live, INT64_MAX, 512, 20, NULL) != GN_EOF)
		;
	ck_assert_int_eq(gn_live_end(live, &r, NULL), GN_OK);
	ck_assert_int_eq(gn_live_judge(live, &plan), GN_OK);
	ck_assert_uint_eq(said.n, r->n_reps);
	ck_assert_uint_gt(r->n_reps, 10);
	for (size_t i = 0; i < r->form.n; i++) {
		const struct gn_finding *f = &r->form.finding[i];
		size_t k = 0;

		if (f->against != GN_AGAINST_TARGET || !f->n ||
		    f->kind == GN_FORM_PAUSE)
			continue;
		while (r->reps[k].set != f->set || r->reps[k].n != f->n)
			k++;
		found++;
		ck_assert_uint_eq(said.of[k].n, f->n);
		ck_assert_float_ge(said.of[k].look.beyond, f->look.beyond);
	}
	ck_assert_uint_gt(found, 2);
	gn_live_close(live);
}
END_TEST

Suite *suite_coach(void)
{
	Suite *s = suite_create("coach");
	TCase *t = tcase_create("coach");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, of_the_newest);
	tcase_add_test(t, taken_back);
	tcase_add_test(t, a_pause_is_said_late);
	tcase_add_test(t, a_set_ends_early_once_it_is_over);
	tcase_add_test(t, nothing_is_known);
	tcase_add_test(t, many);
	suite_add_tcase(s, t);
	t = tcase_create("session");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, as_in_the_end);
	suite_add_tcase(s, t);
	return s;
}
