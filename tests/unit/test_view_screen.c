/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apps/view_screen.h"
#include "grid_text.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)
#define DEG 57.29577951308232f

static struct gn_grid grid;
static struct gn_view_state v;

static const char *row_text(int row)
{
	return grid_text(&grid, row);
}

static void same(const char *const *want, int rows)
{
	grid_same(&grid, want, rows);
}

static void on_mark(void *user, int64_t t_ns, uint32_t n)
{
	(void)user;
	(void)t_ns;
	(void)n;
}

static void on_correct(void *user, int64_t t_ns, uint32_t set,
		       uint32_t counted, int by_hand)
{
	(void)user;
	(void)t_ns;
	(void)set;
	(void)counted;
	(void)by_hand;
}

static void on_rate(void *user, int64_t t_ns, uint32_t set, float cr10)
{
	(void)user;
	(void)t_ns;
	(void)set;
	(void)cr10;
}

static void rep(enum gn_side side, enum gn_rep_kind kind, float ecc_s,
		float con_s, float rom_deg)
{
	struct gn_session_event ev = { .kind = GN_EV_REP };

	ev.u.rep.set = 2;
	ev.u.rep.side = side;
	ev.u.rep.kind = kind;
	ev.u.rep.tempo_s[0] = ecc_s;
	ev.u.rep.tempo_s[2] = con_s;
	ev.u.rep.rom_rad = rom_deg / DEG;
	gn_view_event(&v, &ev);
}

/* In the second set: 3 repetitions, one by hand, one of two sensors silent. */
static void setup(void)
{
	static const struct gn_sensor sensors[] = {
		{ .name = "thigh_l", .rate_hz = 50 },
		{ .name = "a_long_name_r", .rate_hz = 1000 },
	};
	struct gn_view_actions act = { .mark = on_mark,
				       .correct = on_correct };

	gn_view_init(&v, "Squat", sensors, 2, &act);
	v.now_ns = 83 * S_NS;
	v.target.reps = 8;
	v.target.sets = 3;
	rep(GN_SIDE_LEFT, GN_REP_FULL, 1.5f, 1.14f, 76.4f);
	rep(GN_SIDE_RIGHT, GN_REP_FULL, 1.2f, NAN, NAN);
	rep(GN_SIDE_LEFT, GN_REP_PARTIAL, NAN, 0.96f, 41.6f);
	gn_view_key(&v, GN_VIEW_KEY_PLUS);
	gn_view_key(&v, GN_VIEW_KEY_BEEP);
	v.now_ns = 3599 * S_NS;
	gn_view_key(&v, GN_VIEW_KEY_MARK);
	v.now_ns = 3725 * S_NS;
	v.sensor[0].state = GN_VIEW_STREAMING;
	v.sensor[0].rate_hz = 49.96;
	v.sensor[0].lost = 0.0123;
	v.sensor[1].state = GN_VIEW_SILENT;
	v.sensor[1].rate_hz = 1000.4;
	v.sensor[1].battery_pct = 84;
	v.sensor[1].drift_ppm = -12.3;
}

START_TEST(a_usual_terminal)
{
	static const char *const want[24] = {
		(" Squat                                                 "
		"set 2 of 3 runs  1:02:05"),
		"",
		" ####         reps 3 (+1 by hand)",
		"     #        full 2, partial 1",
		"  ###         [###############...............] 4 of 8",
		"     #        beep on",
		" ####         marks 1",
		"",
		" side           all      left     right",
		" reps             3         2         1",
		" tempo s      -/1.0     -/1.0     1.2/-",
		" ROM deg         42        42         -",
		"",
		" sensor      state        rate Hz lost % battery % clock ppm",
		" thigh_l     streaming    50.0/50    1.2         -         -",
		" a_long_name silent     1000/1000      -        84       -12",
		"", "", "", "", "", "",
		" 59:59 mark 1",
		" m:mark   +-:fix   b:beep   q:quit",
	};

	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_int_eq(grid.cols, 80);
	same(want, 24);
	ck_assert_int_eq(grid.cell[0][79].attr, GN_GRID_BAR);
	ck_assert_int_eq(grid.cell[23][79].attr, GN_GRID_BAR);
	ck_assert_int_eq(grid.cell[2][2].attr, GN_GRID_STRONG);
	ck_assert_int_eq(grid.cell[14][1].attr, GN_GRID_GOOD);
	ck_assert_int_eq(grid.cell[15][1].attr, GN_GRID_BAD);
}
END_TEST

