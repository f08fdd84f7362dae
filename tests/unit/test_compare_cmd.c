/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/cli.h"
#include "apps/compare.h"
#include "capture.h"
#include "files.h"
#include "suites.h"

#define HZ 50
#define PI 3.14159265358979323846
#define DEG (PI / 180)

static char out[16384], errors[2048], a[1100], b[1100];
static int code;

static void setup(void)
{
	files_open();
}

/* gonio compare with words and then both recordings. */
static void run(const char *const *words)
{
	const char *all[CAPTURE_WORDS + 1];
	size_t n = 0;

	while (*words)
		all[n++] = *words++;
	all[n++] = a;
	all[n++] = b;
	all[n] = NULL;
	code = capture_command(cmd_compare, all, out, sizeof(out), errors,
			       sizeof(errors));
}

#define COMPARE(...) run((const char *const[]){ __VA_ARGS__, NULL })

static void has(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "no '%s' in:\n%s\n%s", part,
		      text, errors);
}

/* A sensor on point, at rest for lead s and 5 s after ten tilts of 4 s. */
static void put_table(char path[1100], const char *name, const char *point,
		      double deg, double lead)
{
	int n = (int)((lead + 5 + 40) * HZ);
	FILE *f;

	snprintf(path, 1100, "%s", files_path(name));
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "time_s");
	for (int i = 0; i < 6; i++)
		fprintf(f, ",%s_%s_%c", point, i < 3 ? "acc" : "gyr",
			"xyz"[i % 3]);
	fputc('\n', f);
	for (int i = 0; i < n; i++) {
		double u = ((double)i / HZ - lead) / 4, x = 0, w = 0;
		double e = ((i * 7919) % 1000 - 500) / 1e5, half;

		if (u > 0 && u < 10) {
			half = deg * (1 + 0.04 * ((int)u % 3 - 1)) * DEG / 2;
			x = half * (1 - cos(2 * PI * u));
			w = half * 2 * PI / 4 * sin(2 * PI * u);
		}
		fprintf(f, "%.2f,%.4f,%.4f,%.4f,%.5f,%.5f,%.5f\n",
			(double)i / HZ, 9.81 * cos(x) + e, 9.81 * sin(x) - e,
			e, e / 9, -e / 9, e / 9 - w);
	}
	fclose(f);
}

START_TEST(left_against_right)
{
	put_table(a, "l.csv", "thigh_l", 50, 5);
	put_table(b, "r.csv", "thigh_r", 80, 5);
	COMPARE("--exercise", "lunge");
	ck_assert_msg(code == CLI_OK, "%s", errors);
	has(out, "Left       ");
	has(out, "Exercise   Lunge (lunge)\n\nLeft against right\n");
	has(out, "  different: tilt thigh, left less by ");
	has(out, "  repetitions                     10      10          0");
	ck_assert_ptr_null(strstr(out, "limb_symmetry_index"));
	COMPARE("--exercise", "lunge", "--involved", "left");
	has(out, "  limb_symmetry_index of tilt thigh: 62.");
	has(out, "  limb_symmetry_index of sparc: it is a logarithm");
	COMPARE("--exercise", "lunge", "--index",
		"bilateral_strength_asymmetry");
	has(out, "  bilateral_strength_asymmetry of tilt thigh: 37.");
	COMPARE("--exercise", "lunge", "--mounting", "40");
	has(out, "within_mounting");
	ck_assert_ptr_null(strstr(out, "different: "));
}
END_TEST

START_TEST(left_against_right_as_json)
{
	json_t *top, *m;

	put_table(a, "l.csv", "thigh_l", 50, 5);
	put_table(b, "r.csv", "thigh_r", 80, 5);
	COMPARE("--exercise", "lunge", "--format", "json");
	top = json_loads(out, 0, NULL);
	ck_assert_msg(top != NULL, "%s", out);
	ck_assert_str_eq(json_string_value(json_object_get(top, "schema")),
			 "gonio.compare/1");
	ck_assert_str_eq(json_string_value(json_object_get(top, "kind")),
			 "sides");
	ck_assert_str_eq(json_string_value(json_object_get(top, "first")), a);
	ck_assert_str_eq(json_string_value(json_object_get(top, "exercise")),
			 "lunge");
	m = json_array_get(json_object_get(top, "measures"), 1);
	ck_assert_str_eq(json_string_value(json_object_get(m, "of")),
			 "tilt thigh");
	ck_assert_double_eq_tol(json_number_value(json_object_get(
				json_object_get(m, "left"), "mean")), 50, 2);
	json_decref(top);
}
END_TEST

