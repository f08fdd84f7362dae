/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/plan.h"
#include "suites.h"

#define RAD (3.14159265358979323846 / 180)

static struct gn_catalogue *cat;

static void setup(void)
{
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

static void teardown(void)
{
	gn_catalogue_free(cat);
}

START_TEST(read_as_written)
{
	static struct gn_plan p;
	struct gn_diag why = { "" };
	int err = gn_plan_parse(&p,
		"patient = \"P017\";\n"
		"strength_days = 3; balance_days = 2; steps_per_day = 6000;\n"
		"exercises = (\n"
		"  { exercise = \"Squat\"; sets = 3; reps = 10;\n"
		"    tempo_s = [ 2.0, 1.0, 2.5, 0.0 ]; rom_deg = 90;\n"
		"    load_kg = 5.5; days = [ \"mon\", \"wed\", \"fri\" ]; },\n"
		"  { exercise = \"knee_extension\"; sets = 2; reps = 12;\n"
		"    side = \"left\"; days_a_week = 2; tempo_within_s = 1;\n"
		"    rom_deg = 60.0; rom_of = \"tilt shank\"; },\n"
		"  { exercise = \"heel_raise\"; kind = \"balance\"; sets = 3;\n"
		"    hold_s = 20; side = \"right\";\n"
		"    days = ( \"sat\", \"sun\" ); }\n"
		");\n", "x", cat, &why);
	const struct gn_plan_item *i = p.item;

	ck_assert_msg(!err, "%s", why.text);
	ck_assert_str_eq(p.patient, "P017");
	ck_assert_uint_eq(p.strength_days, 3);
	ck_assert_uint_eq(p.balance_days, 2);
	ck_assert_uint_eq(p.steps_per_day, 6000);
	ck_assert_uint_eq(p.n, 3);

	ck_assert_str_eq(i[0].exercise, "squat");
	ck_assert_int_eq(i[0].kind, GN_PLAN_STRENGTH);
	ck_assert_int_eq(i[0].side, GN_SIDE_NONE);
	ck_assert_uint_eq(i[0].sets, 3);
	ck_assert_uint_eq(i[0].reps, 10);
	ck_assert(isnan(i[0].hold_s));
	ck_assert_float_eq_tol(i[0].tempo_s[0], 2, 1e-6f);
	ck_assert_float_eq_tol(i[0].tempo_s[1], 1, 1e-6f);
	ck_assert_float_eq_tol(i[0].tempo_s[2], 2.5, 1e-6f);
	ck_assert_float_eq_tol(i[0].tempo_s[3], 0, 1e-6f);
	ck_assert_float_eq_tol(i[0].within_s, 0.5, 1e-6f);
	ck_assert_float_eq_tol(i[0].rom_rad, (float)(90 * RAD), 1e-6f);
	ck_assert_str_eq(i[0].rom_of, "knee_flexion");
	ck_assert_float_eq_tol(i[0].load_kg, 5.5, 1e-6f);
	ck_assert_uint_eq(i[0].days, 1 | 4 | 16);
	ck_assert_uint_eq(i[0].days_a_week, 3);
	ck_assert_uint_eq(i[0].rest, 1);

	ck_assert_int_eq(i[1].side, GN_SIDE_LEFT);
	ck_assert(isnan(i[1].tempo_s[0]) && isnan(i[1].load_kg));
	ck_assert_float_eq_tol(i[1].within_s, 1, 1e-6f);
	ck_assert_str_eq(i[1].rom_of, "tilt shank");
	ck_assert_uint_eq(i[1].days, 0);
	ck_assert_uint_eq(i[1].days_a_week, 2);

	ck_assert_int_eq(i[2].kind, GN_PLAN_BALANCE);
	ck_assert_int_eq(i[2].side, GN_SIDE_RIGHT);
	ck_assert_float_eq_tol(i[2].hold_s, 20, 1e-6f);
	ck_assert_uint_eq(i[2].reps, 0);
	ck_assert(isnan(i[2].rom_rad) && !i[2].rom_of[0]);
	/* balance may be done every day */
	ck_assert_uint_eq(i[2].days, 32 | 64);
	ck_assert_str_eq(gn_plan_kind_name(GN_PLAN_MOBILITY), "mobility");
}
END_TEST

/* Settings of one exercise, on line 3, and what the reason must say. */
static const struct {
	const char *item, *line, *says;
} wrong_items[] = {
	{ "exercise=\"squat\"; sets=3; reps=0;", "3", "reps: 0 is" },
	{ "exercise=\"squat\"; sets=3; reps=201;", "3", "reps: 201 is" },
	{ "exercise=\"squat\"; sets=0; reps=5;", "3", "sets: 0 is" },
	{ "exercise=\"squat\"; sets=21; reps=5;", "3", "sets: 21 is" },
	{ "exercise=\"squat\"; sets=-3; reps=5;", "3", "sets: -3 is" },
	{ "exercise=\"squat\"; sets=3.5; reps=5;", "3", "sets: must be a w" },
	{ "exercise=\"squat\"; sets=\"3\"; reps=5;", "3", "sets: must be" },
	{ "exercise=\"squat\";\nsets=3; reps=5; days_a_week=9;", "4",
	  "days_a_week: 9 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; days_a_week=0;", "3",
	  "days_a_week: 0 is" },
	{ "exercise=\"squat\"; sets=3; reps=5;\ntempo_s=[2.0,-1.0,2.0,0.0];",
	  "4", "tempo_s: -1 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; tempo_s=[61.0,0.0,0.0,0.0];",
	  "3", "tempo_s: 61 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; tempo_s=[2.0,1.0,2.0];", "3",
	  "tempo_s: must be four" },
	{ "exercise=\"squat\"; sets=3; reps=5; tempo_s=2;", "3",
	  "tempo_s: must be four" },
	{ "exercise=\"squat\"; sets=3; reps=5; tempo_s=[0,0,0,0];", "3",
	  "all four are 0" },
	{ "exercise=\"squat\"; sets=3; reps=5; tempo_s=[2.0,1.0,2,0];", "3",
	  "write [ 2.0" },
	{ "exercise=\"squat\"; sets=3; reps=5; tempo_within_s=-1;", "3",
	  "tempo_within_s: -1 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; rom_deg=0;", "3",
	  "rom_deg: 0 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; rom_deg=361;", "3",
	  "rom_deg: 361 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; rom_deg=60;\n"
	  "rom_of=\"knee\";", "4", "rom_of: 'knee' is no angle" },
	{ "exercise=\"squat\"; sets=3; reps=5; rom_deg=60;\n"
	  "rom_of=\"tilt thigh_r\";", "4", "is no angle" },
	{ "exercise=\"squat\"; sets=3; reps=5;\nrom_of=\"hip_flexion\";",
	  "4", "rom_of: without rom_deg" },
	{ "exercise=\"general\"; sets=3; reps=5;\nrom_deg=30;", "4",
	  "rom_deg: general has no angle" },
	{ "exercise=\"squat\"; sets=3; reps=5; load_kg=-1;", "3",
	  "load_kg: -1 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; load_kg=1001;", "3",
	  "load_kg: 1001 is" },
	{ "exercise=\"squat\"; sets=3; reps=5; side=\"lefd\";", "3",
	  "side: must be left" },
	{ "exercise=\"squat\"; sets=3; reps=5; kind=\"hard\";", "3",
	  "kind: must be" },
	{ "exercise=\"squat\"; sets=3; reps=5; rest=1;", "3",
	  "rest: must be true" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[\"monday\"];", "3",
	  "days: must be mon" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[1,2];", "3",
	  "days: must be mon" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[\"mon\",\"mon\"];", "3",
	  "days: mon stands twice" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[\"mon\",\"mon\",\"mon\","
	  "\"mon\",\"mon\",\"mon\",\"mon\",\"mon\",\"mon\"];", "3",
	  "days: 9 days" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[];", "3",
	  "days: must be a list" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[\"mon\",\"tue\"];", "3",
	  "days: tue follows mon" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[\"sun\",\"sat\"];", "3",
	  "days: sun follows sat" },
	{ "exercise=\"squat\"; sets=3; reps=5; days_a_week=5;", "3",
	  "days_a_week: 5 contradicts" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[\"mon\",\"thu\"];\n"
	  "days_a_week=3;", "4", "days_a_week: 3 contradicts the 2" },
	{ "exercise=\"sqat\"; sets=3; reps=5;", "3", "nearest is squat" },
	{ "exercise=\"qwertyuiop\"; sets=3; reps=5;", "3", "no exercise" },
	{ "exercise=\"\"; sets=3; reps=5;", "3", "exercise: must be text" },
	{ "exercise=5; sets=3; reps=5;", "3", "exercise: must be text" },
	{ "sets=3; reps=5;", "3", "exercise: is missing" },
	{ "exercise=\"squat\"; reps=5;", "3", "sets: is missing" },
	{ "exercise=\"squat\"; sets=3;", "3", "reps or hold_s is missing" },
	{ "exercise=\"squat\"; sets=3; reps=5; hold_s=3;", "3",
	  "hold_s: contradicts reps" },
	{ "exercise=\"squat\"; sets=3; hold_s=0;", "3", "hold_s: 0 is" },
	{ "exercise=\"squat\"; sets=3; hold_s=3601;", "3",
	  "hold_s: 3601 is" },
	{ "exercise=\"squat\"; sets=3; hold_s=9; tempo_s=[1.0,0.0,1.0,0.0];",
	  "3", "tempo_s: contradicts hold_s" },
	{ "exercise=\"squat\"; sets=3; reps=5; weight=5;", "3",
	  "weight: no such setting" },
	{ "exercise=\"squat\"; sets=3; reps=5; }, { exercise=\"squat\";"
	  " side=\"left\"; sets=1; reps=5;", "3", "squat stands twice" },
	{ "exercise=\"squat\"; sets=3; reps=5; days=[\"mon\"]; }, { exercise"
	  "=\"squat\"; days=[\"fri\",\"mon\"]; sets=1; reps=5;", "3",
	  "squat stands twice" },
	{ "exercise=\"squat\"; sets=3; reps=5;\n@include \"x\"\n", "4",
	  "@include" },
	{ "exercise=\"squat\"; sets=3; reps=;", "3", "syntax error" },
};

START_TEST(wrong_exercises)
{
	static struct gn_plan p;
	char text[512], where[32];

	for (size_t k = 0; k < sizeof(wrong_items) / sizeof(wrong_items[0]);
	     k++) {
		struct gn_diag why = { "" };

		snprintf(text, sizeof(text), "patient = \"a\";\nexercises = "
			 "(\n{ %s } );\n", wrong_items[k].item);
		snprintf(where, sizeof(where), "p.cfg:%s: ",
			 wrong_items[k].line);
		ck_assert_msg(gn_plan_parse(&p, text, "p.cfg", cat, &why) ==
			      GN_EFORMAT, "accepted: %s", text);
		ck_assert_msg(!strncmp(why.text, where, strlen(where)) &&
			      strstr(why.text, wrong_items[k].says),
			      "%s\n%s", wrong_items[k].item, why.text);
	}
}
END_TEST

#define SQUAT "{ exercise=\"squat\"; sets=3; reps=5; "
#define STAND "{ exercise=\"heel_raise\"; kind=\"balance\"; sets=1; reps=9; "

/* The whole text, and what the reason must say. */
static const struct {
	const char *text, *says;
} wrong_plans[] = {
	{ "exercises=(" SQUAT "});", "p: patient: is missing" },
	{ "", "patient: is missing" },
	{ "patient=\"a\";", "exercises: is missing" },
	{ "patient=\"a\";\nexercises=();", "p:2: exercises: must be a list" },
	{ "patient=\"a\";\nexercises=[1];", "p:2: exercises: must be a list" },
	{ "patient=\"a\";\nexercises=(1);", "p:2: exercises: an exercise is" },
	{ "patient=\"Eva M\"; exercises=(" SQUAT "});", "pseudonym" },
	{ "patient=\"a/b\"; exercises=(" SQUAT "});", "pseudonym" },
	{ "patient=\"\"; exercises=(" SQUAT "});", "patient: must be text" },
	{ "patient=\"a\"; doctor=1; exercises=(" SQUAT "});",
	  "doctor: no such setting" },
	{ "patient=\"a\";\nstrength_days=9;exercises=(" SQUAT "});",
	  "p:2: strength_days: 9 is impossible" },
	{ "patient=\"a\";\nstrength_days=1;exercises=(" SQUAT "});",
	  "p:2: strength_days: 1 is impossible" },
	{ "patient=\"a\"; balance_days=4; exercises=(" STAND "});",
	  "balance_days: 4 is impossible" },
	{ "patient=\"a\"; balance_days=2;\nexercises=(" SQUAT "});",
	  "p:1: balance_days: no exercise is of that kind" },
	{ "patient=\"a\"; strength_days=2; exercises=(" SQUAT
	  "days_a_week=3;});", "strength_days: 2 contradicts the 3 days" },
	{ "patient=\"a\"; strength_days=2; exercises=(" SQUAT
	  "days=[\"mon\",\"wed\"];}, { exercise=\"row\"; sets=1; reps=9;"
	  " days=[\"fri\"]; });", "strength_days: 2 contradicts its" },
	{ "patient=\"a\"; steps_per_day=0; exercises=(" SQUAT "});",
	  "steps_per_day: 0 is impossible" },
	{ "patient=\"a\"; steps_per_day=50001; exercises=(" SQUAT "});",
	  "steps_per_day: 50001 is" },
};

START_TEST(wrong_wholes)
{
	static struct gn_plan p;

	for (size_t k = 0; k < sizeof(wrong_plans) / sizeof(wrong_plans[0]);
	     k++) {
		struct gn_diag why = { "" };

		ck_assert_msg(gn_plan_parse(&p, wrong_plans[k].text, "p", cat,
					    &why) == GN_EFORMAT,
			      "accepted: %s", wrong_plans[k].text);
		ck_assert_msg(strstr(why.text, wrong_plans[k].says) != NULL,
			      "%s\n%s", wrong_plans[k].text, why.text);
	}
}
END_TEST

#define MOST "{ exercise=\"squat\"; sets=20; reps=200; load_kg=0; " \
	"tempo_s=[0.0,60.0,0.0,0.0]; tempo_within_s=0; }"

/* What is close to a refusal and none. */
START_TEST(right_ones)
{
	static const char *const item[] = {
		SQUAT "days=[\"mon\",\"tue\"]; rest=false; }",
		SQUAT "days_a_week=7; rest=false; }",
		SQUAT "days_a_week=4; }",
		SQUAT "days=[\"mon\",\"wed\",\"fri\",\"sun\"]; }",
		SQUAT "days=[\"mon\"]; }, " SQUAT "days=[\"tue\"]; }",
		SQUAT "side=\"left\"; }, " SQUAT "side=\"right\"; }",
		SQUAT "rom_deg=40; rom_of=\"trunk_lean\"; }",
		SQUAT "rom_deg=1; rom_of=\"rotation wrist\"; }",
		STAND "days=[\"mon\",\"tue\"]; }",
		MOST,
	};
	static struct gn_plan p;
	char text[512];

	for (size_t k = 0; k < sizeof(item) / sizeof(item[0]); k++) {
		struct gn_diag why = { "" };

		snprintf(text, sizeof(text), "patient=\"a\"; exercises=(%s);",
			 item[k]);
		ck_assert_msg(!gn_plan_parse(&p, text, "p", cat, &why),
			      "%s\n%s", item[k], why.text);
	}
}
END_TEST

START_TEST(no_more_than_there_is_room_for)
{
	static struct gn_plan p;
	static char text[8192];

	for (int n = GN_PLAN_ITEMS_MAX; n <= GN_PLAN_ITEMS_MAX + 1; n++) {
		size_t at = (size_t)snprintf(text, sizeof(text), "patient = "
					     "\"%s\"; exercises = (",
		"1234567890123456789012345678901234567890123456789012345678901"
		"234");
		size_t c = 0;
		struct gn_diag why = { "" };

		for (int k = 0; k < n; k++, c++)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
				"%s{ exercise=\"%s\"; sets=1; reps=1; }",
				k ? "," : "",
				gn_catalogue_at(cat, c)->name);
		snprintf(text + at, sizeof(text) - at, ");");
		ck_assert_int_eq(gn_plan_parse(&p, text, "p", cat, &why),
				 n > GN_PLAN_ITEMS_MAX ? GN_EFORMAT : GN_OK);
	}
}
END_TEST

Suite *suite_plan(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("plan");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, read_as_written);
	tcase_add_test(tc, wrong_exercises);
	tcase_add_test(tc, wrong_wholes);
	tcase_add_test(tc, right_ones);
	tcase_add_test(tc, no_more_than_there_is_room_for);
	suite_add_tcase(s, tc);
	return s;
}
