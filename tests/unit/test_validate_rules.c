/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/validate_rules.h"
#include "files.h"
#include "gonio/form_target.h"
#include "suites.h"
#include "tabletest.h"

#define SHIPPED "fixtures/validation/form.cfg"

static struct gn_diag why;
static struct gn_catalogue *cat;
static struct gn_val_rules scene;
static struct gn_val_rule *list;
static size_t n;

static void setup(void)
{
	files_open();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, &why), GN_OK);
	ck_assert_msg(!gn_val_rules_load(&scene, SHIPPED, &why), "%s",
		      why.text);
	ck_assert_int_eq(gn_val_rules_list(&scene, cat, &list, &n), GN_OK);
}

static void teardown(void)
{
	free(list);
	gn_catalogue_free(cat);
	files_close();
}

static const struct {
	const char *text, *part;
} wrong[] = {
	{ "kind = \"trend\";", "kind must be \"form\"" },
	{ "kind = \"form\";", "range_deg must be 3 numbers" },
	{ "range_deg = [ 1, 2 ];", "range_deg must be 3 numbers" },
	{ "range_deg = [ 1, 2, -1 ];", "range_deg must be a list" },
	{ "sessions = 0;", "sessions must be a whole number" },
	{ "within_s = -1;", "within_s must be a number" },
	{ "range = [ 1, 2, 3 ];", "range is no such field" },
};

START_TEST(what_is_wrong_is_named)
{
	tabletest_refuses(gn_val_rules_all, wrong[_i].text,
			  wrong[_i].part);
}
END_TEST

static size_t seen(const struct gn_form_rule *r)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += list[i].rule.kind == r->kind &&
		     list[i].rule.against == r->against &&
		     !strcmp(list[i].rule.of, r->of);
	return k;
}

/* A range by its angle and by how high the body rises: twice. */
START_TEST(every_rule_of_the_catalogue_has_its_row)
{
	size_t of_plan = 0;

	for (size_t i = 0; i < gn_catalogue_size(cat); i++) {
		const struct gn_exercise *e = gn_catalogue_at(cat, i);

		for (size_t k = 0; k < e->n_form; k++) {
			const struct gn_form_rule *r = &e->form[k];

			ck_assert_msg(seen(r) == 1u + (r->kind ==
				GN_FORM_RANGE && r->of_kind == GN_OF_SELF),
				"%s, %s of '%s': %zu", e->name,
				gn_form_name(r->kind), r->of, seen(r));
		}
	}
	for (size_t i = 0; i < n; i++)
		of_plan += list[i].rule.against == GN_AGAINST_TARGET;
	ck_assert_uint_eq(of_plan, GN_FORM_TARGET_RULES);
}
END_TEST

/* 95 % of the faults are found, 98 % of the good ones left alone, less what
 * 5000 may be off. */
START_TEST(faults_are_found_and_good_ones_left_alone)
{
	size_t not_simulated = 0;

	for (size_t i = 0; i < n; i++) {
		struct gn_val_rule *x = &list[i];
		int own = x->rule.against == GN_AGAINST_OWN;

		gn_val_rule_run(&scene, i, x);
		if (x->why) {
			ck_assert_int_eq(x->rule.kind, GN_FORM_STOP);
			not_simulated++;
			continue;
		}
		ck_assert_uint_eq(x->sessions, 5000);
		ck_assert_msg(x->found >= 4710 && x->near <= 100 &&
			      (!own || x->usual <= 100),
			      "%s of '%s': found %zu, false %zu and %zu",
			      gn_form_name(x->rule.kind), x->rule.of, x->found,
			      x->usual, x->near);
	}
	ck_assert_uint_eq(not_simulated, 1);
}
END_TEST

static struct gn_val_rule *row_of(enum gn_form_kind kind, const char *of,
				  enum gn_form_against against)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].rule.kind == kind && !strcmp(list[i].rule.of, of) &&
		    list[i].rule.against == against)
			return &list[i];
	ck_abort_msg("no row of %s '%s'", gn_form_name(kind), of);
	return NULL;
}

/* 1.96 x 0.13 s is what is stated of a time against a number. Repetitions that
 * are all alike have a threshold as sure as the measure. */
START_TEST(what_is_stated)
{
	struct gn_val_rule *plan = row_of(GN_FORM_SLOW, "eccentric",
					  GN_AGAINST_TARGET);
	struct gn_val_rule *own = row_of(GN_FORM_FAST, "repetition",
					 GN_AGAINST_OWN), alike = *own;

	gn_val_rule_run(&scene, 0, plan);
	ck_assert_double_eq_tol(plan->uncertainty, 1.96 * 0.13, 1e-3);
	gn_val_rule_run(&scene, 0, own);
	scene.measure[GN_VAL_WHOLE].v[1] = 0;
	gn_val_rule_run(&scene, 0, &alike);
	ck_assert_double_lt(alike.uncertainty, 0.7 * own->uncertainty);
}
END_TEST

/* A fast repetition whose fault had to take less than no time. */
START_TEST(a_fault_that_cannot_be_is_not_simulated)
{
	struct gn_val_rule *x = row_of(GN_FORM_FAST, "eccentric",
				       GN_AGAINST_OWN);

	scene.measure[GN_VAL_PHASE].v[0] = 0.8;
	gn_val_rule_run(&scene, 0, x);
	ck_assert_ptr_nonnull(x->why);
	ck_assert_uint_eq(x->sessions, 0);
}
END_TEST

START_TEST(tables)
{
	char *text, *at;
	size_t lines = 0;
	json_t *o;

	text = tabletest_text(gn_val_rules_all, SHIPPED);
	ck_assert_msg(!strncmp(text, "\nRULE       rule ", 17), "%s", text);
	ck_assert_ptr_nonnull(strstr(text, "\nform       too_shallow   "
		"elbow_flexion     limit   angle_deg      3.14     5000 "));
	ck_assert_ptr_nonnull(strstr(text, "not simulated: a number of"));
	free(text);
	text = tabletest_lines(gn_val_rules_all, SHIPPED);
	for (at = text; (at = strchr(at, '\n')); at++)
		lines++;
	ck_assert_uint_eq(lines, n);
	o = tabletest_first(text, "form_rule");
	ck_assert_int_ge(json_integer_value(json_object_get(o, "found")), 4710);
	json_decref(o);
	free(text);
}
END_TEST

Suite *suite_validate_rules(void)
{
	Suite *s = suite_create("validate_rules");
	TCase *t = tcase_create("rules");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, what_is_wrong_is_named, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(t, every_rule_of_the_catalogue_has_its_row);
	tcase_add_test(t, faults_are_found_and_good_ones_left_alone);
	tcase_add_test(t, what_is_stated);
	tcase_add_test(t, a_fault_that_cannot_be_is_not_simulated);
	tcase_add_test(t, tables);
	return s;
}