static void put_angle(const char *name, double deg, double full_deg)
{
	struct gn_view_angle *a = &v.angle[v.n_angles++];

	snprintf(a->name, sizeof(a->name), "%s", name);
	a->now_rad = deg / (double)DEG;
	a->full_rad = full_deg / (double)DEG;
}

/* As many as the table has rows; bars as wide as there is room. */
START_TEST(angles_as_they_are_now)
{
	static const char *const want[] = {
		(" side           all      left     right   knee_flexion_l   "
		 "     87 [#####.....]"),
		(" reps             3         2         1   a_very_long_name_of"
		 "_  -3 [..........]"),
		(" tempo s      -/1.0     -/1.0     1.2/-   hip_flexion_l    "
		 "      -"),
		(" ROM deg         42        42         -   ankle            "
		 "      0 [..........]"),
	};

	put_angle("knee_flexion_l", 87.4, 150);
	put_angle("a_very_long_name_of_one", -3.3, 150);
	put_angle("hip_flexion_l", NAN, 150);
	put_angle("ankle", -0.4, 45);
	put_angle("fifth", 10, 45);
	gn_view_render(&grid, &v, 24, 80, 0);
	for (int r = 0; r < 4; r++)
		ck_assert_str_eq(row_text(8 + r), want[r]);
	ck_assert_str_eq(row_text(12), "");
	gn_view_render(&grid, &v, 24, 100, 0);
	ck_assert_ptr_nonnull(strstr(row_text(8), " 87 [#################..."
				     "..........]"));
	/* no room for a bar */
	gn_view_render(&grid, &v, 24, 70, 0);
	ck_assert_ptr_nonnull(strstr(row_text(8), " 87"));
	ck_assert_ptr_null(strchr(row_text(8), '['));
	for (int cols = GN_VIEW_COLS_MIN; cols < 70; cols++)
		gn_view_render(&grid, &v, 24, cols, 0);
}
END_TEST

START_TEST(the_smallest_terminal)
{
	static const char *const want[10] = {
		" Squat         set 2 of 3 runs  1:02:05",
		" \u2588\u2588\u2588\u2588         reps 3 (+1 by hand)",
		"     \u2588        full 2, partial 1",
		"  \u2588\u2588\u2588         "
		"[\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588"
		"........] 4 of 8",
		"     \u2588        beep on",
		" \u2588\u2588\u2588\u2588         marks 1",
		" -/1.0 s 42 deg  left 2 right 1",
		" sensors 1 of 2 a_long_name_r",
		" 59:59 mark 1",
		"m:mark +-:fix b:beep q:quit",
	};

	gn_view_render(&grid, &v, 10, 40, 1);
	same(want, 10);
}
END_TEST

START_TEST(below_the_smallest_the_count_is_left)
{
	static const char *const want[9] = {
		"3 (+1 by hand)", "", "", "", "", "", "", "", ""
	};

	gn_view_render(&grid, &v, 9, 40, 0);
	same(want, 9);
	gn_view_render(&grid, &v, 10, 39, 0);
	ck_assert_str_eq(row_text(0), want[0]);
	gn_view_render(&grid, &v, 1, 1, 0);
	ck_assert_str_eq(row_text(0), "3");
}
END_TEST

START_TEST(a_larger_one_has_a_larger_count)
{
	gn_view_render(&grid, &v, 30, 100, 0);
	ck_assert_str_eq(row_text(2),
			 " ########                 reps 3 (+1 by hand)");
	ck_assert_str_eq(row_text(11), " ########");
	ck_assert_str_eq(row_text(12), "");
	ck_assert_str_eq(row_text(13),
			 " side           all      left     right");
	gn_view_render(&grid, &v, 30, 79, 0);
	ck_assert_str_eq(row_text(2), " ####         reps 3 (+1 by hand)");
	gn_view_render(&grid, &v, 1000, 1000, 0);
	ck_assert_int_eq(grid.rows, GN_GRID_ROWS_MAX);
	ck_assert_int_eq(grid.cols, GN_GRID_COLS_MAX);
	ck_assert_str_eq(row_text(GN_GRID_ROWS_MAX - 1),
			 " m:mark   +-:fix   b:beep   q:quit");
}
END_TEST