/* A sensor that names no side is of the side that the command line says. */
START_TEST(side_by_the_command_line)
{
	put_table(a, "1.csv", "wrist", 50, 5);
	put_table(b, "2.csv", "wrist", 80, 5);
	COMPARE("--exercise", "biceps_curl");
	ck_assert_msg(code == CLI_OK, "%s", errors);
	has(out, ", left less by ");
}
END_TEST

START_TEST(what_is_no_pair_of_sides)
{
	put_table(a, "r.csv", "thigh_r", 80, 5);
	put_table(b, "l.csv", "thigh_l", 50, 5);
	COMPARE("--exercise", "lunge");
	ck_assert_int_eq(code, CLI_FAILED);
	has(errors, "r.csv: should be of the left limb, and 10 of its "
	    "repetitions are of the right");
	has(errors, "name the left limb's recording first");
	snprintf(b, sizeof(b), "sim:squat_fatigue");
	put_table(a, "l.csv", "thigh_l", 50, 5);
	COMPARE("--exercise", "squat");
	ck_assert_int_eq(code, CLI_FAILED);
	has(errors, "15 of both");
	snprintf(b, sizeof(b), "sim:lunge");
	COMPARE(NULL);
	ck_assert_int_eq(code, CLI_FAILED);
	has(errors, "is general and sim:lunge is lunge: compare one exercise");
	files_put("no.csv", "time,acc_x,acc_y,acc_z\n0,0,0,9.81\n0.02,0,0,9.81"
		  "\n0.04,0,0,9.81\n");
	snprintf(b, sizeof(b), "%s", files_path("no.csv"));
	COMPARE("--exercise", "squat");
	ck_assert_int_eq(code, CLI_FAILED);
	has(errors, "no.csv: no repetitions in it");
	snprintf(b, sizeof(b), "nowhere.csv");
	COMPARE(NULL);
	ck_assert_int_eq(code, CLI_FAILED);
	has(errors, "nowhere.csv");
}
END_TEST

START_TEST(two_people)
{
	char dir[1000];
	const char *const who[2] = { "a", "b" };
	char path[2][1100];

	snprintf(dir, sizeof(dir), "%s", files_path("set"));
	for (int k = 0; k < 2; k++) {
		const char *words[] = { "lunge", "-o", dir,
					"--subject", who[k], NULL };

		ck_assert_int_eq(capture_command(cmd_simulate, words, out,
						 sizeof(out), errors,
						 sizeof(errors)), CLI_OK);
		snprintf(path[k], sizeof(path[k]), "%s/sub-%s/motion/sub-%s_"
			 "task-lunge_tracksys-imu_acq-lunge_run-01_motion.tsv",
			 dir, who[k], who[k]);
	}
	snprintf(a, sizeof(a), "%s", path[0]);
	snprintf(b, sizeof(b), "%s", path[1]);
	COMPARE("--baseline");
	ck_assert_int_eq(code, CLI_FAILED);
	has(errors, "compare recordings of one person");
	/* with itself it agrees in all */
	snprintf(b, sizeof(b), "%s", path[0]);
	COMPARE("--baseline", "--same-mounting");
	ck_assert_msg(code == CLI_OK, "%s", errors);
	has(out, "\nLeft limb, against itself\n");
	has(out, "\nRight limb, against itself\n");
	ck_assert_ptr_null(strstr(out, "different: "));
	COMPARE("--beside");
	has(out, "Repetitions  12 and 12, 12 of them the same ones\n");
}
END_TEST

START_TEST(against_its_baseline)
{
	put_table(a, "old.csv", "thigh_l", 80, 5);
	put_table(b, "new.csv", "thigh_l", 60, 5);
	COMPARE("--exercise", "lunge", "--baseline");
	ck_assert_msg(code == CLI_OK, "%s", errors);
	has(out, "Before     ");
	has(out, "\nLeft limb, against itself\n");
	has(out, "  different: tilt thigh, after less by ");
	has(out, "How a person varies from day to day is not in it");
	ck_assert_ptr_null(strstr(out, "Right limb"));
	ck_assert_ptr_null(strstr(out, "Both together"));
	/* what remounting can do is not there if nothing was remounted */
	put_table(b, "new.csv", "thigh_l", 75.5, 5);
	COMPARE("--exercise", "lunge", "--baseline");
	has(out, "within_mounting");
	COMPARE("--exercise", "lunge", "--baseline", "--same-mounting");
	has(out, "different: tilt thigh, after less by ");
	COMPARE("--exercise", "lunge", "--baseline", "--format", "json");
	has(out, "\"limbs\":[{\"limb\":\"left\",\"measures\":[{");
	has(out, "\"before\":{\"n\":10,");
	put_table(b, "new.csv", "thigh_r", 60, 5);
	COMPARE("--exercise", "lunge", "--baseline");
	ck_assert_int_eq(code, CLI_FAILED);
	has(errors, "no limb has repetitions in both");
}
END_TEST

