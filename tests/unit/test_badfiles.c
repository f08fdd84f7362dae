/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bids_files.h"
#include "files.h"
#include "gonio/recording.h"
#include "suites.h"

static struct gn_diag why;

static struct gn_recording *open_ok(const char *name)
{
	struct gn_recording *r = NULL;

	ck_assert_int_eq(gn_recording_open(&r, files_path(name), &why),
			 GN_OK);
	return r;
}

static void open_fails(const char *name, int want, const char *says)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path(name), &why);

	ck_assert_msg(err == want, "%s instead of %s: %s", gn_errname(err),
		      gn_errname(want), why.text);
	ck_assert_msg(strstr(why.text, says) != NULL, "'%s' not in: %s", says,
		      why.text);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(gn_recording_open(&r, files_path(name), NULL), want);
}

START_TEST(sidecars_that_are_wrong_are_named)
{
	static const struct {
		int err;
		const char *channels, *json, *says;
	} t[] = {
#define C(says, channels) { GN_EFORMAT, channels, JSON, says }
#define J(says, json)     { GN_EFORMAT, HEAD ACC, json, says }
		C("_channels.tsv: empty", ""),
		C(":1: no column 'units'",
		  "name\ttype\tcomponent\ttracked_point\n"),
		C(":2: column 'ax': unit 'furlong' of ACCEL is not known; "
		  "known are m/s^2", HEAD "ax\tx\tACCEL\tbar\tfurlong\n"),
		C("unit 'g' of GYRO", HEAD "gx\tx\tGYRO\tbar\tg\n"),
		C("unit '' of ACCEL", HEAD "ax\tx\tACCEL\tbar\n"),
		C(":2: column 'aw': component 'w' of ACCEL must be x, y or z",
		  HEAD "aw\tw\tACCEL\tbar\tg\n"),
		C(":5: column 'ax': sensor 'wrist_l' has ACCEL x already",
		  HEAD ACC "ax\tx\tACCEL\twrist_l\tm/s^2\n"),
		C("sensor 'bar' lacks GYRO y", HEAD
		  "a\tx\tGYRO\tbar\tdps\na\tz\tGYRO\tbar\tdps\n"),
		C("sensor 'bar' lacks MAGN z", HEAD ACC
		  "a\tx\tMAGN\tbar\tuT\na\ty\tMAGN\tbar\tuT\n"),
		C(":3: column 't': a second time column", HEAD TIME TIME),
		C("time unit 'h' is not known",
		  HEAD "t\tn/a\tLATENCY\tn/a\th\n"),
		C("longer than 31 characters", HEAD
		  "a\tx\tACCEL\ta2345678901234567890123456789012\tg\n"),
		J("not valid JSON", "{"),
		J("not valid JSON", ""),
		J("not valid JSON", "\x01\x02"),
		J("one JSON object", "[1, 2]"),
		J("no SamplingFrequency", "{}"),
		J("must be a number", "{\"SamplingFrequency\": \"100\"}"),
		J("must be a number", "{\"SamplingFrequency\": [100]}"),
		J("SamplingFrequency is 0;", "{\"SamplingFrequency\": 0}"),
		J("SamplingFrequency is -5", "{\"SamplingFrequency\": -5}"),
		J("SamplingFrequency is 1e+06",
		  "{\"SamplingFrequency\": 1e6}"),
		J("TaskName must be a string",
		  "{\"SamplingFrequency\": 5, \"TaskName\": 5}"),
		{ GN_ENODATA, HEAD "p\tx\tPOS\tbar\tm\n", JSON,
		  "no ACCEL or GYRO channels" },
		{ GN_ENODATA, HEAD, JSON, "no ACCEL or GYRO channels" },
		{ GN_EUNITS, HEAD TIME ACC, "{\"SamplingFrequency\": 1e5}",
		  "LATENCY steps by 1 s" },
		{ GN_EUNITS, HEAD TIME ACC, "{\"SamplingFrequency\": 0.01}",
		  "LATENCY steps by 1 s" },
#undef C
#undef J
	};

	ck_assert_int_lt(_i, (int)(sizeof(t) / sizeof(*t)));
	bids_put(ONE, t[_i].channels, "1\t2\t3\t4\n2\t2\t3\t4\n3\t2\t3\t4\n",
	    t[_i].json);
	open_fails(ONE "_motion.tsv", t[_i].err, t[_i].says);
}
END_TEST

