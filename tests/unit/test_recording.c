/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bids_files.h"
#include "fault.h"
#include "files.h"
#include "gonio/recording.h"
#include "suites.h"

static struct gn_diag why;

static struct gn_recording *open_ok(const char *name)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path(name), &why);

	ck_assert_msg(err == GN_OK, "%s", why.text);
	return r;
}

/* All samples of a recording, cap at a time; returns how many. */
static int read_all(struct gn_recording *r, struct gn_sample *out, int room,
		    int cap)
{
	int n = 0, got;

	for (;;) {
		ck_assert_int_le(n + cap, room);
		got = gn_recording_read(r, out + n, (size_t)cap, &why);
		if (got == GN_EOF)
			return n;
		ck_assert_msg(got > 0 && got <= cap, "%d: %s", got, why.text);
		n += got;
	}
}

static int is3(const float v[3], double x, double y, double z)
{
	return fabs(v[0] - x) < 1e-5 * (1 + fabs(x)) &&
	       fabs(v[1] - y) < 1e-5 * (1 + fabs(y)) &&
	       fabs(v[2] - z) < 1e-5 * (1 + fabs(z));
}

static int none3(const float v[3])
{
	return isnan(v[0]) && isnan(v[1]) && isnan(v[2]);
}

START_TEST(columns_in_any_order_become_si)
{
	const struct gn_recording_info *info;
	struct gn_recording *r;
	struct gn_sample s[8];
	char hex[65];

	r = open_ok(bids_put(ONE, HEAD
			"n\tn/a\tMISC\tn/a\tn/a\n"
			"mz\tz\tMAGN\tthigh_r\tgauss\n"
			"gz\tz\tgyro\tthigh_r\tdeg/s\n"
			"ay\ty\tACCEL\tthigh_r\tg\n"
			"mx\tx\tMAGN\tthigh_r\tgauss\n"
			"ax\tX\tACCEL\tthigh_r\tg\n"
			"gx\tx\tGYRO\tthigh_r\tdps\n"
			"my\ty\tMAGN\tthigh_r\tmT\n"
			"az\tz\tACCEL\tthigh_r\tmg\n"
			"gy\ty\tGYRO\tthigh_r\trad/s\n"
			"q\tx\tPOS\tthigh_r\tm\n",
			"x\t3\t180\t-1\t1\t0.5\t-90\t2e-3\t1000\t0.25\t9\n"
			"n/a\t3\tn/a\t-1\t1\t0.5\t-90\t2e-3\t1e300\tinf\t\n",
			"{\"SamplingFrequency\": 8, \"TaskName\": \"Squat\"}"));
	info = gn_recording_info(r);
	ck_assert_str_eq(info->task, "Squat");
	ck_assert_str_eq(info->path, files_path(ONE "_motion.tsv"));
	ck_assert_uint_eq(info->n_sensors, 1);
	ck_assert_int_eq(info->even, 1);
	ck_assert_str_eq(info->sensors[0].name, "thigh_r");
	ck_assert_int_eq(info->sensors[0].place, GN_PLACE_THIGH);
	ck_assert_int_eq(info->sensors[0].side, GN_SIDE_RIGHT);
	ck_assert(info->sensors[0].rate_hz == 8);
	ck_assert(info->sensors[0].has_acc && info->sensors[0].has_gyr &&
		  info->sensors[0].has_mag);
	ck_assert_int_eq(gn_recording_sha256(r, hex), GN_EINVAL);
	ck_assert_int_eq(read_all(r, s, 8, 4), 2);
	ck_assert_int_eq(s[0].t_ns, 0);
	ck_assert_int_eq(s[1].t_ns, 125000000);
	ck_assert_uint_eq(s[0].sensor, 0);
	ck_assert(is3(s[0].acc_mps2, 4.903325, -9.80665, 9.80665));
	ck_assert(is3(s[0].gyr_radps, -1.5707963, 0.25, 3.1415927));
	ck_assert(is3(s[0].mag_ut, 100, 2, 300));
	/* missing, and what no float can hold */
	ck_assert(isnan(s[1].acc_mps2[2]) && !isnan(s[1].acc_mps2[0]));
	ck_assert(isnan(s[1].gyr_radps[1]) && isnan(s[1].gyr_radps[2]));
	ck_assert_int_eq(gn_recording_read(r, s, 8, &why), GN_EOF);
	ck_assert_int_eq(gn_recording_sha256(r, hex), GN_OK);
	/* sha256sum of the file as written above */
	ck_assert_str_eq(hex, "8f82ac30848539d08e2a29b75f3eddbe"
			 "49fef85bb72a12914426fb02f922216c");
	gn_recording_close(r);
	gn_recording_close(NULL);
}
END_TEST

