/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "gonio/sim.h"
#include "simtest.h"
#include "suites.h"

static struct gn_sim_scenario s;

START_TEST(every_shipped_scenario_works)
{
	struct gn_diag why;
	char **name;
	size_t n;

	ck_assert_int_eq(gn_sim_names(&name, &n, &why), GN_OK);
	ck_assert_uint_ge(n, 16);
	for (size_t i = 0; i < n; i++) {
		const struct gn_sim_set *set;
		size_t sets, reps, sum = 0, partial = 0, want = 0;
		const struct gn_sim_rep *r;
		struct gn_sim *sim;

		if (i)
			ck_assert_int_lt(strcmp(name[i - 1], name[i]), 0);
		ck_assert_msg(!gn_sim_load(&s, name[i], &why), "%s",
			      why.text);
		ck_assert_str_eq(s.name, name[i]);
		ck_assert_uint_gt(strlen(s.title), 10);
		sim = simtest_open(&s, s.seed);
		set = gn_sim_sets(sim, &sets);
		r = gn_sim_reps(sim, &reps);
		for (size_t k = 0; k < sets; k++)
			sum += set[k].reps;
		for (size_t k = 0; k < s.n_acts; k++)
			if (s.acts[k].kind == GN_SIM_SET)
				want += s.acts[k].reps;
		ck_assert_uint_eq(sum, reps);
		ck_assert_uint_eq(want, reps);
		for (size_t k = 0; k < reps; k++) {
			partial += r[k].kind == GN_REP_PARTIAL;
			ck_assert_int_lt(r[k].start_ns, r[k].turn_ns);
			ck_assert_int_lt(r[k].turn_ns, r[k].end_ns);
			if (k)
				ck_assert_int_ge(r[k].start_ns,
						 r[k - 1].end_ns);
		}
		for (size_t k = 0; k < sets; k++)
			partial -= set[k].partial;
		ck_assert_uint_eq(partial, 0);
		gn_sim_close(sim);
	}
	gn_sim_names_free(name, n);
	gn_sim_names_free(NULL, 0);
}
END_TEST

/* Load a scenario from a text. */
static int load_text(const char *text, struct gn_diag *why)
{
	char dir[] = "/tmp/gonio-test-XXXXXX";
	char path[64];
	FILE *f;
	int err;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/mine.cfg", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
	err = gn_sim_load(&s, path, why);
	unlink(path);
	rmdir(dir);
	return err;
}

#define BAR "sensors = ( { place = \"bar\"; } );\n"
#define BAR_WITH(field) "sensors = ( { place = \"bar\"; " field " } );"
#define ENOUGH                                                             \
	"exercise = \"squat\";\nacts = ( { do = \"stand\"; s = 2; } );\n"  \
	"systems = ( { } );\n"

