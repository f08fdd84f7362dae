/* SPDX-License-Identifier: MIT */
/* A report in another language is in it as a whole. */
#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/cli.h"
#include "apps/lang.h"
#include "gonio/asym.h"
#include "gonio/effort.h"
#include "gonio/form.h"
#include "gonio/joint.h"
#include "gonio/result.h"
#include "gonio/series.h"
#include "lib/report/report_trend_priv.h"
#include "suites.h"

static const char *const codes[] = { "de", "es", "fr" };

static void choose(const char *code)
{
	struct gn_lang now;
	struct gn_diag why = { "" };

	ck_assert_msg(!gn_lang_set(code, &now, &why), "%s", why.text);
}

/* gettext gives its very argument back where it knows nothing. */
static void is_said(const char *text)
{
	if (text[0])
		ck_assert_msg(gn_lang_say(text, NULL, 1) != text,
			      "no translation of '%s'", text);
}

/* "upper_arm" or "knee_flexion_l" as a page says it. */
static void name_is_said(const char *name)
{
	char text[64];
	size_t n;

	snprintf(text, sizeof(text), "%s", name);
	n = strlen(text);
	if (n > 2 && text[n - 2] == '_')
		text[n - 2] = '\0';
	for (char *s = text; *s; s++)
		if (*s == '_')
			*s = ' ';
	is_said(text);
}

START_TEST(what_the_core_says)
{
	const struct gn_form_target none = { .rom_of = "" };
	struct gn_form_rule rule;

	choose(codes[_i]);
	for (int i = 0; i < GN_FORM_KINDS; i++)
		for (int k = GN_AGAINST_OWN; k <= GN_AGAINST_TARGET; k++)
			is_said(gn_form_text((enum gn_form_kind)i,
					     (enum gn_form_against)k));
	for (size_t k = 0; k < GN_FORM_TARGET_RULES; k++) {
		gn_form_target_rule(&none, k, GN_PHASE_ECCENTRIC, &rule);
		is_said(rule.cue);
	}
	for (int i = 0; i <= GN_FORM_REPS; i++)
		is_said(gn_form_unit_name((enum gn_form_unit)i));
	for (int i = 0; i < GN_REJ_COUNT; i++)
		is_said(gn_reject_text((enum gn_reject_reason)i));
	for (int i = 0; i < GN_ASYM_VERDICT_COUNT; i++)
		is_said(gn_asym_verdict_text((enum gn_asym_verdict)i));
	for (int i = 0; i < GN_ANGLE_STATE_COUNT; i++)
		is_said(gn_angle_state_text((enum gn_angle_state)i));
	for (int i = 0; i < GN_EFFORT_MEASURE_COUNT; i++) {
		is_said(gn_effort_name((enum gn_effort_measure)i));
		is_said(gn_effort_unit((enum gn_effort_measure)i));
	}
	for (int i = 0; i < GN_ANGLES; i++)
		name_is_said(gn_angle_def((enum gn_angle)i)->name);
	for (int i = 0; i < GN_PLACE_COUNT; i++)
		name_is_said(gn_place_name((enum gn_place)i));
	for (int i = 0; i <= GN_SIDE_B; i++)
		is_said(gn_side_name((enum gn_side)i));
}
END_TEST

/* Measures and units of progress; see series_take.c. */
START_TEST(what_is_followed_over_sessions)
{
	static const char *const measures[] = {
		"peak velocity", "mean velocity", "lowering", "lifting",
		"pause after lowering", "pause after lifting",
		"smoothness SPARC", "smoothness LDLJ", "repetitions",
		"in full range", "velocity loss", "time held", "stands",
		"time to the last stand", "time to the last sit", "power",
		"total time", "sit to walk", "turn", "turn to sit", "steps",
		"cadence",
	};

	choose(codes[_i]);
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		is_said(measures[i]);
	for (int i = 0; i <= GN_SERIES_NONE; i++)
		is_said(gn_report_unit((enum gn_series_unit)i));
}
END_TEST

START_TEST(what_the_catalogue_says)
{
	struct gn_catalogue *cat = NULL;

	choose(codes[_i]);
	ck_assert_int_eq(cli_catalogue(NULL, &cat), CLI_OK);
	ck_assert_uint_gt(gn_catalogue_size(cat), 50);
	for (size_t i = 0; i < gn_catalogue_size(cat); i++) {
		const struct gn_exercise *e = gn_catalogue_at(cat, i);

		is_said(e->title);
		for (size_t k = 0; k < e->n_form; k++)
			is_said(e->form[k].cue);
	}
	gn_catalogue_free(cat);
}
END_TEST

START_TEST(one_and_many)
{
	choose("de");
	ck_assert_str_eq(gn_lang_say("%zu repetition", "%zu repetitions", 1),
			 "%zu Wiederholung");
	ck_assert_str_eq(gn_lang_say("%zu repetition", "%zu repetitions", 2),
			 "%zu Wiederholungen");
	choose("en");
	ck_assert_str_eq(gn_lang_say("%zu repetition", "%zu repetitions", 2),
			 "%zu repetitions");
	ck_assert_str_eq(gn_lang_say("Squat", NULL, 1), "Squat");
}
END_TEST

START_TEST(the_environment_chooses)
{
	static const struct {
		const char *all, *lang, *code;
		char mark;
	} c[] = {
		{ "", "fr_FR.UTF-8", "fr", ',' },
		{ "C", "fr_FR.UTF-8", "en", '.' },
		{ "es", "fr", "es", ',' },
		{ "", "nl_NL.UTF-8", "en", '.' },
		{ "", "deutsch", "en", '.' },
		{ "", "", "en", '.' },
	};
	struct gn_lang now;

	unsetenv("LC_MESSAGES");
	for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
		setenv("LC_ALL", c[i].all, 1);
		setenv("LANG", c[i].lang, 1);
		ck_assert_int_eq(gn_lang_set(NULL, &now, NULL), GN_OK);
		ck_assert_str_eq(now.code, c[i].code);
		ck_assert_int_eq(now.decimal, c[i].mark);
	}
}
END_TEST

START_TEST(no_such_language)
{
	struct gn_lang now;

	ck_assert_int_eq(gn_lang_set("nl", &now, NULL), GN_EINVAL);
	ck_assert_int_eq(gn_lang_set("de_DE", &now, NULL), GN_EINVAL);
	ck_assert_int_eq(gn_lang_set("", &now, NULL), GN_EINVAL);
}
END_TEST

/* What other suites print is English. */
static void restore(void)
{
	unsetenv("LANGUAGE");
	unsetenv("LC_ALL");
	unsetenv("LANG");
	setlocale(LC_MESSAGES, "C");
}

Suite *suite_lang(void)
{
	Suite *s = suite_create("lang");
	TCase *t = tcase_create("lang");

	tcase_add_checked_fixture(t, NULL, restore);
	tcase_add_loop_test(t, what_the_core_says, 0, 3);
	tcase_add_loop_test(t, what_is_followed_over_sessions, 0, 3);
	tcase_add_loop_test(t, what_the_catalogue_says, 0, 3);
	tcase_add_test(t, one_and_many);
	tcase_add_test(t, the_environment_chooses);
	tcase_add_test(t, no_such_language);
	suite_add_tcase(s, t);
	return s;
}
