/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/report_fhir.h"
#include "gonio/uuid.h"
#include "gonio/version.h"
#include "suites.h"

/* A result as a FHIR bundle, byte by byte and by what it says. */

#define S_NS INT64_C(1000000000)
#define DEG 57.29577951308232
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct gn_exercise squat;
static struct gn_result r;
static struct gn_rep rep[3];
static struct gn_set set[1];
static struct gn_warning warning[1];
static struct gn_fhir_about about;
static json_t *bundle;
static char *text;
static char knee[GN_UUID_TEXT], device[GN_UUID_TEXT];

/* A set of three repetitions of the right leg, but the second one's is not. */
static void setup(void)
{
	memset(&r, 0, sizeof(r));
	memset(&squat, 0, sizeof(squat));
	snprintf(squat.name, sizeof(squat.name), "squat");
	snprintf(squat.title, sizeof(squat.title), "Squat");
	r.exercise = &squat;
	memcpy(r.input_sha256, SHA, sizeof(SHA));
	r.length_ns = 20 * S_NS;
	r.n_sensors = 1;
	snprintf(r.sensors[0].name, sizeof(r.sensors[0].name), "thigh_r");
	memset(rep, 0, sizeof(rep));
	for (int i = 0; i < 3; i++) {
		rep[i] = (struct gn_rep){ .set = 1, .n = (uint32_t)i + 1,
			.side = i == 1 ? GN_SIDE_LEFT : GN_SIDE_RIGHT,
			.rom_rad = 1, .rom_sd_rad = 0.1F,
			.rom_of = "tilt thigh_r" };
		for (int a = 0; a < GN_ANGLES; a++)
			rep[i].angle[a] = (struct gn_range){ NAN, NAN, NAN };
		rep[i].angle[GN_KNEE_FLEXION_R] = (struct gn_range){
			(float)(10 / DEG), (float)((90 + 5 * i) / DEG),
			(float)(4 / DEG) };
	}
	set[0] = (struct gn_set){ .n = 1, .start_ns = 5 * S_NS,
		.end_ns = 14 * S_NS + S_NS / 4, .reps = 3, .full = 2,
		.rep_mean_s = 3.004F, .rep_sd_s = NAN,
		.rom_mean_rad = (float)(60 / DEG), .rom_sd_rad = NAN };
	r.reps = rep;
	r.n_reps = 3;
	r.sets = set;
	r.n_sets = 1;
	about = (struct gn_fhir_about){ .subject = "P \"17\"",
		/* 2026-11-24T20:00:00.123 */
		.started_unix_ns = INT64_C(1795550400123456789),
		.day = "2026-11-24" };
	gn_uuid_of("gonio " GN_ALGORITHM " " SHA " squat set 1 knee_flexion_r",
		   knee);
	gn_uuid_of("gonio " GN_VERSION " " GN_ALGORITHM, device);
	text = NULL;
	bundle = NULL;
}

static void teardown(void)
{
	json_decref(bundle);
	free(text);
}

/* Write it, and read it as JSON. */
static void write_it(void)
{
	json_error_t at;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(gn_report_fhir(&r, &about, to), GN_OK);
	ck_assert_int_eq(fclose(to), 0);
	ck_assert_int_eq(text[n - 1], '\n');
	bundle = json_loads(text, JSON_REJECT_DUPLICATES, &at);
	ck_assert_msg(bundle != NULL, "%s: %s", at.text, text);
}

/* The observation with a code and a text; NULL: there is none. */
static const json_t *find(const char *code, const char *says)
{
	const json_t *entry = json_object_get(bundle, "entry"), *e;
	size_t i;

	json_array_foreach(entry, i, e) {
		const json_t *o = json_object_get(e, "resource"), *c, *one;
		size_t k;

		c = json_object_get(o, "code");
		json_array_foreach(json_object_get(c, "coding"), k, one)
			if (!strcmp(json_string_value(json_object_get(one,
				    "code")), code) &&
			    strstr(json_string_value(json_object_get(c,
				   "text")), says))
				return o;
	}
	return NULL;
}

static double quantity(const json_t *o, const char *ucum)
{
	const json_t *q = json_object_get(o, "valueQuantity");

	ck_assert_str_eq(json_string_value(json_object_get(q, "code")), ucum);
	return json_number_value(json_object_get(q, "value"));
}

