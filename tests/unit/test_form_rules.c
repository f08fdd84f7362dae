/* SPDX-License-Identifier: MIT */
/* The setting `form` of a catalogue entry. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/catalogue.h"
#include "lib/rep/catalogue_priv.h"
#include "suites.h"

#define DEG 57.29577951308232

static int parse(const char *form, struct gn_exercise *e, struct gn_diag *why)
{
	char text[2048];

	snprintf(text, sizeof(text), "name = \"a\";\ntitle = \"A\";\n"
		 "first = \"eccentric\";\nrep_s = [ 1, 5 ];\n"
		 "rom_deg = [ 20, 100 ];\nangle = \"knee_flexion\";\n"
		 "form = (\n%s\n);\n", form);
	return gn_entry_parse(e, text, "a.cfg", why);
}

START_TEST(rules_are_read)
{
	static struct gn_exercise e;
	struct gn_diag why = { { 0 } };

	ck_assert_msg(parse("{ rule = \"range_short\"; cue = \"c1\"; },\n"
		"{ rule = \"too_fast\"; of = \"eccentric\"; limit = 1.5;"
		" source = \"s\"; verified = \"V\"; cue = \"c2\"; },\n"
		"{ rule = \"swing\"; of = \"chest\"; cue = \"c3\"; },\n"
		"{ rule = \"too_shallow\"; of = \"knee_flexion\"; limit = 60;"
		" source = \"s\"; verified = \"M\"; cue = \"c4\"; },\n"
		"{ rule = \"pause_missing\"; of = \"turn\"; cue = \"c5\"; }",
		&e, &why) == GN_OK,
		"%s", why.text);
	ck_assert_uint_eq(e.n_form, 5);
	ck_assert_int_eq(e.form[0].kind, GN_FORM_RANGE);
	ck_assert_int_eq(e.form[0].of_kind, GN_OF_SELF);
	ck_assert_int_eq(e.form[0].against, GN_AGAINST_OWN);
	ck_assert(isnan(e.form[0].limit));
	ck_assert_str_eq(e.form[1].cue, "c2");
	ck_assert_int_eq(e.form[1].of_kind, GN_OF_TIME);
	ck_assert_int_eq(e.form[1].against, GN_AGAINST_LIMIT);
	ck_assert_double_eq_tol(e.form[1].limit, 1.5, 1e-6);
	ck_assert_str_eq(e.form[1].source, "s");
	ck_assert_int_eq(e.form[2].of_kind, GN_OF_PLACE);
	ck_assert_int_eq(e.form[3].of_kind, GN_OF_ANGLE);
	ck_assert_double_eq_tol(e.form[3].limit * DEG, 60.0, 1e-4);
	ck_assert_int_eq(e.form[4].of_kind, GN_OF_PAUSE);
	ck_assert_int_eq(e.form[4].against, GN_AGAINST_OWN);
}
END_TEST

/* A rule that is wrong, and what is said of it. */
static const struct {
	const char *form, *says;
} wrong[] = {
	{ "{ rule = \"knee_inward\";\n of = \"knee_valgus\"; cue = \"c\"; }",
	  "a.cfg:9: of: no such angle, place or part" },
	{ "{ rule = \"swing\";\n of = \"chest_l\"; cue = \"c\"; }",
	  "a.cfg:9: of: no such angle, place" },
	{ "{ rule = \"swing\";\n of = \"turn\"; cue = \"c\"; }",
	  "a.cfg:9: of: not what this rule is about" },
	{ "{ rule = \"swing\"; cue = \"c\"; }",
	  "a.cfg:8: value: this rule needs `of`" },
	{ "{ rule = \"stopped_early\"; cue = \"c\"; }",
	  "a.cfg:8: value: this rule is of a plan" },
	{ "{ rule = \"tremor\"; cue = \"c\";\n against = \"own\"; }",
	  "a.cfg:9: against: no such setting of a rule" },
	{ "{ rule = \"bend\"; cue = \"c\"; }", "a.cfg:8: rule: no such rule" },
	{ "{ rule = \"tremor\"; }", "a.cfg:8: value: a rule needs" },
	{ "{ cue = \"c\"; }", "a.cfg:8: value: a rule needs" },
	{ "3", "a.cfg:8: value: a rule is {" },
	{ "{ rule = \"tremor\"; cue = \"c\";\n colour = \"red\"; }",
	  "a.cfg:9: colour: no such setting of a rule" },
	{ "{ rule = \"tremor\"; cue = \"c\";\n limit = 3; }",
	  "a.cfg:8: value: a limit needs `source` and `verified`" },
	{ "{ rule = \"tremor\"; cue = \"c\"; limit = 3; source = \"s\";\n"
	  " verified = \"GK\"; }",
	  "a.cfg:9: verified: must be V, V2, Vc, V0 or M: general" },
	{ "{ rule = \"tremor\"; cue = \"c\"; source = \"s\"; verified = \"V\";"
	  "\n limit = -3; }", "a.cfg:9: limit: out of range" },
	{ "{ rule = \"too_fast\"; of = \"repetition\"; cue = \"c\";"
	  " source = \"s\"; verified = \"V\";\n limit = 61; }",
	  "a.cfg:9: limit: out of range" },
	{ "{ rule = \"bounce\"; cue = \"c\"; source = \"s\"; verified = \"V\";"
	  "\n limit = 3; }", "a.cfg:9: limit: this rule takes no limit" },
	{ "{ rule = \"tremor\"; cue = \"c\"; },\n"
	  "{ rule = \"tremor\"; cue = \"d\"; }",
	  "a.cfg:9: value: the same rule stands here twice" },
	/* contradictions: with another rule, with the entry */
	{ "{ rule = \"too_fast\"; of = \"eccentric\"; limit = 3; source ="
	  " \"s\"; verified = \"V\"; cue = \"c\"; },\n"
	  "{ rule = \"too_slow\"; of = \"eccentric\"; source = \"s\";"
	  " verified = \"V\"; cue = \"c\";\n limit = 2; }",
	  "a.cfg:10: limit: contradicts another rule" },
	{ "{ rule = \"too_slow\"; of = \"eccentric\"; limit = 2; source ="
	  " \"s\"; verified = \"V\"; cue = \"c\"; },\n"
	  "{ rule = \"too_fast\"; of = \"eccentric\"; source = \"s\";"
	  " verified = \"V\"; cue = \"c\";\n limit = 2; }",
	  "a.cfg:10: limit: contradicts another rule" },
	{ "{ rule = \"too_shallow\"; of = \"knee_flexion\"; source = \"s\";"
	  " verified = \"V\"; cue = \"c\";\n limit = 110; }",
	  "a.cfg:9: limit: contradicts rom_deg" },
	{ "{ rule = \"too_fast\"; of = \"repetition\"; source = \"s\";"
	  " verified = \"V\"; cue = \"c\";\n limit = 6; }",
	  "a.cfg:9: limit: contradicts rep_s" },
};

