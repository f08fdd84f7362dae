/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/report.h"
#include "suites.h"

#define DEG (M_PI / 180)

/* Knee 76 and 90 deg, different; a phase within its spread; no SPARC. */
static struct gn_asym list[3];

static void fill(void)
{
	for (int i = 0; i < 3; i++) {
		list[i] = (struct gn_asym){
			.n = { 6, 5 }, .ci = { NAN, NAN },
			.si_ci = { NAN, NAN }, .mdc = NAN, .p = NAN,
			.p_all = NAN };
		for (int k = 0; k < GN_ASYM_INDEX_COUNT; k++) {
			list[i].index[k] = NAN;
			list[i].refused[k] = GN_ASYM_LOG;
		}
	}
	snprintf(list[0].name, sizeof(list[0].name), "range");
	snprintf(list[0].of, sizeof(list[0].of), "knee_flexion");
	list[0].unit = GN_UNIT_RAD;
	list[0].paired = 1;
	list[0].verdict = GN_ASYM_DIFFERENT;
	list[0].mean[0] = 90 * DEG;
	list[0].mean[1] = 76 * DEG;
	list[0].sd[0] = 3 * DEG;
	list[0].sd[1] = 2 * DEG;
	list[0].difference = -14 * DEG;
	list[0].ci[0] = -21 * DEG;
	list[0].ci[1] = -7 * DEG;
	list[0].mdc = 3 * DEG;
	list[0].mount_sd = 2.5 * DEG;
	list[0].p = 0.0001;
	list[0].p_all = 0.00123;
	list[0].index[GN_ASYM_SI] = -16.867;
	list[0].refused[GN_ASYM_SI] = GN_ASYM_FINE;
	list[0].si_ci[0] = -25;
	list[0].si_ci[1] = -8;
	snprintf(list[1].name, sizeof(list[1].name), "eccentric");
	list[1].unit = GN_UNIT_S;
	list[1].verdict = GN_ASYM_VARIES;
	list[1].mean[0] = 1.5;
	list[1].mean[1] = 1.254;
	list[1].difference = -0.246;
	snprintf(list[2].name, sizeof(list[2].name), "sparc");
	list[2].unit = GN_UNIT_NONE;
	list[2].verdict = GN_ASYM_ONE_LIMB;
	list[2].n[0] = list[2].n[1] = 0;
}

static char *text;
static size_t size;

static FILE *begin(void)
{
	FILE *f = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(f);
	fill();
	return f;
}

static void has(const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "no '%s' in\n%s", part, text);
}

START_TEST(table)
{
	FILE *f = begin();

	gn_report_asym_table(f, list, 3, GN_PAIR_SIDES);
	fclose(f);
	has("  mean of                       left   right right-left"
	    "   95 % interval   SI %\n");
	has("  knee_flexion deg              90.0    76.0      -14.0"
	    "   -21.0    -7.0  -16.9  different\n");
	has("  eccentric s                   1.50    1.25      -0.25"
	    "       -       -      -  within_variability\n");
	has("  different: knee_flexion, right less by 14.0 deg "
	    "(95 % 7.0 to 21.0)\n");
	has("  not assessed: sparc\n      measured of one limb, or of both "
	    "together\n");
	free(text);
}
END_TEST

START_TEST(table_of_times)
{
	FILE *f = begin();

	list[0].difference = 14 * DEG;
	list[0].ci[0] = 7 * DEG;
	list[0].ci[1] = 21 * DEG;
	gn_report_asym_table(f, list, 1, GN_PAIR_TIMES);
	fclose(f);
	has("mean of                     before   after     change");
	has("  different: knee_flexion, before less by 14.0 deg "
	    "(95 % 7.0 to 21.0)\n");
	ck_assert_ptr_null(strstr(text, "not assessed"));
	free(text);
}
END_TEST

/* A reason stands once, and its list goes on below. */
START_TEST(long_lists_are_folded)
{
	struct gn_asym many[9];
	FILE *f = begin();

	for (int i = 0; i < 9; i++) {
		many[i] = list[2];
		snprintf(many[i].name, sizeof(many[i].name), "pause_number_%d",
			 i);
	}
	gn_report_asym_table(f, many, 9, GN_PAIR_SIDES);
	fclose(f);
	has("pause_number_3,\n      pause_number_4");
	ck_assert_ptr_eq(strstr(text, "not assessed"),
			 strstr(text, "not assessed: pause_number_0"));
	for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
		ck_assert_uint_le(strcspn(p, "\n"), 96);
	free(text);
}
END_TEST

START_TEST(json)
{
	FILE *f = begin();
	json_t *top, *o;

	gn_report_asym_json(f, list, 3, GN_PAIR_SIDES);
	fclose(f);
	top = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(top);
	ck_assert_uint_eq(json_array_size(top), 3);
	o = json_array_get(top, 0);
	has("{\"measure\":\"range\",\"of\":\"knee_flexion\",\"unit\":\"deg\","
	    "\"paired\":true,\"verdict\":\"different\","
	    "\"left\":{\"n\":6,\"mean\":90.0,\"sd\":3.0},"
	    "\"right\":{\"n\":5,\"mean\":76.0,\"sd\":2.0},"
	    "\"difference\":-14.0,\"ci95\":[-21.0,-7.0],\"mdc\":3.0,"
	    "\"mounting_sd\":2.5,\"p\":0.0001,\"p_with_mounting\":0.0012,"
	    "\"symmetry_index\":-16.9,\"symmetry_angle\":null,"
	    "\"limb_symmetry_index\":null,\"max_over_min\":null,"
	    "\"bilateral_asymmetry_index\":null,"
	    "\"bilateral_strength_asymmetry\":null,"
	    "\"symmetry_index_ci95\":[-25.0,-8.0],\"no_index\":null,");
	ck_assert(json_is_null(json_object_get(o, "no_index")));
	o = json_array_get(top, 2);
	ck_assert_str_eq(json_string_value(json_object_get(o, "no_index")),
			 gn_asym_refusal_text(GN_ASYM_LOG));
	ck_assert_str_eq(json_string_value(json_object_get(o, "reason")),
			 gn_asym_verdict_text(GN_ASYM_ONE_LIMB));
	ck_assert_str_eq(json_string_value(json_object_get(
			 json_array_get(top, 1), "unit")), "s");
	json_decref(top);
	free(text);
	f = begin();
	gn_report_asym_json(f, list, 0, GN_PAIR_TIMES);
	fclose(f);
	ck_assert_str_eq(text, "[]");
	free(text);
}
END_TEST

Suite *suite_report_asym(void)
{
	Suite *s = suite_create("report_asym");
	TCase *t = tcase_create("report");

	suite_add_tcase(s, t);
	tcase_add_test(t, table);
	tcase_add_test(t, table_of_times);
	tcase_add_test(t, long_lists_are_folded);
	tcase_add_test(t, json);
	return s;
}