START_TEST(too_much_of_everything)
{
	static char text[1200 * 40];
	size_t len;

	len = (size_t)snprintf(text, sizeof(text), HEAD);
	for (int i = 0; i < GN_SENSORS_MAX + 1; i++)
		for (int k = 0; k < 3; k++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"a\t%c\tACCEL\ts%d\tg\n",
						'x' + k, i);
	bids_put(ONE, text, "1\n", JSON);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, ":98: column 'a': more than "
		   "32 sensors");
	len = (size_t)snprintf(text, sizeof(text), HEAD);
	for (int i = 0; i < 1025; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"a\tx\tMISC\ts\tg\n");
	bids_put(ONE, text, "1\n", JSON);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, "more than 1024 columns");
	len = (size_t)snprintf(text, sizeof(text), HEAD);
	for (int i = 0; i < 65; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "a\t");
	bids_put(ONE, text, "1\n", JSON);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, ":2: more than 64 fields");
	bids_put("c_tracksys-9", HEAD ACC, "1\t2\t3\n", JSON);
	for (int i = 0; i < 32; i++) {
		snprintf(text, sizeof(text), "c_tracksys-a%d", i);
		bids_put(text, HEAD ACC, "1\t2\t3\n", JSON);
	}
	open_fails("c_tracksys-9_motion.tsv", GN_EFORMAT, "more than 32 "
		   "files in one recording");
}
END_TEST

START_TEST(a_point_twice_in_two_systems)
{
	bids_put("c_tracksys-1", HEAD ACC, "1\t2\t3\n", JSON);
	bids_put("c_tracksys-2", HEAD ACC, "1\t2\t3\n", JSON);
	open_fails("c_tracksys-1_motion.tsv", GN_EFORMAT, "tracked point "
		   "'wrist_l' stands in two tracking systems");
}
END_TEST

START_TEST(files_that_are_not_there)
{
	char name[700];

	bids_put(ONE, HEAD ACC, "1\t2\t3\n", JSON);
	open_fails("none_motion.tsv", GN_ENOENT, "none_motion.tsv: no such");
	files_mkdir("dir_motion.tsv");
	open_fails("dir_motion.tsv", GN_EIO, "is a folder");
	ck_assert_int_eq(remove(files_path(ONE "_motion.json")), 0);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, "_motion.json: is missing");
	ck_assert_int_eq(remove(files_path(ONE "_channels.tsv")), 0);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, "_channels.tsv: is missing");
	bids_put_pair();
	open_fails("a_tracksys-ref_run-1_motion.tsv", GN_ENODATA,
		   "a reference system");
	/* of a pair with one file missing, the other is the recording */
	open_fails("a_tracksys-mag_run-1_motion.tsv", GN_ENOENT, "no such");
	memset(name, 'x', sizeof(name));
	memcpy(name + 600, "_motion.tsv", 12);
	ck_assert_int_eq(gn_recording_open(&(struct gn_recording *){ NULL },
					   name, &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "path is longer than 511"));
}
END_TEST

START_TEST(empty_binary_and_endless_files)
{
	static char line[200 * 1024];
	struct gn_recording *r;
	struct gn_sample s[4];

	bids_put(ONE, HEAD ACC, "", JSON);
	open_fails(ONE "_motion.tsv", GN_ENODATA, "holds no samples");
	bids_put(ONE, HEAD ACC, "\n\n", JSON);
	open_fails(ONE "_motion.tsv", GN_ENODATA, "holds no samples");
	files_put_bytes(ONE "_motion.tsv", "\x7f" "ELF\0\0\0\0\1\2\3\n", 12);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, ":1: binary data");
	files_put_bytes(ONE "_motion.tsv", "\0\0\0\0", 4);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, ":1: binary data");
	memset(line, '1', sizeof(line) - 1);
	bids_put(ONE, HEAD ACC, line, JSON);
	open_fails(ONE "_motion.tsv", GN_EFORMAT, ":1: the line is longer");
	memcpy(line, "1\t2\t3\n", 6);
	bids_put(ONE, HEAD ACC, line, JSON);
	r = open_ok(ONE "_motion.tsv");
	ck_assert_int_eq(gn_recording_read(r, s, 4, &why), 1);
	ck_assert_int_eq(gn_recording_read(r, s, 4, &why), GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, ":2: the line is longer"));
	gn_recording_close(r);
}
END_TEST

Suite *suite_badfiles(void)
{
	Suite *s = suite_create("badfiles");
	TCase *t = tcase_create("badfiles");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_loop_test(t, sidecars_that_are_wrong_are_named, 0, 27);
	tcase_add_test(t, too_much_of_everything);
	tcase_add_test(t, a_point_twice_in_two_systems);
	tcase_add_test(t, files_that_are_not_there);
	tcase_add_test(t, empty_binary_and_endless_files);
	suite_add_tcase(s, t);
	return s;
}