static void absent(const json_t *o, const char *why)
{
	const json_t *a = json_object_get(o, "dataAbsentReason");

	ck_assert_ptr_null(json_object_get(o, "valueQuantity"));
	ck_assert_str_eq(json_string_value(json_object_get(a, "text")), why);
}

static double sd_of(const json_t *o)
{
	const json_t *x = json_array_get(json_object_get(json_object_get(o,
					 "valueQuantity"), "extension"), 0);

	return x ? json_number_value(json_object_get(x, "valueDecimal")) : NAN;
}

static void holds_text(const char *want)
{
	ck_assert_msg(strstr(text, want) != NULL, "%s\nis not in\n%s", want,
		      text);
}

/* ---- names ------------------------------------------------------------- */

/* As sha256sum says, and version and variant put in. */
START_TEST(a_text_has_one_uuid)
{
	char id[GN_UUID_TEXT];

	gn_uuid_of("", id);
	ck_assert_str_eq(id, "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
	gn_uuid_of("gonio", id);
	ck_assert_str_eq(id, "05f04c1b-0cc8-8d7a-84e6-30f8e993bda2");
}
END_TEST

START_TEST(one_observation_byte_by_byte)
{
	static const char format[] =
	    "{\"fullUrl\":\"urn:uuid:%s\","
	    "\"resource\":{\"resourceType\":\"Observation\",\"id\":"
	    "\"%s\",\"status\":\"final\","
	    "\"category\":[{\"coding\":[{\"system\":\"http://terminology.hl7."
	    "org/CodeSystem/observation-category\",\"code\":\"activity\"}]}],"
	    "\"code\":{\"coding\":[{\"system\":\"urn:gonio:measure\",\"code\":"
	    "\"knee_flexion_r\"}],\"text\":\"Range of knee_flexion_r, mean of "
	    "set 1\"},\"subject\":{\"identifier\":{\"system\":"
	    "\"urn:gonio:participant\",\"value\":\"P \\\"17\\\"\"}},"
	    "\"effectivePeriod\":{\"start\":\"2026-11-24T20:00:05.123Z\","
	    "\"end\":\"2026-11-24T20:00:14.373Z\"},\"valueQuantity\":{"
	    "\"extension\":[{\"url\":\"http://hl7.org/fhir/"
	    "StructureDefinition/iso21090-uncertainty\",\"valueDecimal\":4.0}"
	    "],\"value\":85.0,\"unit\":\"deg\",\"system\":"
	    "\"http://unitsofmeasure.org\",\"code\":\"deg\"},\"bodySite\":{"
	    "\"text\":\"right\"},\"device\":{\"reference\":\"urn:uuid:%s\"},"
	    "\"component\":[{\"code\":{"
	    "\"coding\":[{\"system\":\"urn:gonio:measure\",\"code\":"
	    "\"angle-least\"}],\"text\":\"Least angle, mean of the "
	    "repetitions\"},\"valueQuantity\":{\"value\":10.0,\"unit\":"
	    "\"deg\",\"system\":\"http://unitsofmeasure.org\",\"code\":"
	    "\"deg\"}},{\"code\":{\"coding\":[{\"system\":"
	    "\"urn:gonio:measure\",\"code\":\"angle-most\"}],\"text\":"
	    "\"Largest angle, mean of the repetitions\"},\"valueQuantity\":{"
	    "\"value\":95.0,\"unit\":\"deg\",\"system\":"
	    "\"http://unitsofmeasure.org\",\"code\":\"deg\"}}]}}";
	char want[3000];

	/* the left one's repetition does not count: 90 and 100 */
	snprintf(want, sizeof(want), format, knee, knee, device);
	write_it();
	holds_text(want);
}
END_TEST

START_TEST(ids_are_of_the_input)
{
	char *first;

	write_it();
	first = text;
	json_decref(bundle);
	write_it();
	ck_assert_str_eq(text, first);
	free(text);
	json_decref(bundle);
	r.input_sha256[0] = '1';
	write_it();
	ck_assert_ptr_null(strstr(text, knee));
	/* the device is the same one */
	ck_assert_ptr_nonnull(strstr(text, device));
	ck_assert_ptr_nonnull(strstr(first, device));
	free(first);
}
END_TEST

START_TEST(no_id_twice)
{
	const json_t *entry;
	size_t n;

	for (int a = 0; a < GN_ANGLES; a++)
		if (a != GN_KNEE_FLEXION_R)
			r.angle[a].state = GN_ANGLE_POSE;
	write_it();
	entry = json_object_get(bundle, "entry");
	n = json_array_size(entry);
	ck_assert_uint_eq(n, 1 + 5 + GN_ANGLES - 1);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(json_string_value(json_object_get(
				json_array_get(entry, i), "fullUrl")),
				json_string_value(json_object_get(
				json_array_get(entry, k), "fullUrl")));
}
END_TEST

/* ---- what it says ------------------------------------------------------ */

START_TEST(repetitions_of_all_and_of_each_set)
{
	const json_t *o, *c;

	snprintf(warning[0].text, sizeof(warning[0].text), "thigh_r: 2 gaps");
	r.warnings = warning;
	r.n_warnings = 1;
	rep[1].kind = GN_REP_PARTIAL;
	write_it();
	ck_assert_str_eq(json_string_value(json_object_get(bundle, "type")),
			 "collection");
	o = find("repetitions", "Repetitions, Squat");
	ck_assert_double_eq(quantity(o, "{repetitions}"), 3);
	ck_assert_double_eq(quantity(json_array_get(json_object_get(o,
			    "component"), 0), "{repetitions}"), 2);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(
			 json_object_get(o, "note"), 0), "text")),
			 "thigh_r: 2 gaps");
	ck_assert_str_eq(json_string_value(json_object_get(json_object_get(o,
			 "effectivePeriod"), "end")),
			 "2026-11-24T20:00:20.123Z");
	o = find("repetitions", "set 1");
	ck_assert_double_eq(quantity(o, "{repetitions}"), 3);
	c = json_object_get(o, "component");
	/* the SD is not known: it is left out */
	ck_assert_uint_eq(json_array_size(c), 2);
	ck_assert_double_eq(quantity(json_array_get(c, 1), "s"), 3.00);
	ck_assert_double_eq(quantity(find("set-duration", ""), "s"), 9.25);
	o = find("range", "tilt thigh_r");
	ck_assert_double_eq(quantity(o, "deg"), 60);
	ck_assert_double_eq(sd_of(o), 5.7);
	ck_assert_ptr_null(json_object_get(o, "component"));
	ck_assert_ptr_null(json_object_get(o, "bodySite"));
}
END_TEST

