/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apps/serve_state.h"
#include "apps/serve_words.h"
#include "suites.h"

#define RAD (3.14159265358979323846 / 180)
#define S_NS INT64_C(1000000000)

static char text[GN_SERVE_JSON_MAX];

static json_t *json(const struct gn_view_state *v)
{
	json_error_t e;
	json_t *j;

	ck_assert_uint_eq(gn_serve_json(v, 1234567890123, text, sizeof(text)),
			  strlen(text));
	j = json_loads(text, JSON_REJECT_DUPLICATES, &e);
	ck_assert_msg(j != NULL, "%s in %s", e.text, text);
	return j;
}

/* A state must say exactly this of itself. */
static void check_says(const struct gn_view_state *v, const char *want)
{
	json_decref(json(v));
	ck_assert_msg(strstr(text, want) != NULL, "no %s in %s", want, text);
}

static void rep(struct gn_view_state *v, uint32_t n, enum gn_side side,
		int provisional)
{
	struct gn_session_event ev = { .kind = GN_EV_REP };

	ev.u.rep.set = 1;
	ev.u.rep.n = n;
	ev.u.rep.side = side;
	ev.u.rep.kind = n == 3 ? GN_REP_PARTIAL : GN_REP_FULL;
	ev.u.rep.provisional = (uint8_t)provisional;
	ev.u.rep.end_ns = 2500000000;
	ev.u.rep.tempo_s[0] = 1.5f;
	ev.u.rep.tempo_s[1] = 0;
	ev.u.rep.tempo_s[2] = 1;
	ev.u.rep.tempo_s[3] = NAN;
	ev.u.rep.rom_rad = n == 2 ? NAN : (float)(88 * RAD);
	snprintf(ev.u.rep.rom_of, sizeof(ev.u.rep.rom_of), "knee_flexion_l");
	gn_view_event(v, &ev);
}

static void start(struct gn_view_state *v)
{
	static const struct gn_sensor sensors[] = {
		{ .name = "thigh_l", .rate_hz = 50 },
		{ .name = "shank_l", .rate_hz = 100 },
	};

	gn_view_init(v, "Squat", sensors, 2, NULL);
	v->exercise = v->n_exercises = 1;
}

START_TEST(what_is_usual_is_said_of_its_angle)
{
	struct gn_view_state v;

	start(&v);
	snprintf(v.usual_of, sizeof(v.usual_of), "knee_flexion");
	v.usual_rad[0] = (float)(60 * RAD);
	v.usual_rad[1] = (float)(120 * RAD);
	check_says(&v, "\"usual\":[\"knee_flexion\",60,120],");
	v.usual_rad[0] = v.usual_rad[1] = NAN;
	check_says(&v, "\"usual\":null,");
	v.usual_rad[0] = 1;
	v.usual_of[0] = '\0';
	check_says(&v, "\"usual\":null,");
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
	struct gn_view_state v;

	start(&v);
	v.now_ns = 12340000000;
	json_decref(json(&v));
	ck_assert_str_eq(text,
		"{\"t\":12.34,\"at\":1234567890123,\"title\":\"Squat\","
		"\"exercise\":[1,1],\"target\":null,\"usual\":null,"
		"\"cue\":null,"
		"\"set\":{\"n\":1,\"ended\":0,\"open\":0,\"by_hand\":0,"
		"\"all\":{\"reps\":0,\"full\":0,\"rom\":null,\"of\":null,"
		"\"tempo\":null},"
		"\"left\":{\"reps\":0,\"full\":0,\"rom\":null,\"of\":null,"
		"\"tempo\":null},"
		"\"right\":{\"reps\":0,\"full\":0,\"rom\":null,\"of\":null,"
		"\"tempo\":null}},\"reps\":[],\"angles\":[],\"hold\":null,"
		"\"steps\":null,\"effort\":null,"
		"\"sensors\":[[\"thigh_l\",\"waiting\",null,50.0,null,null],"
		"[\"shank_l\",\"waiting\",null,100.0,null,null]],\"say\":[],"
		"\"can\":[\"quit\"],\"marks\":0,\"over\":0}");
}
END_TEST