START_TEST(wrong_rules_are_named_by_line_and_field)
{
	static struct gn_exercise e;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct gn_diag why = { { 0 } };

		ck_assert_int_eq(parse(wrong[i].form, &e, &why), GN_EFORMAT);
		ck_assert_msg(strstr(why.text, wrong[i].says) != NULL,
			      "'%s' for '%s'", why.text, wrong[i].says);
	}
}
END_TEST

START_TEST(limits_that_do_not_contradict_are_taken)
{
	static struct gn_exercise e;
	struct gn_diag why = { { 0 } };

	ck_assert_msg(parse("{ rule = \"too_fast\"; of = \"eccentric\";"
		" limit = 1; source = \"s\"; verified = \"V\"; cue = \"c\"; },"
		"{ rule = \"too_slow\"; of = \"eccentric\"; limit = 4;"
		" source = \"s\"; verified = \"V\"; cue = \"c\"; },"
		"{ rule = \"too_slow\"; of = \"concentric\"; limit = 0.5;"
		" source = \"s\"; verified = \"V\"; cue = \"c\"; }", &e,
		&why) == GN_OK, "%s", why.text);
	ck_assert_uint_eq(e.n_form, 3);
}
END_TEST

START_TEST(every_rule_has_its_words)
{
	for (int k = 0; k < GN_FORM_KINDS; k++) {
		enum gn_form_kind kind = (enum gn_form_kind)k;

		ck_assert_int_eq(gn_form_find_rule(gn_form_name(kind)), k);
		ck_assert_uint_gt(strlen(gn_form_text(kind, GN_AGAINST_OWN)),
				  3);
		ck_assert_int_eq(abs(gn_form_sign(kind)), 1);
		ck_assert_uint_ne(gn_form_takes(kind), 0);
	}
	ck_assert_int_eq(gn_form_find_rule("posture"), GN_FORM_POSTURE);
	ck_assert_int_eq(gn_form_find_rule("nothing"), -1);
	ck_assert_str_eq(gn_form_name(GN_FORM_KINDS), "?");
	ck_assert_str_eq(gn_form_text(GN_FORM_KINDS, GN_AGAINST_OWN), "?");
	ck_assert_str_eq(gn_form_text(GN_FORM_RANGE, GN_AGAINST_OWN),
			 "range smaller than at first");
	ck_assert_str_eq(gn_form_text(GN_FORM_RANGE, GN_AGAINST_TARGET),
			 "range smaller than prescribed");
}
END_TEST

START_TEST(built_in_rules_have_cues_and_sources)
{
	struct gn_catalogue *c = NULL;
	size_t with = 0;

	ck_assert_int_eq(gn_catalogue_load(&c, NULL, NULL), GN_OK);
	for (size_t i = 0; i < gn_catalogue_size(c); i++) {
		const struct gn_exercise *e = gn_catalogue_at(c, i);

		with += e->n_form > 0;
		for (size_t k = 0; k < e->n_form; k++) {
			ck_assert_uint_gt(strlen(e->form[k].cue), 4);
			ck_assert(e->form[k].against != GN_AGAINST_LIMIT ||
				  e->form[k].source[0]);
		}
	}
	ck_assert_uint_gt(with, 40);
	gn_catalogue_free(c);
}
END_TEST

Suite *suite_form_rules(void)
{
	Suite *s = suite_create("form_rules");
	TCase *t = tcase_create("form_rules");

	tcase_add_test(t, rules_are_read);
	tcase_add_test(t, wrong_rules_are_named_by_line_and_field);
	tcase_add_test(t, limits_that_do_not_contradict_are_taken);
	tcase_add_test(t, every_rule_has_its_words);
	tcase_add_test(t, built_in_rules_have_cues_and_sources);
	suite_add_tcase(s, t);
	return s;
}