START_TEST(scenario_errors_name_line_and_field)
{
	static const struct {
		const char *text, *line, *says;
	} bad[] = {
		{ENOUGH BAR "speed = 3;", ":5:",
		 "speed: unknown field"},
		{ENOUGH BAR_WITH("bits = 1.5;"), ":4:",
		 "bits"},
		{ENOUGH BAR_WITH("acc_scale = [1, 2];"),
		 ":4:", "acc_scale"},
		{ENOUGH BAR_WITH("acc = \"x\";"),
		 ":4:", "acc: must be the name"},
		{ENOUGH "sensors = ( { place = \"tail\"; } );", "tail",
		 "place"},
		{ENOUGH "sensors = ( 3 );", ":4:", "group"},
		{ENOUGH "sensors = { };", ":4:", "list"},
		{ENOUGH, "sensors", "1 to 32"},
		{ENOUGH "side = \"top\";", ":4:", "\"left\""},
		{ENOUGH "alternating = 1;", ":4:", "true or false"},
		{ENOUGH "title = \"\";", ":4:", "title"},
		{ENOUGH "joint = [\"thigh_l\"];", ":4:", "joint"},
		{ENOUGH "moves = ( { segment = \"thigh_l\"; } );", ":4:",
		 "without side"},
		{ENOUGH "moves = ( { turn_deg = \"a\"; } );",
		 ":4:", "turn_deg: must be a number"},
		{ENOUGH BAR "timing = { go_s = 0; };", "go_s", "0.1 to 60"},
		{"exercise = \"squat", ":1:", "syntax"},
	};
	struct gn_sim_scenario before;
	struct gn_diag why;

	memset(&s, 7, sizeof(s));
	before = s;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(load_text(bad[i].text, &why) == GN_EFORMAT,
			      "%s", bad[i].text);
		ck_assert_msg(strstr(why.text, bad[i].line) &&
			      strstr(why.text, bad[i].says) &&
			      strstr(why.text, ".cfg"), "%s", why.text);
	}
	ck_assert(!memcmp(&s, &before, sizeof(s)));
	ck_assert_int_eq(load_text(ENOUGH
		"moves = ( { segment = \"thigh\"; start_deg = 90; } );\n"
		BAR, &why), GN_OK);
	/* Without a turn a segment does not move. */
	ck_assert_double_eq_tol(s.moves[0].turn_rad, 90 * SIMTEST_RAD, 1e-12);
	ck_assert_double_eq(s.systems[0].rate_hz, 100);
	ck_assert_int_eq(gn_sim_load(&s, "no_such", &why), GN_ENOENT);
	ck_assert_ptr_nonnull(strstr(why.text, "no_such"));
	ck_assert_int_eq(gn_sim_load(&s, "./no/such.cfg", NULL), GN_ENOENT);
}
END_TEST

START_TEST(sessions_one_after_the_other)
{
	static struct gn_sim_scenario c;
	struct gn_diag why;

	ck_assert_int_eq(gn_sim_load(&s, "progress", &why), GN_OK);
	ck_assert_uint_eq(s.sessions, 6);
	ck_assert_str_eq(s.session, "");
	ck_assert_int_eq(gn_sim_session(&s, 0, &c, &why), GN_OK);
	ck_assert_str_eq(c.session, "01");
	ck_assert_str_eq(c.day, "2026-01-05");
	ck_assert_uint_eq(c.seed, s.seed);
	ck_assert_double_eq_tol(c.rom_right, s.rom_right, 1e-12);
	ck_assert_int_eq(gn_sim_session(&s, 4, &c, &why), GN_OK);
	ck_assert_str_eq(c.session, "05");
	ck_assert_str_eq(c.day, "2026-02-02");
	ck_assert_uint_eq(c.seed, s.seed + 4);
	ck_assert_double_eq_tol(c.rom_right, s.rom_right - 0.24, 1e-12);
	ck_assert_double_eq_tol(c.rom_left, s.rom_left, 1e-12);
	/* below 0 no limb goes */
	ck_assert_int_eq(gn_sim_session(&s, 17, &c, &why), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "rom_right"));
	/* the only one has no label, and no day if none is told */
	s.sessions = 1;
	s.first_day[0] = '\0';
	ck_assert_int_eq(gn_sim_session(&s, 0, &c, &why), GN_OK);
	ck_assert_str_eq(c.session, "");
	ck_assert_str_eq(c.day, "");
}
END_TEST

START_TEST(a_calibration_has_the_sensors_of_its_scenario)
{
	static struct gn_sim_scenario c;
	struct gn_diag why;

	ck_assert_int_eq(gn_sim_load(&s, "angles", &why), GN_OK);
	ck_assert_str_eq(s.calibration, "calibration");
	s.n_sensors = 3;
	s.sensors[1].bits = 9;
	s.systems[0].rate_hz = 70;
	s.skin = 0.07;
	snprintf(s.subject, sizeof(s.subject), "anna");
	ck_assert_int_eq(gn_sim_load_calibration(&c, &s, &why), GN_OK);
	ck_assert_str_eq(c.exercise, "calibration");
	ck_assert_str_eq(c.subject, "anna");
	ck_assert_uint_eq(c.take, 1);
	ck_assert_uint_eq(c.n_sensors, 3);
	ck_assert(!memcmp(c.sensors, s.sensors, sizeof(c.sensors)));
	ck_assert_double_eq_tol(c.systems[0].rate_hz, 70, 1e-9);
	ck_assert_double_eq_tol(c.skin, 0.07, 1e-9);
	snprintf(s.calibration, sizeof(s.calibration), "nothing");
	ck_assert_int_eq(gn_sim_load_calibration(&c, &s, &why), GN_ENOENT);
	ck_assert_str_eq(c.subject, "anna");
	/* beside it, where no one else looks */
	snprintf(s.folder, sizeof(s.folder), "fixtures/scenarios/moves");
	snprintf(s.calibration, sizeof(s.calibration), "squat");
	ck_assert_int_ne(gn_sim_load_calibration(&c, &s, &why), GN_OK);
	ck_assert_ptr_nonnull(strstr(why.text, "moves/squat.cfg"));
}
END_TEST