START_TEST(repetitions_are_told)
{
	struct gn_session_event ev = { .kind = GN_EV_REVISE };
	struct gn_view_state v;

	start(&v);
	rep(&v, 1, GN_SIDE_LEFT, 0);
	rep(&v, 2, GN_SIDE_RIGHT, 1);
	rep(&v, 3, GN_SIDE_RIGHT, 1);
	v.target.sets = 3;
	v.target.reps = 10;
	check_says(&v, "\"target\":{\"sets\":3,\"reps\":10,"
		   "\"hold\":null,\"tempo\":null,\"rom\":null,");
	check_says(&v, "\"all\":{\"reps\":3,\"full\":2,\"rom\":88.0,"
		   "\"of\":\"knee_flexion_l\",\"tempo\":[1.5,0.0,1.0,null]}");
	check_says(&v, "\"left\":{\"reps\":1,\"full\":1,\"rom\":88.0,");
	check_says(&v, "\"right\":{\"reps\":2,\"full\":1,\"rom\":88.0,");
	check_says(&v, "\"reps\":[[1,1,\"left\",1,2.50,88.0],"
		   "[1,2,\"right\",1,2.50,null],[1,3,\"right\",0,2.50,88.0]]");
	/* what is final stays */
	gn_view_event(&v, &ev);
	check_says(&v, "\"reps\":[[1,1,\"left\",1,2.50,88.0]]");
	for (uint32_t n = 2; n < 40; n++)
		rep(&v, n, GN_SIDE_LEFT, 0);
	ck_assert_uint_eq(v.n_recent, GN_VIEW_RECENT);
	check_says(&v, "\"reps\":[[1,24,");
	check_says(&v, "[1,39,\"left\",1,2.50,88.0]]");
}
END_TEST

START_TEST(what_is_prescribed_is_told)
{
	struct gn_view_state v;

	start(&v);
	v.target.reps = 8;
	v.target.form = (struct gn_form_target){
		.tempo_s = { 3, 0, 1.5f, NAN }, .rom_rad = 1.5707963f,
		.rom_of = "knee_flexion" };
	check_says(&v, "\"target\":{\"sets\":0,\"reps\":8,\"hold\":null,"
		   "\"tempo\":[3.0,0.0,1.5,null],\"rom\":90.0,"
		   "\"of\":\"knee_flexion\"}");
	v.target = (struct gn_target){ .sets = 2, .hold_s = 20 };
	check_says(&v, "\"target\":{\"sets\":2,\"reps\":0,\"hold\":20.0,"
		   "\"tempo\":null,\"rom\":null,\"of\":\"\"}");
	v.cue = (struct gn_view_cue){ 1, 4, "Say \"so\".", "seen" };
	check_says(&v, "\"cue\":[1,4,\"Say \\\"so\\\".\",\"seen\"]");
}
END_TEST

START_TEST(other_parts_are_told)
{
	struct gn_view_actions act = { .user = NULL };
	struct gn_view_state v;

	start(&v);
	v.hold.n = 2;
	v.hold.held_s = 12.34f;
	v.hold.provisional = 1;
	v.hold.n_breaks = 3;
	check_says(&v, "\"hold\":{\"n\":2,\"s\":12.3,\"runs\":1,\"quiet\":0,"
		   "\"breaks\":3}");
	v.walking.assessed = 1;
	v.walking.steps = 17;
	v.walking.cadence_spm = NAN;
	check_says(&v, "\"steps\":[17,null]");
	v.rated_set = 1;
	v.rated = 7.5f;
	check_says(&v, "\"effort\":[1,7.5]");
	v.n_angles = 1;
	snprintf(v.angle[0].name, sizeof(v.angle[0].name), "knee_flexion_l");
	v.angle[0].now_rad = 33.33 * RAD;
	v.angle[0].full_rad = 150 * RAD;
	check_says(&v, "\"angles\":[[\"knee_flexion_l\",33.3,150]]");
	v.sensor[1].state = GN_VIEW_GONE;
	v.sensor[1].lost = 0.0125;
	v.sensor[1].battery_pct = 12;
	check_says(&v, "[\"shank_l\",\"gone\",null,100.0,0.013,12.0]");
	v.set_open = v.over = 1;
	v.marks = 4;
	check_says(&v, "\"open\":1");
	check_says(&v, "\"marks\":4,\"over\":1}");
	act.set = (void (*)(void *, int64_t, int))abort;
	v.act = act;
	check_says(&v, "\"can\":[\"set\",\"quit\"]");
	act.next = (void (*)(void *, int64_t))abort;
	v.act = act;
	check_says(&v, "\"can\":[\"set\",\"quit\"]");
	v.n_exercises = 2;
	check_says(&v, "\"can\":[\"set\",\"next\",\"quit\"]");
}
END_TEST

