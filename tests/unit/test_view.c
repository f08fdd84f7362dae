/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apps/view_state.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)

struct acted {
	int      begins, by_hand;
	size_t   calls;
	uint32_t mark, set, counted, stage;
	float    cr10;
	int64_t  t_ns;
};

static void on_set(void *user, int64_t t_ns, int begins)
{
	struct acted *a = user;

	a->calls++;
	a->begins = begins;
	a->t_ns = t_ns;
}

static void on_mark(void *user, int64_t t_ns, uint32_t n)
{
	struct acted *a = user;

	a->calls++;
	a->mark = n;
	a->t_ns = t_ns;
}

static void on_next(void *user, int64_t t_ns)
{
	struct acted *a = user;

	a->calls++;
	a->t_ns = t_ns;
}

static void on_correct(void *user, int64_t t_ns, uint32_t set,
		       uint32_t counted, int by_hand)
{
	struct acted *a = user;

	a->calls++;
	a->counted = counted;
	a->set = set;
	a->by_hand = by_hand;
	a->t_ns = t_ns;
}

static void on_rate(void *user, int64_t t_ns, uint32_t set, float cr10)
{
	struct acted *a = user;

	a->calls++;
	a->set = set;
	a->cr10 = cr10;
	a->t_ns = t_ns;
}

static void on_stage(void *user, int64_t t_ns, uint32_t stage)
{
	struct acted *a = user;

	a->calls++;
	a->stage = stage;
	a->t_ns = t_ns;
}

static void start(struct gn_view_state *v, struct acted *a)
{
	static const struct gn_sensor sensors[] = {
		{ .name = "thigh_l", .rate_hz = 50 },
		{ .name = "thigh_r", .rate_hz = 100 },
	};
	struct gn_view_actions act = { a, on_set, on_mark, on_next,
				       on_correct, on_rate, on_stage };

	gn_view_init(v, "Squat", sensors, 2, a ? &act : NULL);
	if (a)
		memset(a, 0, sizeof(*a));
}

static void rep(struct gn_view_state *v, uint32_t set, enum gn_side side,
		enum gn_rep_kind kind, float rom_rad)
{
	struct gn_session_event ev = { .kind = GN_EV_REP };

	ev.u.rep.set = set;
	ev.u.rep.side = side;
	ev.u.rep.kind = kind;
	ev.u.rep.rom_rad = rom_rad;
	gn_view_event(v, &ev);
}

static void reps(struct gn_view_state *v, uint32_t set, int n)
{
	for (int i = 0; i < n; i++)
		rep(v, set, GN_SIDE_NONE, GN_REP_FULL, 1);
}

static void event(struct gn_view_state *v, enum gn_event_kind kind,
		  uint32_t set)
{
	struct gn_session_event ev = { .kind = kind };

	if (kind == GN_EV_SET)
		ev.u.set.n = set;
	gn_view_event(v, &ev);
}

static uint32_t shown_reps(const struct gn_view_state *v)
{
	struct gn_view_set s = gn_view_shown(v);

	return s.side[GN_VIEW_ALL].reps;
}

START_TEST(nothing_is_known_at_first)
{
	struct gn_view_state v;
	struct gn_view_set s;

	start(&v, NULL);
	s = gn_view_shown(&v);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_eq(s.ended, 0);
	ck_assert_uint_eq(s.side[GN_VIEW_ALL].reps, 0);
	ck_assert_uint_eq(v.n_sensors, 2);
	ck_assert_str_eq(v.sensor[1].name, "thigh_r");
	ck_assert_double_eq(v.sensor[1].nominal_hz, 100);
	ck_assert_int_eq(v.sensor[1].state, GN_VIEW_WAITING);
	ck_assert(isnan(v.sensor[1].rate_hz) && isnan(v.sensor[1].lost));
	ck_assert(isnan(v.sensor[0].battery_pct));
	ck_assert(isnan(v.sensor[0].drift_ppm));
}
END_TEST

/* A rest has begun the next set before the last one is final. */
START_TEST(the_next_set_counts_anew)
{
	struct gn_view_state v;

	start(&v, NULL);
	reps(&v, 1, 6);
	reps(&v, 2, 2);
	ck_assert_uint_eq(gn_view_shown(&v).n, 2);
	ck_assert_uint_eq(shown_reps(&v), 2);
	/* both become final at once */
	event(&v, GN_EV_REVISE, 0);
	reps(&v, 1, 6);
	event(&v, GN_EV_SET, 1);
	reps(&v, 2, 3);
	event(&v, GN_EV_SET, 2);
	ck_assert_uint_eq(gn_view_shown(&v).n, 2);
	ck_assert_uint_eq(shown_reps(&v), 3);
}
END_TEST

