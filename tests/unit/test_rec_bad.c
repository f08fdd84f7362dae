/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "files.h"
#include "gonio/rec.h"
#include "lib/store/rec_block.h"
#include "rectest.h"
#include "suites.h"

/* ---- what is refused --------------------------------------------------- */

START_TEST(an_existing_file_stays)
{
	struct gn_rec_writer *w = NULL;
	struct gn_diag why = { "" };

	rt_write("a.gonio", 10);
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &rt_meta,
				       &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "another name"));
	ck_assert_uint_eq(rt_count("a.gonio"), 10);
	files_put("b.gonio-wal", "somebody's");
	ck_assert_int_eq(gn_rec_create(&w, files_path("b.gonio"), &rt_meta,
				       &why), GN_EIO);
	ck_assert_int_eq(gn_rec_create(&w, files_path("no/b.gonio"), &rt_meta,
				       &why), GN_EIO);
	ck_assert_ptr_null(w);
}
END_TEST

START_TEST(a_read_only_folder_is_named)
{
	pid_t pid;
	int status = 0;

	files_mkdir("ro");
	rt_write("ro/a.gonio", 10);
	ck_assert_int_eq(chmod(files_path("ro"), 0555), 0);
	ck_assert_int_eq(chmod(files_path("."), 0755), 0);
	pid = fork();
	if (pid == 0) {
		struct gn_rec_writer *w = NULL;
		struct gn_diag why = { "" };

		if (geteuid() == 0 && setuid(65534))
			_exit(1);
		if (gn_rec_create(&w, files_path("ro/b.gonio"), &rt_meta,
				  &why) != GN_EIO || !strstr(why.text, "b.g"))
			_exit(2);
		if (access(files_path("ro/b.gonio"), F_OK) == 0)
			_exit(3);
		_exit(rt_count("ro/a.gonio") == 10 ? 0 : 4);
	}
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(chmod(files_path("ro"), 0755), 0);
}
END_TEST

START_TEST(bad_descriptions_are_refused)
{
	struct gn_rec_writer *w = NULL;
	struct gn_rec_meta good = rt_meta;
	struct gn_sample s = { .sensor = 3 };

	rt_meta.n_sensors = 0;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &rt_meta, NULL),
			 GN_EINVAL);
	rt_meta = good;
	rt_meta.sensors[1].rate_hz = NAN;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &rt_meta, NULL),
			 GN_EINVAL);
	rt_meta = good;
	rt_meta.sensors[2] = rt_meta.sensors[0];
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &rt_meta, NULL),
			 GN_EINVAL);
	rt_meta = good;
	memset(rt_meta.device, 'x', sizeof(rt_meta.device));
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &rt_meta, NULL),
			 GN_EINVAL);
	ck_assert_int_ne(access(files_path("a"), F_OK), 0);
	rt_meta = good;
	w = rt_create("a");
	ck_assert_int_eq(gn_rec_write(w, &s, 1, NULL), GN_EINVAL);
	ck_assert_int_eq(gn_rec_event(w, 0, 0, "", "", NULL), GN_EINVAL);
	ck_assert_int_eq(rt_put(w, 0, 5), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	ck_assert_uint_eq(rt_count("a"), 5);
	ck_assert_int_eq(gn_rec_close(NULL, NULL), GN_OK);
	gn_rec_reader_close(NULL);
}
END_TEST

static uint8_t bytes[200000];

static size_t load(const char *name)
{
	FILE *f = fopen(files_path(name), "rb");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	ck_assert_uint_lt(n, sizeof(bytes));
	return n;
}

static void refused(const char *name, const char *word)
{
	struct gn_rec *r = NULL;
	struct gn_diag why = { "" };

	ck_assert_int_eq(gn_rec_open(&r, files_path(name), &why), GN_EFORMAT);
	ck_assert_ptr_null(r);
	ck_assert_msg(strstr(why.text, word) != NULL, "%s", why.text);
}

START_TEST(other_files_are_refused_by_name)
{
	struct gn_rec *r = NULL;
	size_t n;

	ck_assert_int_eq(gn_rec_open(&r, files_path("no"), NULL), GN_ENOENT);
	ck_assert_int_eq(gn_rec_open(&r, files_path("."), NULL), GN_EIO);
	files_put("text", "time,acc_x\n");
	refused("text", "no recording");
	ck_assert_int_eq(gn_rec_probe(files_path("text")), 0);
	files_put("empty", "");
	refused("empty", "no recording");
	rt_write("a.gonio", 100);
	ck_assert_int_eq(gn_rec_probe(files_path("a.gonio")), 1);
	n = load("a.gonio");
	bytes[63] = GN_REC_VERSION + 1;
	files_put_bytes("new.gonio", bytes, n);
	refused("new.gonio", "newer");
	bytes[63] = 0;
	files_put_bytes("old.gonio", bytes, n);
	refused("old.gonio", "no version");
	bytes[63] = GN_REC_VERSION;
	bytes[68] ^= 1;
	files_put_bytes("foreign.gonio", bytes, n);
	refused("foreign.gonio", "another program");
}
END_TEST