START_TEST(scenarios_are_found_where_told)
{
	struct gn_diag why;
	char **name;
	size_t n;

	ck_assert_int_eq(setenv("GONIO_SCENARIOS", "/nonexistent", 1), 0);
	ck_assert_int_eq(gn_sim_names(&name, &n, &why), GN_ENOENT);
	ck_assert_ptr_nonnull(strstr(why.text, "/nonexistent"));
	ck_assert_int_eq(gn_sim_load(&s, "squat", &why), GN_ENOENT);
	unsetenv("GONIO_SCENARIOS");
	ck_assert_int_eq(gn_sim_load(&s, "squat", &why), GN_OK);
}
END_TEST

/* Each line of the table breaks one field; gn_sim_open must name it. */
START_TEST(fields_outside_their_range)
{
	struct gn_sim *const none = NULL;
	struct gn_sim *sim = none;
	struct gn_diag why;

#define BAD(change, field) do {                                            \
	simtest_swing(&s, "shank_r");                                      \
	change;                                                            \
	ck_assert_int_eq(gn_sim_open(&sim, &s, 1, &why), GN_EINVAL);       \
	ck_assert_msg(strstr(why.text, field), "%s", why.text);            \
	ck_assert_ptr_eq(sim, none);                                       \
} while (0)
	BAD(s.exercise[0] = 0, "exercise");
	BAD(s.n_acts = 0, "acts");
	BAD(s.n_systems = 0, "systems");
	BAD(s.n_systems = 5, "systems");
	BAD(s.n_sensors = 33, "sensors");
	BAD(s.n_moves = 49, "moves");
	BAD(s.go_s = 0, "go_s");
	BAD(s.back_s = NAN, "back_s");
	BAD(s.rom_cv = -0.1, "rom_cv");
	BAD(s.side = GN_SIDE_BOTH; s.alternating = 1, "side");
	BAD(s.moves[0].place = GN_PLACE_BOARD, "segment");
	BAD(s.moves[1].turn_rad = INFINITY, "turn");
	BAD(s.acts[0].length_s = 0, "s must");
	BAD(s.acts[1].reps = 0, "reps");
	BAD(s.acts[1].reps = 65, "reps");
	BAD(s.acts[1].partial = 8, "partial");
	BAD(s.acts[1].partial_rom = 0, "partial_rom");
	BAD(s.systems[0].rate_hz = 0, "rate_hz");
	BAD(s.systems[0].name[0] = '_', "name");
	BAD(s.systems[0].late = 1, "late");
	BAD(s.systems[0].n_gaps = 9, "gaps");
	BAD(s.sensors[0].acc = 1, "system");
	BAD(s.sensors[0].acc = -1; s.sensors[0].gyr = -1, "acc");
	BAD(s.sensors[0].acc = s.sensors[0].gyr = -1, "acc");
	BAD(s.sensors[0].name[0] = 'x', "place");
	BAD(s.sensors[0].wobble_hz = 5; s.sensors[0].wobble_damping = 1,
	    "wobble_damping");
	BAD(s.sensors[0].misplaced_rad = 4, "misplaced");
	BAD(s.sensors[0].gyr_bias_sd_radps = -1, "gyr_bias_sd");
	BAD(s.sensors[0].wobble_turn_rad = 1, "wobble_turn");
	BAD(s.sensors[0].wobble_turn_rad = 0.1; s.sensors[0].wobble_gain = 0,
	    "wobble_gain");
	BAD(s.subject[0] = '-', "subject");
	BAD(s.sessions = 0, "sessions");
	BAD(s.sessions = 101, "sessions");
	BAD(s.session_days = 0, "session_days");
	BAD(s.rom_left_step = 2, "rom_left_step");
	BAD(s.rom_right_step = -2, "rom_right_step");
	BAD(s.first_day[0] = 'x', "first_day");
	BAD(s.sensors[0].bits = 33, "bits");
	BAD(s.systems[1] = s.systems[0]; s.n_systems = 2, "no sensor");