/* A WebSocket's text is UTF-8, or the browser closes it. */
START_TEST(any_text_becomes_json_in_utf8)
{
	static const struct {
		const char *text, *want;
	} t[] = {
		{ "a\"b\\c", "a\"b\\c" },
		{ "a\nb\x7f", "a?b?" },
		{ "Knie \xC3\xA4", "Knie \xC3\xA4" },
		{ "\xE2\x82\xAC", "\xE2\x82\xAC" },
		{ "cut \xC3", "cut ?" },
		{ "cut \xE2\x82", "cut ??" },
		{ "\xC0\xAF", "??" },
		{ "\xE0\x80\xAF", "???" },
		{ "\xED\xA0\x80", "???" },
		{ "\xF0\x9F\x98\x80", "????" },
		{ "\xFF", "?" },
	};
	struct gn_view_state v;

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		json_t *j;

		start(&v);
		gn_view_say(&v, S_NS, "%s", t[i].text);
		j = json(&v);
		ck_assert_str_eq(json_string_value(json_array_get(
			json_array_get(json_object_get(j, "say"), 0), 1)),
			t[i].want);
		json_decref(j);
	}
}
END_TEST

START_TEST(whatever_is_in_it_fits)
{
	static struct gn_sensor sensors[GN_SENSORS_MAX];
	struct gn_view_state v;
	char name[200];

	memset(name, '"', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (size_t i = 0; i < GN_SENSORS_MAX; i++)
		snprintf(sensors[i].name, sizeof(sensors[i].name), "%.31s",
			 name);
	gn_view_init(&v, name, sensors, GN_SENSORS_MAX, NULL);
	v.now_ns = INT64_MAX;
	for (size_t i = 0; i < GN_SENSORS_MAX; i++) {
		struct gn_view_sensor *s = &v.sensor[i];

		s->rate_hz = s->lost = s->battery_pct = 1e15;
		s->nominal_hz = -1e15;
		s->state = GN_VIEW_STREAMING;
	}
	v.n_angles = GN_ANGLES;
	for (size_t i = 0; i < GN_ANGLES; i++) {
		snprintf(v.angle[i].name, sizeof(v.angle[i].name), "%.31s",
			 name);
		v.angle[i].now_rad = v.angle[i].full_rad = -1e15;
	}
	for (int i = 0; i < GN_VIEW_SAYS; i++)
		gn_view_say(&v, INT64_MAX, "%s", name);
	v.n_recent = GN_VIEW_RECENT;
	for (int i = 0; i < GN_VIEW_RECENT; i++)
		v.recent[i] = (struct gn_view_rep){
			.set = UINT32_MAX, .n = UINT32_MAX,
			.side = GN_SIDE_RIGHT, .took_s = -1e15f,
			.rom_rad = -1e15f };
	json_decref(json(&v));
	ck_assert_uint_gt(strlen(text), 6000);
	/* less room is noticed, and not written beyond */
	for (size_t cap = 0; cap <= strlen(text); cap += 97) {
		static char small[GN_SERVE_JSON_MAX];

		small[cap] = '!';
		ck_assert_uint_eq(gn_serve_json(&v, 1234567890123, small,
						cap), 0);
		ck_assert_int_eq(small[cap], '!');
	}
}
END_TEST

/* ---- words --------------------------------------------------------------- */

START_TEST(words_are_read)
{
	static const struct {
		const char *text;
		int key;
		double value;
	} t[] = {
		{ "set begin", GN_VIEW_KEY_SET, 1 },
		{ "set end", GN_VIEW_KEY_SET, 0 },
		{ "mark", GN_VIEW_KEY_MARK, 0 },
		{ "plus", GN_VIEW_KEY_PLUS, 0 },
		{ "minus", GN_VIEW_KEY_MINUS, 0 },
		{ "quit", GN_VIEW_KEY_QUIT, 0 },
		{ "next 3", GN_VIEW_KEY_NEXT, 3 },
		{ "rate 7.5", GN_VIEW_KEY_ENTER, 7.5 },
		{ "rate 0", GN_VIEW_KEY_ENTER, 0 },
		{ "rate 10", GN_VIEW_KEY_ENTER, 10 },
		{ "", -1, 0 }, { "set", -1, 0 }, { "set  end", -1, 0 },
		{ "mark ", -1, 0 }, { "marks", -1, 0 }, { "Mark", -1, 0 },
		{ "next", -1, 0 }, { "next ", -1, 0 }, { "next -1", -1, 0 },
		{ "next 33", -1, 0 }, { "next 1x", -1, 0 },
		{ "rate", -1, 0 }, { "rate 10.1", -1, 0 },
		{ "rate nan", -1, 0 }, { "rate 1e400", -1, 0 },
		{ "rate -1", -1, 0 },
	};
	struct gn_serve_command c;

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int is = gn_serve_command_parse(&c, t[i].text,
						strlen(t[i].text));

		ck_assert_msg(is == (t[i].key >= 0), "'%s'", t[i].text);
		if (!is)
			continue;
		ck_assert_int_eq((int)c.key, t[i].key);
		ck_assert_double_eq(c.value, t[i].value);
	}
	/* not a byte beyond */
	ck_assert_int_eq(gn_serve_command_parse(&c, "rate 105", 7), 1);
	ck_assert_double_eq(c.value, 10);
	ck_assert_int_eq(gn_serve_command_parse(&c, "marks", 4), 1);
}
END_TEST