/* Whatever the size: title, count, message and keys are there. */
START_TEST(every_size)
{
	int says;

	for (int rows = 10; rows <= 64; rows++)
		for (int cols = 40; cols <= 160; cols += 7) {
			gn_view_render(&grid, &v, rows, cols, 0);
			ck_assert_ptr_nonnull(strstr(row_text(0), "1:02:05"));
			ck_assert_ptr_nonnull(strstr(row_text(rows - 1),
						     "q:quit"));
			says = !strcmp(row_text(rows - 2), " 59:59 mark 1");
			ck_assert_msg(says, "%dx%d", cols, rows);
		}
}
END_TEST

START_TEST(the_first_repetition_is_waited_for)
{
	gn_view_init(&v, "A very long name of an exercise that is cut", NULL,
		     0, NULL);
	gn_view_render(&grid, &v, 11, 40, 0);
	ck_assert_str_eq(row_text(0),
			 " A very long name of  set 1 waits  0:00");
	ck_assert_str_eq(row_text(1), "  ###         reps 0");
	ck_assert_str_eq(row_text(6), "");
	ck_assert_str_eq(row_text(7), " - s - deg");
	ck_assert_str_eq(row_text(8), "");
}
END_TEST

/* What is prescribed stands beside what is done, what to say at the foot. */
START_TEST(by_a_plan)
{
	v.target.form = (struct gn_form_target){
		.tempo_s = { 3, 0, 1.5f, 1 }, .rom_rad = 80 / DEG };
	snprintf(v.target.form.rom_of, sizeof(v.target.form.rom_of),
		 "knee_flexion");
	v.cue = (struct gn_view_cue){ 2, 3, "Lower as slowly as prescribed.",
				      "eccentric 1.20 s, limit 2.50" };
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(8), " side           all      left     "
			 "right      plan");
	ck_assert_str_eq(row_text(9), " reps             3         2         "
			 "1         8");
	ck_assert_str_eq(row_text(10), " tempo s      -/1.0     -/1.0     "
			 "1.2/-     3/1.5");
	/* of another angle it tells nothing */
	ck_assert_str_eq(row_text(11), " ROM deg         42        42         "
			 "-         -");
	ck_assert_str_eq(row_text(21), " 59:59 mark 1");
	ck_assert_str_eq(row_text(22), " Lower as slowly as prescribed.  "
			 "eccentric 1.20 s, limit 2.50");
	ck_assert_int_eq(grid.cell[22][1].attr, GN_GRID_STRONG);
	snprintf(v.running.side[GN_VIEW_ALL].last.rom_of, 32,
		 "knee_flexion_r");
	v.target.reps = 0;
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(9), " reps             3         2         "
			 "1         -");
	ck_assert_str_eq(row_text(11), " ROM deg         42        42         "
			 "-        80");
	memset(v.target.form.tempo_s, 0, sizeof(v.target.form.tempo_s));
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(10), " tempo s      -/1.0     -/1.0     "
			 "1.2/-         -");
	ck_assert_int_eq(grid.cell[8][18].attr, GN_GRID_PLAIN);
	ck_assert_int_eq(grid.cell[9][18].attr, GN_GRID_STRONG);
	ck_assert_int_eq(grid.cell[9][48].attr, GN_GRID_PLAIN);
	/* angles have the columns behind it */
	put_angle("knee_flexion_r", 45, 90);
	gn_view_render(&grid, &v, 24, 100, 0);
	ck_assert_str_eq(row_text(8), " side           all      left     "
			 "right      plan   knee_flexion_r        45 "
			 "[##########..........]");
	/* before the first repetition the range is that of the plan */
	memset(&v.running, 0, sizeof(v.running));
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(11), "        80"));
	/* one message less has room */
	for (int i = 0; i < 3; i++)
		gn_view_say(&v, v.now_ns, "%d", i);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(19), "");
	ck_assert_str_eq(row_text(20), " 1:02:05 1");
	/* where there is one row for both, what to say is it */
	gn_view_render(&grid, &v, 11, 40, 0);
	ck_assert_str_eq(row_text(9), " Lower as slowly as prescribed.  "
			 "eccentr");
}
END_TEST