START_TEST(each_side_is_counted)
{
	struct gn_view_state v;
	struct gn_view_set s;

	start(&v, NULL);
	rep(&v, 1, GN_SIDE_LEFT, GN_REP_FULL, 1);
	rep(&v, 1, GN_SIDE_RIGHT, GN_REP_PARTIAL, 2);
	rep(&v, 1, GN_SIDE_LEFT, GN_REP_FULL, 3);
	rep(&v, 1, GN_SIDE_BOTH, GN_REP_PARTIAL, 4);
	rep(&v, 1, GN_SIDE_UNKNOWN, GN_REP_FULL, 5);
	s = gn_view_shown(&v);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_eq(s.side[GN_VIEW_ALL].reps, 5);
	ck_assert_uint_eq(s.side[GN_VIEW_ALL].full, 3);
	ck_assert_float_eq(s.side[GN_VIEW_ALL].last.rom_rad, 5);
	ck_assert_uint_eq(s.side[GN_VIEW_LEFT].reps, 3);
	ck_assert_uint_eq(s.side[GN_VIEW_LEFT].full, 2);
	ck_assert_float_eq(s.side[GN_VIEW_LEFT].last.rom_rad, 4);
	ck_assert_uint_eq(s.side[GN_VIEW_RIGHT].reps, 2);
	ck_assert_uint_eq(s.side[GN_VIEW_RIGHT].full, 0);
}
END_TEST

/* As the session does it: void, final ones set by set, then a new set. */
START_TEST(provisional_ones_give_way_to_final_ones)
{
	struct gn_view_state v;
	struct gn_view_set s;

	start(&v, NULL);
	reps(&v, 1, 11);
	ck_assert_uint_eq(shown_reps(&v), 11);
	event(&v, GN_EV_REVISE, 0);
	reps(&v, 1, 9);
	ck_assert_uint_eq(shown_reps(&v), 9);
	event(&v, GN_EV_REVISE, 0);
	reps(&v, 1, 6);
	event(&v, GN_EV_SET, 1);
	reps(&v, 2, 4);
	s = gn_view_shown(&v);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(s.ended, 0);
	ck_assert_uint_eq(s.side[GN_VIEW_ALL].reps, 4);
	event(&v, GN_EV_SET, 2);
	event(&v, GN_EV_REJECT, 0);
	s = gn_view_shown(&v);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(s.ended, 1);
	ck_assert_uint_eq(s.side[GN_VIEW_ALL].reps, 4);
	/* a movement after it that was none: the last set is back in view */
	reps(&v, 3, 1);
	ck_assert_uint_eq(shown_reps(&v), 1);
	event(&v, GN_EV_REVISE, 0);
	s = gn_view_shown(&v);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(s.ended, 1);
	ck_assert_uint_eq(s.side[GN_VIEW_ALL].reps, 4);
}
END_TEST

START_TEST(a_correction_stands_beside_the_count)
{
	struct gn_view_state v;
	struct acted a;

	start(&v, &a);
	v.now_ns = 7 * S_NS;
	gn_view_key(&v, GN_VIEW_KEY_MINUS);     /* 0 - 1 is no count */
	ck_assert_uint_eq(a.calls, 0);
	reps(&v, 1, 3);
	gn_view_key(&v, GN_VIEW_KEY_PLUS);
	gn_view_key(&v, GN_VIEW_KEY_PLUS);
	ck_assert_uint_eq(a.calls, 2);
	ck_assert_uint_eq(a.set, 1);
	ck_assert_int_eq(a.by_hand, 2);
	ck_assert_uint_eq(a.counted, 3);
	ck_assert_int_eq(a.t_ns, 7 * S_NS);
	ck_assert_int_eq(gn_view_by_hand(&v), 2);
	ck_assert_uint_eq(shown_reps(&v), 3);
	for (int i = 0; i < 9; i++)
		gn_view_key(&v, GN_VIEW_KEY_MINUS);
	ck_assert_int_eq(a.by_hand, -3);
	/* fewer are left than were taken away */
	event(&v, GN_EV_REVISE, 0);
	reps(&v, 1, 2);
	ck_assert_int_eq(gn_view_by_hand(&v), -2);
	event(&v, GN_EV_SET, 1);
	ck_assert_int_eq(gn_view_by_hand(&v), -2);
	/* the next set has none of its own yet */
	reps(&v, 2, 5);
	ck_assert_int_eq(gn_view_by_hand(&v), 0);
	gn_view_key(&v, GN_VIEW_KEY_PLUS);
	ck_assert_uint_eq(a.set, 2);
	ck_assert_int_eq(a.by_hand, 1);
	for (int i = 0; i < 200; i++)
		gn_view_key(&v, GN_VIEW_KEY_PLUS);
	ck_assert_int_eq(a.by_hand, 99);
}
END_TEST

