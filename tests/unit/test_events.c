/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bids_files.h"
#include "fault.h"
#include "files.h"
#include "gonio/recording.h"
#include "suites.h"

#define S INT64_C(1000000000)

static struct gn_diag why;

START_TEST(events_come_by_onset)
{
	struct gn_event *e = NULL;
	size_t n = 0;

	files_put("a_events.tsv",
		  "label\tonset\tside\tduration\ttrial_type\textra\n"
		  "late\t2.5\tLEFT\t0.25\trep\t1\n"
		  "n/a\t-0.125\tn/a\tn/a\tset\t2\r\n"
		  "\n"
		  "first\t1\tright\t0\tseat_off\t3\n"
		  "second of that time, cut to what fits\t1\tboth\t1e1\trep\n"
		  "none\t1.5");
	ck_assert_int_eq(gn_events_load(files_path("a_motion.tsv"), &e, &n,
					&why), GN_OK);
	ck_assert_uint_eq(n, 5);
	ck_assert_int_eq(e[0].onset_ns, -S / 8);
	ck_assert_int_eq(e[0].duration_ns, 0);
	ck_assert_str_eq(e[0].type, "set");
	ck_assert_str_eq(e[0].label, "");
	ck_assert_int_eq(e[0].side, GN_SIDE_UNKNOWN);
	ck_assert_str_eq(e[1].label, "first");
	ck_assert_int_eq(e[1].side, GN_SIDE_RIGHT);
	ck_assert_str_eq(e[2].label, "second of that time, cu");
	ck_assert_int_eq(e[2].duration_ns, 10 * S);
	ck_assert_int_eq(e[2].side, GN_SIDE_BOTH);
	ck_assert_int_eq(e[3].onset_ns, 3 * S / 2);
	ck_assert_str_eq(e[3].type, "");
	ck_assert_int_eq(e[4].side, GN_SIDE_LEFT);
	ck_assert_int_eq(e[4].duration_ns, S / 4);
	free(e);
	/* the file itself may be named */
	ck_assert_int_eq(gn_events_load(files_path("a_events.tsv"), &e, &n,
					NULL), GN_OK);
	ck_assert_uint_eq(n, 5);
	free(e);
}
END_TEST

START_TEST(events_may_be_missing)
{
	static const char *const names[] = {
		"b_motion.tsv", "b_events.tsv", "b.csv",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct gn_event *e = (struct gn_event *)&why;
		size_t n = 7;

		ck_assert_int_eq(gn_events_load(files_path(names[i]), &e, &n,
						&why), GN_OK);
		ck_assert_ptr_null(e);
		ck_assert_uint_eq(n, 0);
	}
}
END_TEST

/* They stand beside one of two systems; either one's path finds them. */
START_TEST(events_of_another_system)
{
	struct gn_event *e = NULL;
	size_t n = 0;

	bids_put_pair();
	files_put("a_tracksys-gyr_run-1_events.tsv",
		  "onset\tduration\n1\t2\n");
	ck_assert_int_eq(gn_events_load(files_path("a_tracksys-acc_run-1"
						   "_motion.tsv"), &e, &n,
					&why), GN_OK);
	ck_assert_uint_eq(n, 1);
	free(e);
}
END_TEST