START_TEST(time_counts_from_the_first_sample)
{
	struct gn_recording *r;
	struct gn_sample s[8];

	/* in ms, from an epoch, one step back: passed on as it is */
	r = open_ok(bids_put(ONE, HEAD "t\tn/a\tLATENCY\tn/a\tms\n" ACC,
			"1547219408431\t1\t2\t3\n"
			"1547219408441.5\t1\t2\t3\n"
			"1547219408439\t1\t2\t3\n"
			"1547219408421\t1\t2\t3\n", JSON));
	ck_assert_int_eq(gn_recording_info(r)->even, 0);
	ck_assert_int_eq(read_all(r, s, 8, 4), 4);
	ck_assert_int_eq(s[0].t_ns, 0);
	ck_assert_int_eq(s[1].t_ns, 10500000);
	ck_assert_int_eq(s[2].t_ns, 8000000);
	ck_assert_int_eq(s[3].t_ns, -10000000);
	ck_assert(none3(s[0].gyr_radps) && none3(s[0].mag_ut));
	gn_recording_close(r);
}
END_TEST

START_TEST(tracking_systems_are_merged)
{
	static const int64_t t_ms[5] = { 0, 30, 40, 80, 120 };
	const char *name = _i ? "a_tracksys-gyr_run-1_motion.tsv"
			      : "a_tracksys-acc_run-1_motion.tsv";
	const struct gn_recording_info *info;
	struct gn_recording *r;
	struct gn_sample s[16];
	char hex[65];

	bids_put_pair();
	r = open_ok(name);
	info = gn_recording_info(r);
	ck_assert_str_eq(info->task, "row");
	ck_assert_uint_eq(info->n_sensors, 1);
	ck_assert(info->sensors[0].has_acc && info->sensors[0].has_gyr);
	ck_assert(info->sensors[0].rate_hz == 25);
	ck_assert_int_eq(read_all(r, s, 16, 3), 5);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(s[i].t_ns, t_ms[i] * 1000000);
	ck_assert(is3(s[0].gyr_radps, 1, 1, 1) && none3(s[0].acc_mps2));
	ck_assert(is3(s[1].acc_mps2, 5, 5, 5) && none3(s[1].gyr_radps));
	/* one instant, one sample */
	ck_assert(is3(s[3].acc_mps2, 6, 6, 6) && is3(s[3].gyr_radps, 3, 3, 3));
	ck_assert(is3(s[4].gyr_radps, 4, 4, 4) && none3(s[4].acc_mps2));
	ck_assert_int_eq(gn_recording_sha256(r, hex), GN_OK);
	ck_assert_str_eq(hex, "28b53ff57367a0a8a168e7d22544623f"
			 "e7b49d7cd1fa4f82ff90239fbefec954");
	gn_recording_close(r);
}
END_TEST