START_TEST(a_set_that_is_done)
{
	struct gn_session_event ev = { .kind = GN_EV_SET };

	ev.u.set.n = 2;
	for (int i = 0; i < 4; i++)
		rep(GN_SIDE_NONE, GN_REP_FULL, 1, 1, 90);
	gn_view_event(&v, &ev);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(0), "set 2 of 3 ended"));
	ck_assert_str_eq(row_text(4), "    #         "
			 "[##############################] 8 of 8");
	ck_assert_int_eq(grid.cell[4][20].attr, GN_GRID_GOOD);
	v.target.reps = 0;
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(3), "     #        full 6, partial 1");
	ck_assert_ptr_null(strstr(row_text(4), "["));
}
END_TEST

/* Of who walks; one that has not begun yet has no cadence. */
START_TEST(steps_are_the_large_number)
{
	v.count = GN_VIEW_STEPS;
	v.walking = (struct gn_walking_now){ 1, 27, 108.4f };
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(0), " Squat                            "
			 "                                      1:02:05");
	ck_assert_str_eq(row_text(2), "  ###  #####  steps");
	ck_assert_str_eq(row_text(3), " #   #     #  108 steps/min");
	ck_assert_str_eq(row_text(4), "   ##     #");
	ck_assert_str_eq(row_text(5), "  #      #    beep on");
	v.walking = (struct gn_walking_now){ 0, 0, NAN };
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(2), "  ###         steps");
	ck_assert_str_eq(row_text(3), " #   #        - steps/min");
}
END_TEST

static void on_stage(void *user, int64_t t_ns, uint32_t stage)
{
	(void)user;
	(void)t_ns;
	(void)stage;
}

/* Those of the hold that runs, or of the last; and which stage it is. */
START_TEST(seconds_are_the_large_number)
{
	struct gn_session_event ev = { .kind = GN_EV_HOLD };

	v.count = GN_VIEW_SECONDS;
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(2), "  ###         s  no hold yet");
	ev.u.hold.n = 2;
	ev.u.hold.held_s = 27.9f;
	ev.u.hold.n_breaks = 1;
	ev.u.hold.provisional = 1;
	gn_view_event(&v, &ev);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(2), "  ###  #####  s  hold 2, breaks 1");
	ck_assert_str_eq(row_text(3), " #   #     #");
	ck_assert_ptr_null(strchr(row_text(4), '['));
	v.target.hold_s = 30;
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(4), ".] 27 of 30"));
	ck_assert_ptr_null(strstr(row_text(23), "t:stage"));
	ev.u.hold.provisional = 0;
	ev.u.hold.quiet = 1;
	gn_view_event(&v, &ev);
	v.staged = 1;
	v.act.stage = on_stage;
	gn_view_key(&v, GN_VIEW_KEY_STAGE);
	gn_view_key(&v, GN_VIEW_KEY_STAGE);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(2), "  ###  #####  s  quiet 2 ended, "
			 "breaks 1");
	ck_assert_str_eq(row_text(3), " #   #     #  stage 2 of 4, "
			 "semi-tandem");
	ck_assert_str_eq(row_text(23), " m:mark   t:stage   +-:fix   b:beep   "
			 "q:quit");
	v.staged = 0;
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_null(strstr(row_text(23), "t:stage"));
}
END_TEST