/* What was measured on a joint's angle is that angle's. */
START_TEST(a_joint_is_told_once)
{
	for (int i = 0; i < 3; i++)
		snprintf(rep[i].rom_of, sizeof(rep[i].rom_of),
			 "knee_flexion_r");
	write_it();
	ck_assert_ptr_null(find("range", ""));
	ck_assert_ptr_nonnull(find("knee_flexion_r", ""));
}
END_TEST

START_TEST(what_is_withheld_says_why)
{
	r.angle[GN_HIP_FLEXION_R].state = GN_ANGLE_POSE;
	r.angle[GN_KNEE_FLEXION_R].state = GN_ANGLE_GIVEN;
	write_it();
	absent(find("hip_flexion_r", ""), "thigh_r: no still pose: stand still "
	       "for 2 s and give that recording with --calibration");
	ck_assert_ptr_null(find("hip_flexion_l", ""));
}
END_TEST

/* A day where no more is known, and nothing made up. */
START_TEST(when_it_was)
{
	about.started_unix_ns = 0;
	about.subject = "";
	write_it();
	ck_assert_str_eq(json_string_value(json_object_get(find("range", ""),
			 "effectiveDateTime")), "2026-11-24");
	ck_assert_ptr_null(json_object_get(find("range", ""), "subject"));
	teardown();
	about.day = "";
	write_it();
	ck_assert_ptr_null(json_object_get(find("range", ""),
					   "effectiveDateTime"));
	ck_assert_ptr_nonnull(json_object_get(find("range", ""),
					      "_effectiveDateTime"));
}
END_TEST

static struct gn_test_value *figure(const char *name, float value, float sd)
{
	struct gn_test_value *v = &r.test.value[r.test.n_values++];

	*v = (struct gn_test_value){ .value = value, .sd = sd,
				     .decimals = 2 };
	snprintf(v->name, sizeof(v->name), "%s", name);
	snprintf(v->why, sizeof(v->why), "why");
	return v;
}