START_TEST(equal_times_go_by_sensor)
{
	struct gn_recording *r;
	struct gn_sample s[16];

	/* sensors in order of appearance: foot_l, chest, then bar, foot_r */
	bids_put("b_tracksys-a", HEAD TIME
	    "x\tx\tACCEL\tfoot_l\tg\ny\ty\tACCEL\tfoot_l\tg\n"
	    "z\tz\tACCEL\tfoot_l\tg\nx\tx\tACCEL\tchest\tg\n"
	    "y\ty\tACCEL\tchest\tg\nz\tz\tACCEL\tchest\tg\n",
	    "0\t1\t1\t1\t2\t2\t2\n0.1\t1\t1\t1\t2\t2\t2\n", JSON);
	r = open_ok(bids_put("b_tracksys-b", HEAD TIME
			"x\tx\tGYRO\tbar\trad/s\ny\ty\tGYRO\tbar\trad/s\n"
			"z\tz\tGYRO\tbar\trad/s\nx\tx\tGYRO\tchest\trad/s\n"
			"y\ty\tGYRO\tchest\trad/s\nz\tz\tGYRO\tchest\trad/s\n",
			"0.1\t3\t3\t3\t4\t4\t4\n", JSON));
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 3);
	ck_assert_str_eq(gn_recording_info(r)->sensors[2].name, "bar");
	ck_assert_int_eq(read_all(r, s, 16, 8), 5);
	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(s[i].sensor, (uint32_t)(i < 2 ? i : i - 2));
	ck_assert(is3(s[3].gyr_radps, 4, 4, 4));
	ck_assert(!none3(s[3].acc_mps2));
	ck_assert(is3(s[4].gyr_radps, 3, 3, 3) && none3(s[4].acc_mps2));
	gn_recording_close(r);
}
END_TEST

START_TEST(bad_channels_are_marked)
{
	const struct gn_sensor *t;
	struct gn_recording *r;
	struct gn_sample s[4];

	r = open_ok(bids_put(ONE, "name\tcomponent\ttype\ttracked_point\tunits"
			"\tstatus\n"
			"a\tx\tACCEL\tchest\tg\tgood\n"
			"a\ty\tACCEL\tchest\tg\tbad\n"
			"a\tz\tACCEL\tchest\tg\tgood\n"
			"g\tx\tGYRO\tchest\trad/s\tgood\n"
			"g\ty\tGYRO\tchest\trad/s\tgood\n"
			"g\tz\tGYRO\tchest\trad/s\n"
			"m\tx\tMAGN\tchest\tn/a\tgood\n"
			"m\ty\tMAGN\tchest\tn/a\tBad\n"
			"m\tz\tMAGN\tchest\tn/a\tgood\n",
			"1\t2\t3\t4\t5\t6\t7\t8\t9\n", JSON));
	t = &gn_recording_info(r)->sensors[0];
	ck_assert_int_eq(t->bad_acc, 1);
	ck_assert_int_eq(t->bad_gyr, 0);
	ck_assert_int_eq(t->has_mag, 0);
	ck_assert_int_eq(read_all(r, s, 4, 2), 1);
	ck_assert(none3(s[0].mag_ut));
	gn_recording_close(r);
}
END_TEST

/* 30000 rows, several buffers full, in blocks of any size: one result. */
START_TEST(block_size_does_not_matter)
{
	enum { ROWS = 30000 };
	static const int caps[] = { 1, 7, 512, ROWS };
	static struct gn_sample first[ROWS * 2], s[ROWS * 2];
	static char text[ROWS * 32];
	size_t len = 0;

	for (int i = 0; i < ROWS; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"%d.%03d\t%d.5\t-%d\t0.125\n",
					i / 100, i % 100 * 10, i % 7, i);
	text[len - 1] = '\0';           /* the last line's end is missing */
	bids_put(ONE, HEAD TIME ACC, text, JSON);
	for (size_t k = 0; k < sizeof(caps) / sizeof(*caps); k++) {
		struct gn_recording *r = open_ok(ONE "_motion.tsv");

		ck_assert_int_eq(read_all(r, k ? s : first, ROWS * 2, caps[k]),
				 ROWS);
		gn_recording_close(r);
		for (int i = 0; i < ROWS; i++) {
			const struct gn_sample *x = &(k ? s : first)[i];

			ck_assert_int_eq(x->t_ns, i * INT64_C(10000000));
			ck_assert(x->acc_mps2[0] == (float)(i % 7) + 0.5f &&
				  x->acc_mps2[1] == (float)-i &&
				  x->acc_mps2[2] == 0.125f);
		}
	}
}
END_TEST