/* Another device began 2.5 s before, and reads 3 % less. */
START_TEST(two_devices_of_one_session)
{
	put_table(a, "1.csv", "thigh_l", 80, 5);
	put_table(b, "2.csv", "thigh_l", 77.6, 7.5);
	COMPARE("--exercise", "lunge", "--beside");
	ck_assert_msg(code == CLI_OK, "%s", errors);
	has(out, "First      ");
	has(out, "Repetitions  10 and 10, 10 of them the same ones; the "
	    "second clock is 2.5");
	has(out, "  range deg                    10    ");
	has(out, "  start s                      10    ");
}
END_TEST

START_TEST(wrong_command_lines)
{
	const char *one[] = { "x.csv", NULL };

	ck_assert_int_eq(capture_command(cmd_compare, one, out, sizeof(out),
					 errors, sizeof(errors)), CLI_USAGE);
	has(errors, "two recordings are compared, not 1");
	COMPARE("--involved", "both");
	ck_assert_int_eq(code, CLI_USAGE);
	has(errors, "left or right, not 'both'");
	COMPARE("--mounting", "-1");
	has(errors, "0 to 100 points, not '-1'");
	COMPARE("--index", "asym");
	has(errors, "'asym' is no index; they are symmetry_index,");
	COMPARE("--same-mounting");
	has(errors, "--same-mounting goes with --baseline");
	COMPARE("--format", "csv");
	has(errors, "table or json, not 'csv'");
	COMPARE("--exercise", "sqat");
	has(errors, "did you mean squat");
	ck_assert_int_eq(code, CLI_USAGE);
}
END_TEST

START_TEST(limbs_taken)
{
	struct gn_rep r[4], got[4];

	memset(r, 0, sizeof(r));
	for (int i = 0; i < 4; i++) {
		snprintf(r[i].rom_of, sizeof(r[i].rom_of), "tilt thigh_r");
		r[i].rom_rad = 1;
		r[i].tempo_s[0] = 2;
		for (int k = 0; k < GN_ANGLES; k++)
			r[i].angle[k] = (struct gn_range){ 0, (float)k, 1 };
	}
	r[0].side = GN_SIDE_RIGHT;
	r[1].side = GN_SIDE_LEFT;
	r[2].side = GN_SIDE_BOTH;
	r[3].side = GN_SIDE_NONE;
	ck_assert_uint_eq(gn_limb_take(r, 4, GN_SIDE_RIGHT, GN_SIDE_LEFT, got),
			  2);
	ck_assert_str_eq(got[0].rom_of, "tilt thigh_l");
	ck_assert_int_eq(got[0].side, GN_SIDE_LEFT);
	ck_assert_float_eq(got[0].rom_rad, 1);
	ck_assert_float_eq(got[0].angle[GN_KNEE_FLEXION_L].most_rad,
			   GN_KNEE_FLEXION_R);
	ck_assert(isnan(got[0].angle[GN_KNEE_FLEXION_R].most_rad));
	/* of both: the limb's angles alone are the limb's */
	ck_assert(isnan(got[1].rom_rad) && isnan(got[1].tempo_s[0]));
	ck_assert_float_eq(got[1].angle[GN_HIP_FLEXION_L].most_rad,
			   GN_HIP_FLEXION_R);
	ck_assert_uint_eq(gn_limb_take(r, 4, GN_SIDE_BOTH, GN_SIDE_RIGHT, got),
			  2);
	ck_assert_str_eq(got[0].rom_of, "tilt thigh_r_r");
	ck_assert_float_eq(got[1].rom_rad, 1);
	ck_assert(isnan(got[0].angle[GN_KNEE_FLEXION_R].most_rad));
	ck_assert_uint_eq(gn_limb_take(r, 4, GN_SIDE_LEFT, GN_SIDE_RIGHT, got),
			  2);
	ck_assert_str_eq(got[0].rom_of, "tilt thigh_r_r");
	ck_assert_float_eq(got[0].angle[GN_KNEE_FLEXION_R].most_rad,
			   GN_KNEE_FLEXION_L);
}
END_TEST

Suite *suite_compare_cmd(void)
{
	Suite *s = suite_create("compare_cmd");
	TCase *t = tcase_create("command");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, files_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, left_against_right);
	tcase_add_test(t, left_against_right_as_json);
	tcase_add_test(t, side_by_the_command_line);
	tcase_add_test(t, what_is_no_pair_of_sides);
	tcase_add_test(t, two_people);
	tcase_add_test(t, against_its_baseline);
	tcase_add_test(t, two_devices_of_one_session);
	tcase_add_test(t, wrong_command_lines);
	tcase_add_test(t, limbs_taken);
	return s;
}