static int calls;

static void on_set(void *user, int64_t t_ns, int begins)
{
	(void)t_ns;
	calls++;
	*(double *)user = begins;
}

static void on_next(void *user, int64_t t_ns)
{
	(void)user;
	(void)t_ns;
	calls++;
}

static void on_rate(void *user, int64_t t_ns, uint32_t set, float cr10)
{
	(void)t_ns;
	(void)set;
	calls++;
	*(double *)user = (double)cr10;
}

static void word(struct gn_view_state *v, const char *said)
{
	struct gn_serve_command c;

	ck_assert_int_eq(gn_serve_command_parse(&c, said, strlen(said)), 1);
	gn_serve_command_do(&c, v);
}

/* Two may ask for the same at a time: it is done once. */
START_TEST(what_is_so_stays)
{
	double last = -1;
	struct gn_view_actions act = { .user = &last, .set = on_set,
				       .next = on_next, .rate = on_rate };
	struct gn_view_state v;

	calls = 0;
	start(&v);
	word(&v, "set begin");
	word(&v, "next 1");
	word(&v, "rate 5");
	ck_assert_int_eq(calls, 0);
	v.act = act;
	word(&v, "set begin");
	word(&v, "set begin");
	ck_assert_int_eq(calls, 1);
	ck_assert_double_eq(last, 1);
	word(&v, "set end");
	word(&v, "set end");
	ck_assert_int_eq(calls, 2);
	ck_assert_double_eq(last, 0);
	word(&v, "next 2");
	ck_assert_int_eq(calls, 2);
	word(&v, "next 1");
	ck_assert_int_eq(calls, 3);
	/* there is no set yet; then there is one */
	word(&v, "rate 5");
	ck_assert_int_eq(calls, 3);
	rep(&v, 1, GN_SIDE_LEFT, 1);
	word(&v, "rate 7.5");
	ck_assert_int_eq(calls, 4);
	ck_assert_double_eq(last, 7.5);
	ck_assert_str_eq(v.say[v.n_says - 1].text, "effort of set 1: 7.5");
	word(&v, "quit");
	ck_assert_int_eq(v.quit, 1);
}
END_TEST

Suite *suite_serve_state(void)
{
	Suite *s = suite_create("serve_state");
	TCase *tc = tcase_create("state"), *words = tcase_create("words");

	tcase_add_test(tc, what_is_usual_is_said_of_its_angle);
	tcase_add_test(tc, what_is_not_known_is_null);
	tcase_add_test(tc, repetitions_are_told);
	tcase_add_test(tc, what_is_prescribed_is_told);
	tcase_add_test(tc, other_parts_are_told);
	tcase_add_test(tc, any_text_becomes_json_in_utf8);
	tcase_add_test(tc, whatever_is_in_it_fits);
	suite_add_tcase(s, tc);
	tcase_add_test(words, words_are_read);
	tcase_add_test(words, what_is_so_stays);
	suite_add_tcase(s, words);
	return s;
}