#undef BAD
	gn_sim_close(NULL);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
	int n = 0;

	/* Many strokes and repetitions: the lists grow more than once. */
	simtest_swing(&s, "shank_r");
	s.thump_mps2 = 1;
	for (int i = 0; i < 20; i++)
		simtest_set(&s, 5);
	for (int fail = 1; ; fail++) {
		struct gn_sim *sim = NULL;
		struct fault_stat f;
		int err;

		fault_start(fail);
		err = gn_sim_open(&sim, &s, 1, NULL);
		gn_sim_close(sim);
		f = fault_stop();
		ck_assert_int_eq(f.live, 0);
		if (!err)
			break;
		ck_assert_int_eq(err, GN_ENOMEM);
		ck_assert_ptr_null(sim);
		n++;
	}
	ck_assert_int_ge(n, 6);
	for (int fail = 1; ; fail++) {
		struct fault_stat f;
		char **name = NULL;
		size_t count = 0;
		int err;

		fault_start(fail);
		err = gn_sim_names(&name, &count, NULL);
		gn_sim_names_free(name, count);
		f = fault_stop();
		ck_assert_int_eq(f.live, 0);
		if (!err)
			break;
		ck_assert_int_eq(err, GN_ENOMEM);
	}
}
END_TEST

/* How much the force changes in the 11 ms, a quarter of a knock's wave, after
 * the steps of a side, on average; the last one is softer. */
static double felt(struct gn_sim *sim, enum gn_side side)
{
	const struct gn_sim_step *step;
	struct gn_sim_state a, b;
	double sum = 0, n = 0;
	size_t n_steps;

	step = gn_sim_steps(sim, &n_steps);
	for (size_t k = 0; k + 1 < n_steps; k++) {
		if (step[k].side != side)
			continue;
		gn_sim_state(sim, 0, step[k].t_ns - 1000000, &a);
		gn_sim_state(sim, 0, step[k].t_ns + 11000000, &b);
		sum += fabs(b.force_mps2[2] - a.force_mps2[2]);
		n += 1;
	}
	return sum / n;
}

START_TEST(a_heel_strike_is_felt_on_its_own_leg)
{
	struct gn_sim *sim;

	ck_assert_int_eq(gn_sim_load(&s, "gait", NULL), GN_OK);
	gn_sim_sensor_default(&s.sensors[0], "shank_r");
	sim = simtest_open(&s, 2);
	ck_assert_double_gt(felt(sim, GN_SIDE_RIGHT), 1.5);
	ck_assert_double_lt(felt(sim, GN_SIDE_LEFT),
			    0.6 * felt(sim, GN_SIDE_RIGHT));
	ck_assert_double_gt(felt(sim, GN_SIDE_LEFT),
			    0.2 * felt(sim, GN_SIDE_RIGHT));
	gn_sim_close(sim);
}
END_TEST

Suite *suite_sim_scenario(void)
{
	Suite *suite = suite_create("sim_scenario");
	TCase *t = tcase_create("sim_scenario");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_shipped_scenario_works);
	tcase_add_test(t, a_heel_strike_is_felt_on_its_own_leg);
	tcase_add_test(t, scenario_errors_name_line_and_field);
	tcase_add_test(t, sessions_one_after_the_other);
	tcase_add_test(t, a_calibration_has_the_sensors_of_its_scenario);
	tcase_add_test(t, scenarios_are_found_where_told);
	tcase_add_test(t, fields_outside_their_range);
	tcase_add_test(t, every_allocation_may_fail);
	suite_add_tcase(suite, t);
	return suite;
}