START_TEST(line_ends_of_all_kinds)
{
	static const char *const texts[] = {
		"1\t2\t3\n4\t5\t6\n", "1\t2\t3\r\n4\t5\t6\r\n",
		"1\t2\t3\n4\t5\t6", "1\t2\t3\n4\t5\t6\n\n\n",
		"1\t2\t3\n4\t5\t6\r\n\r\n", "1\t2\t3\n4\t5\t6\r",
	};
	struct gn_recording *r;
	struct gn_sample s[8];

	r = open_ok(bids_put(ONE, HEAD ACC, texts[_i], JSON));
	ck_assert_int_eq(read_all(r, s, 8, 2), 2);
	ck_assert(is3(s[1].acc_mps2, 4, 5, 6));
	gn_recording_close(r);
}
END_TEST

/* A line that is wrong is named; what stood before it was delivered. */
START_TEST(malformed_lines_are_named)
{
	static const struct {
		const char *line, *says;
	} t[] = {
		{ "1\t2", ":3: 2 columns instead of 3" },
		{ "1\t2\t3\t4", ":3: 4 columns instead of 3" },
		{ "1\tx7\t3", ":3: column 2 (wrist_l acc y): 'x7' is not" },
		{ "1\t2\t3z", ":3: column 3 (wrist_l acc z): '3z' is not" },
		{ "1\t\t3", ":3: column 2 (wrist_l acc y) is empty" },
		{ "1\t2\t", ":3: column 3 (wrist_l acc z) is empty" },
		{ "1,2,3", ":3: 1 columns instead of 3" },
		{ " 1\t2\t3", ":3: column 1 (wrist_l acc x): ' 1' is not" },
		{ "\x01\x02\t2\t3", ":3: binary data" },
		{ "# a comment", ":3: 1 columns" },
		{ "", ":4: a blank line before this one" },
	};
	struct gn_recording *r;
	struct gn_sample s[8];
	char text[200];

	snprintf(text, sizeof(text), "1\t2\t3\n4\t5\t6\n%s\n7\t8\t9\n",
		 t[_i].line);
	r = open_ok(bids_put(ONE, HEAD ACC, text, JSON));
	ck_assert_int_eq(gn_recording_read(r, s, 8, &why), 2);
	for (int again = 0; again < 2; again++) {
		ck_assert_int_eq(gn_recording_read(r, s, 8, &why),
				 GN_EFORMAT);
		ck_assert_msg(strstr(why.text, t[_i].says) != NULL, "%s",
			      why.text);
		ck_assert_ptr_nonnull(strstr(why.text, ONE "_motion.tsv"));
	}
	gn_recording_close(r);
}
END_TEST

START_TEST(an_error_in_one_system_ends_all)
{
	struct gn_recording *r;
	struct gn_sample s[16];

	bids_put_pair();
	files_put("a_tracksys-acc_run-1_motion.tsv",
		  "0.030\t5\t5\t5\nn/a\t6\t6\t6\n");
	for (int cap = 1; cap <= 16; cap += 5) {
		int n = 0, got;

		r = open_ok("a_tracksys-acc_run-1_motion.tsv");
		while ((got = gn_recording_read(r, s, (size_t)cap, &why)) > 0)
			n += got;
		ck_assert_int_eq(got, GN_EFORMAT);
		ck_assert_int_eq(n, 2);
		ck_assert_ptr_nonnull(strstr(why.text, ":2: column 1 (time): "
					     "'n/a' is not a number; every"));
		gn_recording_close(r);
	}
}
END_TEST

