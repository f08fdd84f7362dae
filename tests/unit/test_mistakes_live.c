/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/analyse_warn.h"
#include "apps/cli.h"
#include "capture.h"
#include "files.h"
#include "legs.h"
#include "suites.h"

/* What a person is told of sensors that are not where their names say. */
static char out[65536], err[4096];

#define COMMAND(cmd, ...)                                                  \
	capture_command(cmd, (const char *const[]){ __VA_ARGS__, NULL },   \
			out, sizeof(out), err, sizeof(err))

/* One sensor of a leg that squats, as a table. */
static void put_table(const char *name, uint32_t sensor)
{
	struct legs l;
	struct gn_sample *s;
	FILE *f = fopen(files_path(name), "w");
	size_t n;

	ck_assert_ptr_nonnull(f);
	legs_init(&l);
	s = legs_samples(&l, &n);
	fputs("time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n", f);
	for (size_t i = 0; i < n; i++) {
		const float *a = s[i].acc_mps2, *w = s[i].gyr_radps;

		if (s[i].sensor == sensor)
			fprintf(f, "%.2f,%f,%f,%f,%f,%f,%f\n",
				1e-9 * (double)s[i].t_ns, (double)a[0],
				(double)a[1], (double)a[2], (double)w[0],
				(double)w[1], (double)w[2]);
	}
	free(s);
	ck_assert_int_eq(fclose(f), 0);
}

/* A mistake is told when its set has ended, and kept with the result. */
START_TEST(sensors_in_each_others_place)
{
	char a[300], b[300];
	const char *said;

	put_table("thigh.csv", LEG_THIGH);
	put_table("shank.csv", LEG_SHANK);
	snprintf(a, sizeof(a), "%s=shank_r", files_path("thigh.csv"));
	snprintf(b, sizeof(b), "%s=thigh_r", files_path("shank.csv"));
	ck_assert_int_eq(COMMAND(cmd_capture, "--sensor", a, "--sensor", b,
				 "--exercise", "squat", "--speed", "max",
				 "--out", files_path("a.gonio")), 0);
	said = strstr(out, "warning: ");
	ck_assert_ptr_nonnull(said);
	ck_assert_ptr_nonnull(strstr(said, "in each other's place (2.0 s)"));
	ck_assert(said < strstr(out, "set 1 6 repetitions"));
	said = strstr(out, "\nCounted 6 repetitions");
	ck_assert_ptr_nonnull(said);
	ck_assert_ptr_nonnull(strstr(said, "in each other's place (2.0 s)"));
	ck_assert_int_eq(COMMAND(cmd_replay, files_path("a.gonio"),
				 "--verify"), 0);
}
END_TEST

/* Each names the sensors, the time and what to do, and fits a warning. */
START_TEST(each_in_a_line)
{
	static const char *const words[GN_MISTAKE_KINDS][2] = {
		[GN_MISTAKE_SWAPPED] = { "in each other's place", "swap" },
		[GN_MISTAKE_CROSSED] = { "left for right", "swap" },
		[GN_MISTAKE_TOGETHER] = { "on one segment", "strap each" },
		[GN_MISTAKE_SLIPPED] = { "slipped", "calibrate again" },
		[GN_MISTAKE_MOVED] = { "as in its calibration", "calibrate" },
	};
	struct gn_sensor s[2] = { { .name = "upper_arm_r@some_kinect" },
				  { .name = "upper_arm_l@some_kinect" } };
	char text[400];

	for (int k = 0; k < GN_MISTAKE_KINDS; k++) {
		struct gn_mistake m = { .kind = (enum gn_mistake_kind)k,
			.other = k != GN_MISTAKE_SLIPPED &&
				 k != GN_MISTAKE_MOVED, .or_next = 1,
			.since_ns = INT64_C(123400000000) };

		gn_mistake_text(&m, s, text, sizeof(text));
		ck_assert_ptr_nonnull(strstr(text, words[k][0]));
		ck_assert_ptr_nonnull(strstr(text, words[k][1]));
		ck_assert_ptr_nonnull(strstr(text, s[0].name));
		ck_assert_ptr_nonnull(strstr(text, s[m.other].name));
		ck_assert_ptr_nonnull(strstr(text, "(123.4 s)"));
		ck_assert_uint_lt(strlen(text),
				  sizeof(((struct gn_warning *)0)->text));
	}
}
END_TEST

Suite *suite_mistakes_live(void)
{
	Suite *s = suite_create("mistakes_live");
	TCase *c = tcase_create("told");

	tcase_add_checked_fixture(c, files_open, files_close);
	tcase_add_test(c, sensors_in_each_others_place);
	tcase_add_test(c, each_in_a_line);
	suite_add_tcase(s, c);
	return s;
}