START_TEST(events_that_are_malformed)
{
	static const char *const t[][2] = {
		{ "", "a_events.tsv: empty" },
		{ "\n\n", "a_events.tsv: empty" },
		{ "onset\ttype\n", ":1: no column 'duration'" },
		{ "1\t2\n", ":1: no column 'onset'" },
		{ "onset\tduration\nx\t1\n", ":2: onset 'x' is not" },
		{ "onset\tduration\nn/a\t1\n", ":2: onset 'n/a' is not" },
		{ "onset\tduration\n1s\t1\n", ":2: onset '1s' is not" },
		{ "onset\tduration\n\t1\n", ":2: onset '' is not" },
		{ "onset\tduration\n1\t1\n\n2\t-1\n", ":4: duration '-1'" },
		{ "onset\tduration\n1\t1 s\n", ":2: duration '1 s'" },
	};
	struct gn_event *e = NULL;
	size_t n = 7;

	ck_assert_int_lt(_i, (int)(sizeof(t) / sizeof(*t)));
	files_put("a_events.tsv", t[_i][0]);
	ck_assert_int_eq(gn_events_load(files_path("a_motion.tsv"), &e, &n,
					&why), GN_EFORMAT);
	ck_assert_msg(strstr(why.text, t[_i][1]) != NULL, "%s", why.text);
	ck_assert_ptr_null(e);
	ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(events_that_cannot_be_read)
{
	static char big[5 * 1024 * 1024];
	struct gn_event *e = NULL;
	size_t n;

	files_mkdir("a_events.tsv");
	ck_assert_int_eq(gn_events_load(files_path("a_motion.tsv"), &e, &n,
					&why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "is not a file"));
	memset(big, '\n', sizeof(big) - 1);
	files_put("b_events.tsv", big);
	ck_assert_int_eq(gn_events_load(files_path("b_motion.tsv"), &e, &n,
					&why), GN_EFORMAT);
	memset(big, '\t', 100);
	big[100] = '\0';
	files_put("c_events.tsv", big);
	ck_assert_int_eq(gn_events_load(files_path("c_motion.tsv"), &e, &n,
					&why), GN_EFORMAT);
	ck_assert_int_eq(gn_events_load("/nowhere/at/all/c_motion.tsv", &e,
					&n, &why), GN_EIO);
}
END_TEST

START_TEST(events_survive_no_memory)
{
	struct fault_stat st;
	int fail_at = 0, err;

	files_put("a_events.tsv", "onset\tduration\n1\t2\n");
	do {
		const char *path = files_path("a_motion.tsv");
		struct gn_event *e = NULL;
		size_t n;

		fault_start(++fail_at);
		err = gn_events_load(path, &e, &n, &why);
		if (!err)
			free(e);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		if (err)
			ck_assert_int_eq(err, GN_ENOMEM);
	} while (err);
	ck_assert_int_eq(fail_at, 3);
}
END_TEST

static void put_tree(void)
{
	bids_put_pair();
	files_mkdir("sub");
	files_mkdir("sub/motion");
	files_mkdir(".hidden");
	files_put("sub/motion/a_tracksys-gyr_run-1_motion.tsv", "");
	files_put("sub/motion/z_motion.tsv", "");
	files_put("sub/motion/z_events.tsv", "");
	files_put(".hidden/y_motion.tsv", "");
	files_put("participants.tsv", "");
	files_put("plain.CSV", "");
	files_put("mapped.txt", "");
	files_put("mapped.map.json", "");
	files_put("notes.txt", "");
}

START_TEST(recordings_are_listed_once_and_in_order)
{
	static const char *const want[] = {
		"a_tracksys-acc_run-1_motion.tsv",
		"a_tracksys-gyr_run-2_motion.tsv",
		"mapped.txt", "plain.CSV",
		"sub/motion/a_tracksys-gyr_run-1_motion.tsv",
		"sub/motion/z_motion.tsv",
	};
	char **paths, root[300];
	size_t n;

	put_tree();
	/* with and without the slash at the end */
	snprintf(root, sizeof(root), "%s", files_path(""));
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(gn_recordings_find(root, &paths, &n, &why),
				 GN_OK);
		ck_assert_uint_eq(n, 6);
		for (size_t k = 0; k < n; k++)
			ck_assert_str_eq(paths[k], files_path(want[k]));
		gn_paths_free(paths, n);
		root[strlen(root) - 1] = '\0';
	}
	gn_paths_free(NULL, 0);
}
END_TEST

START_TEST(a_file_stands_for_itself)
{
	char **paths;
	size_t n;

	put_tree();
	ck_assert_int_eq(gn_recordings_find(files_path("notes.txt"), &paths,
					    &n, &why), GN_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(paths[0], files_path("notes.txt"));
	gn_paths_free(paths, n);
}
END_TEST

START_TEST(nothing_to_list)
{
	char **paths = NULL, deep[300];
	size_t n = 7;

	ck_assert_int_eq(gn_recordings_find(files_path("none"), &paths, &n,
					    &why), GN_ENOENT);
	files_mkdir("empty");
	files_put("empty/readme.txt", "");
	ck_assert_int_eq(gn_recordings_find(files_path("empty"), &paths, &n,
					    &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "no recordings in this"));
	/* deeper than anyone keeps recordings: a loop of links ends here */
	snprintf(deep, sizeof(deep), "empty");
	for (int i = 0; i < 14; i++) {
		snprintf(deep + strlen(deep), 8, "/d");
		files_mkdir(deep);
	}
	snprintf(deep + strlen(deep), 24, "/x_motion.tsv");
	files_put(deep, "");
	ck_assert_int_eq(gn_recordings_find(files_path("empty"), &paths, &n,
					    &why), GN_ENODATA);
	ck_assert_ptr_null(paths);
	ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(listing_survives_no_memory)
{
	struct fault_stat st;
	int fail_at = 0, err;

	put_tree();
	do {
		const char *path = files_path("");
		char **paths = NULL;
		size_t n;

		fault_start(++fail_at);
		err = gn_recordings_find(path, &paths, &n, &why);
		if (!err)
			gn_paths_free(paths, n);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		if (err)
			ck_assert_int_eq(err, GN_ENOMEM);
	} while (err);
	/* the list and seven paths, of two systems one is dropped later */
	ck_assert_int_eq(fail_at, 1 + 7 + 1);
}
END_TEST

Suite *suite_events(void)
{
	Suite *s = suite_create("events");
	TCase *t = tcase_create("events");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_test(t, events_come_by_onset);
	tcase_add_test(t, events_may_be_missing);
	tcase_add_test(t, events_of_another_system);
	tcase_add_loop_test(t, events_that_are_malformed, 0, 10);
	tcase_add_test(t, events_that_cannot_be_read);
	tcase_add_test(t, events_survive_no_memory);
	tcase_add_test(t, recordings_are_listed_once_and_in_order);
	tcase_add_test(t, a_file_stands_for_itself);
	tcase_add_test(t, nothing_to_list);
	tcase_add_test(t, listing_survives_no_memory);
	suite_add_tcase(s, t);
	return s;
}