START_TEST(a_function_test_by_loinc)
{
	squat.test = GN_TEST_UP_AND_GO;
	r.test.kind = GN_TEST_UP_AND_GO;
	r.test.start_ns = 2 * S_NS;
	r.test.end_ns = 14 * S_NS;
	figure("time_s", 12.5F, 0.1F);
	figure("turn_s", NAN, NAN);
	figure("power_w_per_kg", 3, NAN);
	write_it();
	ck_assert_ptr_null(find("repetitions", ""));
	ck_assert_double_eq(quantity(find("89423-8", ""), "s"), 12.5);
	ck_assert_double_eq(sd_of(find("time_s", "")), 0.1);
	ck_assert_str_eq(json_string_value(json_object_get(json_object_get(
			 find("time_s", ""), "effectivePeriod"), "start")),
			 "2026-11-24T20:00:02.123Z");
	absent(find("turn_s", ""), "why");
	ck_assert_ptr_null(json_object_get(find("turn_s", ""), "note"));
	ck_assert_double_eq(quantity(find("power_w_per_kg", ""), "W/kg"), 3);
}
END_TEST

/* Of other lengths it is not LOINC's test. */
START_TEST(stands_in_30_s)
{
	squat.test = GN_TEST_COUNT_STANDS;
	squat.test_s = 30;
	r.test.kind = GN_TEST_COUNT_STANDS;
	r.test.start_ns = GN_NO_TIME;
	figure("stands", 14, NAN)->decimals = 0;
	write_it();
	ck_assert_double_eq(quantity(find("66247-8", ""), "{#}/(30.s)"), 14);
	teardown();
	squat.test_s = 60;
	write_it();
	ck_assert_ptr_null(find("66247-8", ""));
	ck_assert_double_eq(quantity(find("stands", ""), "1"), 14);
}
END_TEST

START_TEST(walking)
{
	struct gn_bout bout = { 0, 10 * S_NS, 20, 114 };

	squat.task = GN_TASK_WALK;
	r.bouts = &bout;
	r.n_bouts = 1;
	r.walking = (struct gn_walking){ .assessed = 1, .steps = 20,
		.walking_s = 10, .cadence_spm = NAN };
	write_it();
	ck_assert_ptr_null(find("repetitions", ""));
	ck_assert_double_eq(quantity(find("55423-8", ""), "{steps}"), 20);
	ck_assert_double_eq(quantity(find("walking-time", ""), "s"), 10);
	absent(find("cadence", ""), "no bout of walking was seen");
	ck_assert_ptr_null(find("gait-speed", ""));
	teardown();
	r.walking.distance_m = 10;
	write_it();
	ck_assert_double_eq(quantity(find("gait-speed", ""), "m/s"), 1);
	teardown();
	r.n_bouts = 0;
	write_it();
	absent(find("gait-speed", ""),
	       "nobody said how far the walk was, or none was seen");
}
END_TEST

START_TEST(holds)
{
	struct gn_hold hold[2] = {
		{ .n = 1, .side = GN_SIDE_LEFT, .start = S_NS,
		  .end = 11 * S_NS, .held_s = 9.5F },
		{ .n = 2, .quiet = 1, .start = S_NS, .end = 2 * S_NS,
		  .held_s = 1 } };
	const json_t *o;

	squat.task = GN_TASK_HOLD;
	r.holds = hold;
	r.n_holds = 2;
	write_it();
	ck_assert_ptr_null(find("repetitions", ""));
	o = find("hold", "");
	ck_assert_double_eq(quantity(o, "s"), 9.5);
	ck_assert_str_eq(json_string_value(json_object_get(json_object_get(o,
			 "bodySite"), "text")), "left");
	ck_assert_double_eq(quantity(find("quiet", ""), "s"), 1);
}
END_TEST

START_TEST(a_full_disk)
{
	FILE *to = fopen("/dev/full", "w");

	if (!to)
		return;
	ck_assert_int_eq(gn_report_fhir(&r, &about, to), GN_EIO);
	fclose(to);
}
END_TEST

Suite *suite_report_fhir(void)
{
	Suite *s = suite_create("report_fhir");
	TCase *t = tcase_create("bundle");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_text_has_one_uuid);
	tcase_add_test(t, one_observation_byte_by_byte);
	tcase_add_test(t, ids_are_of_the_input);
	tcase_add_test(t, no_id_twice);
	tcase_add_test(t, repetitions_of_all_and_of_each_set);
	tcase_add_test(t, a_joint_is_told_once);
	tcase_add_test(t, what_is_withheld_says_why);
	tcase_add_test(t, when_it_was);
	tcase_add_test(t, a_function_test_by_loinc);
	tcase_add_test(t, stands_in_30_s);
	tcase_add_test(t, walking);
	tcase_add_test(t, holds);
	tcase_add_test(t, a_full_disk);
	suite_add_tcase(s, t);
	return s;
}