START_TEST(the_task_may_stand_in_the_name)
{
	struct gn_recording *r;

	r = open_ok(bids_put("sub-1_task-sitToStand_run-1", HEAD ACC,
			"1\t2\t3\n", "{\"SamplingFrequency\": 5}"));
	ck_assert_str_eq(gn_recording_info(r)->task, "sitToStand");
	gn_recording_close(r);
	r = open_ok(bids_put("sub-1", HEAD ACC, "1\t2\t3\n",
			"{\"SamplingFrequency\": 5}"));
	ck_assert_str_eq(gn_recording_info(r)->task, "");
	gn_recording_close(r);
}
END_TEST

START_TEST(opening_survives_no_memory)
{
	struct fault_stat st;
	int fail_at = 0, err;

	bids_put_pair();
	do {
		const char *path =
			files_path("a_tracksys-acc_run-1_motion.tsv");
		struct gn_recording *r = NULL;

		fault_start(++fail_at);
		err = gn_recording_open(&r, path, &why);
		if (!err)
			gn_recording_close(r);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_ptr_null(r);
			ck_assert_ptr_nonnull(strstr(why.text, "out of "
						     "memory"));
		}
	} while (err);
	/* the recording, its tables; of each: buffer, two sidecars, row */
	ck_assert_int_eq(fail_at, 2 + 2 * 4 + 1);
}
END_TEST

START_TEST(reading_does_not_allocate)
{
	struct gn_recording *r;
	struct fault_stat st;
	struct gn_sample s[4];
	char hex[65];
	int got;

	bids_put_pair();
	r = open_ok("a_tracksys-acc_run-1_motion.tsv");
	fault_start(1);
	do {
		got = gn_recording_read(r, s, 4, &why);
	} while (got > 0);
	(void)!gn_recording_sha256(r, hex);
	st = fault_stop();
	ck_assert_int_eq(got, GN_EOF);
	ck_assert_int_eq(st.asked, 0);
	gn_recording_close(r);
}
END_TEST

/* Every recording of the evaluation data: as many samples as lines. */
START_TEST(real_recordings_are_read_to_the_end)
{
	const char *data = files_data();
	struct gn_sample s[256];
	char **paths;
	size_t n, read = 0, without = 0;

	if (!data)
		return;
	ck_assert_int_eq(gn_recordings_find(data, &paths, &n, &why), GN_OK);
	for (size_t i = 0; i < n; i++) {
		struct gn_recording *r;
		int got = 0, err;

		if (!strstr(paths[i], "_motion.tsv"))
			continue;
		err = gn_recording_open(&r, paths[i], &why);
		if (err) {
			/* no inertial sensors in it */
			ck_assert_msg(err == GN_ENODATA, "%s", why.text);
			without++;
			continue;
		}
		while ((got = gn_recording_read(r, s, 256, &why)) > 0)
			ck_assert_int_ge(s[got - 1].t_ns, 0);
		ck_assert_msg(got == GN_EOF, "%s", why.text);
		gn_recording_close(r);
		read++;
	}
	gn_paths_free(paths, n);
	ck_assert_uint_gt(read, 100);
	ck_assert_uint_lt(without, read / 2);
}
END_TEST

Suite *suite_recording(void)
{
	Suite *s = suite_create("recording");
	TCase *t = tcase_create("recording");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, columns_in_any_order_become_si);
	tcase_add_test(t, time_counts_from_the_first_sample);
	tcase_add_loop_test(t, tracking_systems_are_merged, 0, 2);
	tcase_add_test(t, equal_times_go_by_sensor);
	tcase_add_test(t, bad_channels_are_marked);
	tcase_add_test(t, block_size_does_not_matter);
	tcase_add_loop_test(t, line_ends_of_all_kinds, 0, 6);
	tcase_add_loop_test(t, malformed_lines_are_named, 0, 11);
	tcase_add_test(t, an_error_in_one_system_ends_all);
	tcase_add_test(t, the_task_may_stand_in_the_name);
	tcase_add_test(t, opening_survives_no_memory);
	tcase_add_test(t, reading_does_not_allocate);
	tcase_add_test(t, real_recordings_are_read_to_the_end);
	suite_add_tcase(s, t);
	return s;
}