START_TEST(keys_do_what_they_say)
{
	struct gn_view_state v;
	struct acted a;

	start(&v, &a);
	v.now_ns = 3 * S_NS;
	gn_view_key(&v, GN_VIEW_KEY_NONE);
	ck_assert_uint_eq(a.calls, 0);
	gn_view_key(&v, GN_VIEW_KEY_SET);
	ck_assert_int_eq(a.begins, 1);
	ck_assert_uint_eq(v.set_open, 1);
	gn_view_key(&v, GN_VIEW_KEY_SET);
	ck_assert_int_eq(a.begins, 0);
	ck_assert_uint_eq(v.set_open, 0);
	gn_view_key(&v, GN_VIEW_KEY_MARK);
	gn_view_key(&v, GN_VIEW_KEY_MARK);
	ck_assert_uint_eq(a.mark, 2);
	ck_assert_str_eq(v.say[2].text, "mark 2");
	ck_assert_int_eq(v.say[2].t_ns, 3 * S_NS);
	gn_view_key(&v, GN_VIEW_KEY_NEXT);
	ck_assert_uint_eq(a.calls, 5);
	gn_view_key(&v, GN_VIEW_KEY_STAGE);     /* it has none */
	ck_assert_uint_eq(a.calls, 5);
	gn_view_key(&v, GN_VIEW_KEY_BEEP);
	ck_assert_uint_eq(v.beep, 1);
	ck_assert_uint_eq(v.quit, 0);
	gn_view_key(&v, GN_VIEW_KEY_QUIT);
	ck_assert_uint_eq(v.quit, 1);
	ck_assert_uint_eq(a.calls, 5);
}
END_TEST

START_TEST(stages_one_after_the_other)
{
	struct gn_view_state v;
	struct acted a;

	start(&v, &a);
	v.staged = 1;
	for (uint32_t k = 1; k <= 4; k++) {
		v.now_ns = k * S_NS;
		gn_view_key(&v, GN_VIEW_KEY_STAGE);
		ck_assert_uint_eq(a.stage, k);
		ck_assert_int_eq(a.t_ns, k * S_NS);
		ck_assert_uint_eq(v.stage, k);
	}
	ck_assert_str_eq(v.say[2].text, "stage 4: one leg");
	gn_view_key(&v, GN_VIEW_KEY_STAGE);
	ck_assert_uint_eq(a.calls, 4);
	ck_assert_uint_eq(v.stage, 4);
	ck_assert_str_eq(v.say[2].text, "this is the last stage");
}
END_TEST

static void type(struct gn_view_state *v, const char *text)
{
	for (; *text; text++)
		gn_view_key(v, *text == '.' ? GN_VIEW_KEY_POINT :
			    *text == '<' ? GN_VIEW_KEY_ERASE :
			    *text == '!' ? GN_VIEW_KEY_ENTER :
			    (enum gn_view_key)(GN_VIEW_KEY_DIGIT + *text -
					       '0'));
}

START_TEST(effort_is_typed)
{
	struct gn_view_state v;
	struct acted a;

	start(&v, &a);
	v.now_ns = 9 * S_NS;
	type(&v, "!<7!");
	ck_assert_uint_eq(a.calls, 0);
	ck_assert_str_eq(v.say[0].text, "no set yet that could be rated");
	reps(&v, 1, 5);
	type(&v, "7.5");
	ck_assert_str_eq(v.typed, "7.5");
	ck_assert_uint_eq(a.calls, 0);
	type(&v, "!");
	ck_assert_uint_eq(a.calls, 1);
	ck_assert_uint_eq(a.set, 1);
	ck_assert_float_eq(a.cr10, 7.5f);
	ck_assert_int_eq(a.t_ns, 9 * S_NS);
	ck_assert_str_eq(v.say[1].text, "effort of set 1: 7.5");
	ck_assert_str_eq(v.typed, "");
	ck_assert_float_eq(v.rated, 7.5f);
	type(&v, "11!.!");
	ck_assert_str_eq(v.say[2].text, "effort is rated 0 to 10, not .");
	ck_assert_str_eq(v.say[1].text, "effort is rated 0 to 10, not 11");
	ck_assert_uint_eq(a.calls, 1);
	type(&v, "12<0!");
	ck_assert_uint_eq(a.calls, 2);
	ck_assert_float_eq(a.cr10, 10.0f);
	/* no more than there is room for */
	type(&v, "0.1234!");
	ck_assert_float_eq(a.cr10, 0.12f);
}
END_TEST