/* While it is typed, then until the next set runs. */
START_TEST(effort_beside_the_count)
{
	struct gn_session_event hold = { .kind = GN_EV_HOLD };

	v.act.rate = on_rate;
	gn_view_key(&v, (enum gn_view_key)(GN_VIEW_KEY_DIGIT + 6));
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(6), " marks 1  effort of set 2: "
				     "6_ (Enter)"));
	ck_assert_str_eq(row_text(23), " m:mark   +-:fix   b:beep   q:quit   "
			 "0-10:effort");
	gn_view_key(&v, GN_VIEW_KEY_POINT);
	gn_view_key(&v, (enum gn_view_key)(GN_VIEW_KEY_DIGIT + 5));
	gn_view_key(&v, GN_VIEW_KEY_ENTER);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(6), " marks 1  effort 6.5"));
	ck_assert_ptr_null(strstr(row_text(6), "Enter"));
	v.running.n = 3;
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_null(strstr(row_text(6), "effort"));
	hold.u.hold.n = 4;
	gn_view_event(&v, &hold);
	gn_view_key(&v, GN_VIEW_KEY_DIGIT);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(6), " marks 1  effort of hold "
				     "4: 0_ (Enter)"));
	gn_view_key(&v, GN_VIEW_KEY_ENTER);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(6), " marks 1  effort 0"));
}
END_TEST

START_TEST(sensors_in_trouble_come_first)
{
	struct gn_sensor sensors[8] = { 0 };

	for (int i = 0; i < 8; i++) {
		snprintf(sensors[i].name, sizeof(sensors[i].name), "s%d", i);
		sensors[i].rate_hz = 50;
	}
	gn_view_init(&v, "Squat", sensors, 8, NULL);
	for (int i = 0; i < 8; i++)
		v.sensor[i].state = GN_VIEW_STREAMING;
	v.sensor[3].lost = 0.051;
	v.sensor[4].lost = 0.049;
	v.sensor[5].battery_pct = 14;
	v.sensor[6].battery_pct = 15;
	v.sensor[7].state = GN_VIEW_GONE;
	gn_view_render(&grid, &v, 18, 80, 0);
	ck_assert_str_eq(row_text(10), " sensor      state        rate Hz "
			 "lost % battery % clock ppm");
	ck_assert_str_eq(row_text(11), " s3          streaming       -/50 "
			 "   5.1         -         -");
	ck_assert_ptr_nonnull(strstr(row_text(12), "s5"));
	ck_assert_ptr_nonnull(strstr(row_text(13), "s7          gone"));
	ck_assert_ptr_nonnull(strstr(row_text(14), "s0"));
	ck_assert_str_eq(row_text(15), " and 4 more");
	gn_view_render(&grid, &v, 20, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(16), "s2"));
	ck_assert_str_eq(row_text(17), " and 2 more");
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_ptr_nonnull(strstr(row_text(20), "s7          gone"));
	ck_assert_ptr_null(strstr(row_text(21), "more"));
	gn_view_render(&grid, &v, 12, 80, 0);
	ck_assert_str_eq(row_text(9), " sensors 7 of 8 s3 s5 s7");
}
END_TEST

START_TEST(the_newest_messages_have_room)
{
	gn_view_say(&v, S_NS, "a");
	gn_view_say(&v, 2 * S_NS, "b");
	gn_view_say(&v, 3 * S_NS, "c");
	gn_view_render(&grid, &v, 10, 80, 0);
	ck_assert_str_eq(row_text(8), " 0:03 c");
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row_text(20), " 0:01 a");
	ck_assert_str_eq(row_text(21), " 0:02 b");
	ck_assert_str_eq(row_text(22), " 0:03 c");
}
END_TEST

Suite *suite_view_screen(void)
{
	Suite *s = suite_create("view_screen");
	TCase *tc = tcase_create("layout");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, a_usual_terminal);
	tcase_add_test(tc, angles_as_they_are_now);
	tcase_add_test(tc, the_smallest_terminal);
	tcase_add_test(tc, below_the_smallest_the_count_is_left);
	tcase_add_test(tc, a_larger_one_has_a_larger_count);
	tcase_add_test(tc, every_size);
	tcase_add_test(tc, the_first_repetition_is_waited_for);
	tcase_add_test(tc, by_a_plan);
	tcase_add_test(tc, a_set_that_is_done);
	tcase_add_test(tc, steps_are_the_large_number);
	tcase_add_test(tc, seconds_are_the_large_number);
	tcase_add_test(tc, effort_beside_the_count);
	tcase_add_test(tc, sensors_in_trouble_come_first);
	tcase_add_test(tc, the_newest_messages_have_room);
	suite_add_tcase(s, tc);
	return s;
}