static int tally(void *user, const struct gn_rec_event *e)
{
	(void)e;
	++*(int *)user;
	return 0;
}

/* Damaged: an error, or exactly what was stored; nothing else, no crash. */
static void check_damaged(const char *name, size_t n)
{
	struct gn_rec *r = NULL;
	size_t got;
	int end, k = 0;

	if (gn_rec_open(&r, files_path(name), NULL))
		return;
	ck_assert_str_eq(gn_rec_meta(r)->patient, rt_meta.patient);
	ck_assert_uint_eq(gn_rec_meta(r)->n_sensors, 3);
	end = rt_read(r, 4096, &got);
	ck_assert(end == GN_EFORMAT || end == GN_EIO ||
		  (end == GN_EOF && got == n));
	end = gn_rec_events(r, tally, &k, NULL);
	ck_assert(end == GN_EFORMAT || end == GN_EIO ||
		  (end == GN_OK && k == 2));
	end = gn_rec_integrity(r, NULL);
	ck_assert(end == GN_OK || end == GN_EFORMAT || end == GN_EIO);
	gn_rec_reader_close(r);
}

START_TEST(a_file_cut_short_is_an_error)
{
	size_t n;

	rt_write("a.gonio", 3000);
	n = load("a.gonio");
	for (size_t k = 0; k < n; k += 509) {
		files_put_bytes("cut.gonio", bytes, k);
		check_damaged("cut.gonio", 3000);
	}
}
END_TEST

START_TEST(a_flipped_bit_is_noticed)
{
	size_t n;

	rt_write("a.gonio", 1500);
	n = load("a.gonio");
	for (size_t k = 0; k < n; k += k < 4500 ? 7 : 97) {
		bytes[k] ^= (uint8_t)(1u << (k / 7) % 8);
		files_put_bytes("flip.gonio", bytes, n);
		check_damaged("flip.gonio", 1500);
		bytes[k] ^= (uint8_t)(1u << (k / 7) % 8);
	}
}
END_TEST

START_TEST(no_memory_is_an_error)
{
	struct gn_rec_writer *w = NULL;
	struct gn_rec *r = NULL;
	struct fault_stat st;
	int err, fail_at = 0;

	do {
		fault_start(++fail_at);
		err = gn_rec_create(&w, files_path("a.gonio"), &rt_meta, NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_int_eq(st.live, 0);
			ck_assert_int_ne(access(files_path("a.gonio"), F_OK),
					 0);
		}
	} while (err);
	ck_assert_int_gt(fail_at, 2);
	fault_start(0);
	err = rt_put(w, 0, 9000);
	st = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(st.asked, 0);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	fail_at = 0;
	do {
		fault_start(++fail_at);
		err = gn_rec_open(&r, files_path("a.gonio"), NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_int_eq(st.live, 0);
		}
	} while (err);
	ck_assert_int_gt(fail_at, 2);
	gn_rec_reader_close(r);
}
END_TEST

START_TEST(a_block_of_another_sensor_is_malformed)
{
	static struct gn_sample out[GN_REC_BLOCK];
	struct gn_rec_codec *c = NULL;
	struct gn_sample in[2] = { rt_sample(0), rt_sample(1) };
	const uint8_t *data;
	uint8_t copy[512];
	size_t len;

	ck_assert_int_eq(gn_rec_codec_create(&c), GN_OK);
	ck_assert_int_eq(gn_rec_encode(c, in, 2, &data, &len), GN_OK);
	ck_assert_uint_lt(len, sizeof(copy));
	memcpy(copy, data, len);
	ck_assert_int_eq(gn_rec_decode(c, copy, len, 2, out), 2);
	ck_assert_mem_eq(in, out, sizeof(in));
	ck_assert_int_eq(gn_rec_decode(c, copy, len, 1, out), GN_EFORMAT);
	for (size_t i = 0; i < len; i++) {
		ck_assert_int_eq(gn_rec_decode(c, copy, i, 2, out),
				 GN_EFORMAT);
		copy[i] ^= 16;
		if (gn_rec_decode(c, copy, len, 2, out) == 2)
			ck_assert_mem_eq(in, out, sizeof(in));
		copy[i] ^= 16;
	}
	gn_rec_codec_free(c);
}
END_TEST

Suite *suite_rec_bad(void)
{
	Suite *s = suite_create("rec_bad");
	TCase *bad = tcase_create("bad");

	tcase_add_checked_fixture(bad, rt_setup, files_close);
	tcase_set_timeout(bad, 60);
	tcase_add_test(bad, an_existing_file_stays);
	tcase_add_test(bad, a_read_only_folder_is_named);
	tcase_add_test(bad, bad_descriptions_are_refused);
	tcase_add_test(bad, other_files_are_refused_by_name);
	tcase_add_test(bad, a_file_cut_short_is_an_error);
	tcase_add_test(bad, a_flipped_bit_is_noticed);
	tcase_add_test(bad, no_memory_is_an_error);
	tcase_add_test(bad, a_block_of_another_sensor_is_malformed);
	suite_add_tcase(s, bad);
	return s;
}