START_TEST(which_set_is_rated)
{
	struct gn_session_event ev = { .kind = GN_EV_HOLD };
	struct gn_view_state v;
	struct acted a;

	start(&v, &a);
	ck_assert_uint_eq(gn_view_rates(&v), 0);
	reps(&v, 1, 1);
	ck_assert_uint_eq(gn_view_rates(&v), 1);
	reps(&v, 1, 4);
	event(&v, GN_EV_SET, 1);
	ck_assert_uint_eq(gn_view_rates(&v), 1);
	/* sitting down is a movement, and no set yet */
	reps(&v, 2, 1);
	ck_assert_uint_eq(gn_view_rates(&v), 1);
	reps(&v, 2, 1);
	ck_assert_uint_eq(gn_view_rates(&v), 2);
	ev.u.hold.n = 5;
	gn_view_event(&v, &ev);
	type(&v, "3!");
	ck_assert_uint_eq(a.set, 5);
	ck_assert_str_eq(v.say[0].text, "effort of hold 5: 3");
}
END_TEST

START_TEST(a_key_without_an_action_does_nothing)
{
	static const enum gn_view_key none[] = {
		GN_VIEW_KEY_SET, GN_VIEW_KEY_MARK, GN_VIEW_KEY_NEXT,
		GN_VIEW_KEY_PLUS, GN_VIEW_KEY_DIGIT, GN_VIEW_KEY_POINT,
		GN_VIEW_KEY_ERASE, GN_VIEW_KEY_ENTER, GN_VIEW_KEY_STAGE
	};
	struct gn_view_state v, was;

	start(&v, NULL);
	v.staged = 1;
	reps(&v, 1, 3);
	was = v;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		gn_view_key(&v, none[i]);
	ck_assert_mem_eq(&v, &was, sizeof(v));
}
END_TEST

START_TEST(the_last_messages_are_kept)
{
	struct gn_view_state v;

	start(&v, NULL);
	for (int i = 1; i <= 5; i++)
		gn_view_say(&v, i * S_NS, "no. %d", i);
	ck_assert_uint_eq(v.n_says, 3);
	ck_assert_str_eq(v.say[0].text, "no. 3");
	ck_assert_str_eq(v.say[2].text, "no. 5");
	ck_assert_int_eq(v.say[2].t_ns, 5 * S_NS);
	gn_view_say(&v, 0, "%0500d", 1);
	ck_assert_uint_eq(strlen(v.say[2].text), sizeof(v.say[2].text) - 1);
}
END_TEST

START_TEST(a_beep_for_each_new_repetition)
{
	struct gn_view_state v;

	start(&v, NULL);
	reps(&v, 1, 1);
	ck_assert_int_eq(gn_view_beep(&v), 0);          /* not wanted */
	gn_view_key(&v, GN_VIEW_KEY_BEEP);
	ck_assert_int_eq(gn_view_beep(&v), 0);          /* an old one */
	reps(&v, 1, 2);
	ck_assert_int_eq(gn_view_beep(&v), 1);
	ck_assert_int_eq(gn_view_beep(&v), 0);
	/* counted again, fewer: nothing is new */
	event(&v, GN_EV_REVISE, 0);
	reps(&v, 1, 2);
	ck_assert_int_eq(gn_view_beep(&v), 0);
	reps(&v, 1, 1);
	ck_assert_int_eq(gn_view_beep(&v), 1);
	/* final ones have had theirs */
	event(&v, GN_EV_REVISE, 0);
	reps(&v, 1, 5);
	event(&v, GN_EV_SET, 1);
	ck_assert_int_eq(gn_view_beep(&v), 0);
	reps(&v, 2, 1);
	ck_assert_int_eq(gn_view_beep(&v), 1);
}
END_TEST

Suite *suite_view(void)
{
	Suite *s = suite_create("view");
	TCase *tc = tcase_create("state");

	tcase_add_test(tc, nothing_is_known_at_first);
	tcase_add_test(tc, each_side_is_counted);
	tcase_add_test(tc, the_next_set_counts_anew);
	tcase_add_test(tc, provisional_ones_give_way_to_final_ones);
	tcase_add_test(tc, a_correction_stands_beside_the_count);
	tcase_add_test(tc, keys_do_what_they_say);
	tcase_add_test(tc, stages_one_after_the_other);
	tcase_add_test(tc, effort_is_typed);
	tcase_add_test(tc, which_set_is_rated);
	tcase_add_test(tc, a_key_without_an_action_does_nothing);
	tcase_add_test(tc, the_last_messages_are_kept);
	tcase_add_test(tc, a_beep_for_each_new_repetition);
	suite_add_tcase(s, tc);
	return s;
}
