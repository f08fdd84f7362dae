/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/mount_file.h"
#include "fault.h"
#include "files.h"
#include "suites.h"

/* The table of how sensors sat, beside a recording. */

#define POSE "mount 1 up 0 0 1 bias 0.00100000005 0 -0.00200000009"
#define WHOLE POSE " side 0 1 0 fwd -1 0 0 share 0.899999976 rms 1.5 sign 1"

static const struct gn_sensor sensors[] = {
	{ .name = "thigh_l" }, { .name = "a\tb" }, { .name = "shank_l" },
};
#define N 3

static struct gn_body body, back;
static struct gn_diag why;
static char csv[512];

static void setup(void)
{
	files_open();
	snprintf(csv, sizeof(csv), "%s", files_path("a.csv"));
	memset(&body, 0, sizeof(body));
	memset(&back, 0, sizeof(back));
	for (int i = 0; i < 2; i++) {
		struct gn_mount *m = &body.mount[i];

		m->axes = (struct gn_segment_axes){ .up = { 0, 0, 1 },
			.side = { 0, 1, 0 }, .fwd = { -1, 0, 0 },
			.bias_radps = { 0.001F, 0, -0.002F }, .share = 0.9F,
			.rms_radps = 1.5F };
		m->has_up = 1;
		m->has_side = m->has_sign = i == 1;
	}
}

START_TEST(where_it_lies)
{
	static const struct { const char *of, *is; } row[] = {
		{ "d/a.csv", "d/a.mount.tsv" },
		{ "d/sub-1_task-x_tracksys-imu_run-01_motion.tsv",
		  "d/sub-1_task-x_run-01_mount.tsv" },
		{ "sub-1_task-x_tracksys-imu_motion.tsv",
		  "sub-1_task-x_mount.tsv" },
		{ "sub-1_task-x_motion.tsv", "sub-1_task-x_mount.tsv" },
		{ "a.gonio", NULL }, { "sim:squat", NULL }, { ".csv", NULL },
		{ "a.csv.txt", NULL },
	};
	char path[64];

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		int is = gn_mount_file_path(row[i].of, path, sizeof(path));

		ck_assert_msg(is == (row[i].is != NULL), "%s", row[i].of);
		if (is)
			ck_assert_str_eq(path, row[i].is);
	}
	/* no room for it */
	ck_assert(!gn_mount_file_path("d/a.csv", path, 13));
	ck_assert(gn_mount_file_path("d/a.csv", path, 14));
	ck_assert(!gn_mount_file_path(row[3].of, path, 22));
}
END_TEST

START_TEST(all_of_it_comes_back)
{
	char *text = NULL, *again = NULL;

	ck_assert_int_eq(gn_mount_file_text(&body, sensors, N, &text), GN_OK);
	ck_assert_str_eq(text, "sensor\tmount\nthigh_l\t" POSE "\n"
			 "a_b\t" WHOLE "\n");
	files_put("a.mount.tsv", text);
	ck_assert_int_eq(gn_mount_file_read(csv, sensors, N, &back, &why), 2);
	ck_assert(back.mount[0].has_up && !back.mount[0].has_side);
	ck_assert(back.mount[1].has_sign && !back.mount[2].has_up);
	ck_assert_int_eq(gn_mount_file_text(&back, sensors, N, &again),
			 GN_OK);
	ck_assert_str_eq(again, text);
	free(again);
	free(text);
	/* sensors that are not there are passed over */
	memset(&back, 0, sizeof(back));
	ck_assert_int_eq(gn_mount_file_read(csv, sensors + 1, 2, &back, &why),
			 1);
	ck_assert(back.mount[0].has_sign && !back.mount[1].has_up);
}
END_TEST

START_TEST(nothing_known_is_no_table)
{
	char *text = csv;

	memset(&body, 0, sizeof(body));
	ck_assert_int_eq(gn_mount_file_text(&body, sensors, N, &text), GN_OK);
	ck_assert_ptr_null(text);
	ck_assert_int_eq(gn_mount_file_read(csv, sensors, N, &back, &why), 0);
	ck_assert_int_eq(gn_mount_file_read("sim:squat", sensors, N, &back,
					    &why), 0);
	/* a folder that is none */
	snprintf(csv, sizeof(csv), "%s", files_path("no.csv/a.csv"));
	files_put("no.csv", "");
	ck_assert_int_eq(gn_mount_file_read(csv, sensors, N, &back, &why), 0);
	fault_start(1);
	ck_assert_int_eq(gn_mount_file_text(&body, sensors, N, &text),
			 GN_ENOMEM);
	fault_stop();
}
END_TEST

START_TEST(what_is_none_is_told)
{
	static const struct { const char *text; int line; } row[] = {
		{ "", 1 }, { "sensor\n", 1 },
		{ "sensor\tmount\nthigh_l\t" WHOLE "\nshank_l " WHOLE "\n", 3 },
		{ "sensor\tmount\nthigh_l\tmount 2 up 0 0 1\n", 2 },
		{ "sensor\tmount\nno\tmount 1 up 0 0 2 bias 0 0 0\n", 2 },
	};
	char says[64];

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		files_put("a.mount.tsv", row[i].text);
		ck_assert_int_eq(gn_mount_file_read(csv, sensors, N, &back,
						    &why), GN_EFORMAT);
		snprintf(says, sizeof(says), "a.mount.tsv:%d: says not",
			 row[i].line);
		ck_assert_msg(strstr(why.text, says) != NULL, "%s", why.text);
	}
	unlink(files_path("a.mount.tsv"));
	files_mkdir("a.mount.tsv");
	ck_assert_int_eq(gn_mount_file_read(csv, sensors, N, &back, &why),
			 GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "cannot be read"));
}
END_TEST

Suite *suite_mount_file(void)
{
	Suite *s = suite_create("mount_file");
	TCase *t = tcase_create("table");

	tcase_add_checked_fixture(t, setup, files_close);
	tcase_add_test(t, where_it_lies);
	tcase_add_test(t, all_of_it_comes_back);
	tcase_add_test(t, nothing_known_is_no_table);
	tcase_add_test(t, what_is_none_is_told);
	suite_add_tcase(s, t);
	return s;
}
