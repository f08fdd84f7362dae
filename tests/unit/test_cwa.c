/* SPDX-License-Identifier: MIT */
/* Axivity's blocks, made here by the public description of the format. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "gonio/recording.h"
#include "suites.h"

#define G 9.80665
#define DEG (3.14159265358979323846 / 180)
#define HEAD 1024
#define BLOCK 512

static struct gn_diag why;
static struct gn_sample got[1024];
static unsigned char file[HEAD + 4 * BLOCK];

static void put16(unsigned char *p, unsigned v)
{
	p[0] = v & 255;
	p[1] = v >> 8 & 255;
}

static void put32(unsigned char *p, unsigned long v)
{
	put16(p, v & 0xffff);
	put16(p + 2, v >> 16 & 0xffff);
}

/* 2024-02-29 23:59:sec, packed. */
static unsigned long date(unsigned sec)
{
	return 24UL << 26 | 2UL << 22 | 29UL << 17 | 23UL << 12 | 59UL << 6 |
	       sec;
}

static void seal(unsigned char *b)
{
	unsigned sum = 0;

	put16(b + 510, 0);
	for (int i = 0; i < 510; i += 2)
		sum += b[i] | (unsigned)b[i + 1] << 8;
	put16(b + 510, -sum & 0xffff);
}

/* 40 samples of 6 axes at 100 Hz; sample `offset` is at the full second. */
static void put_block(unsigned char *b, unsigned sec, int offset)
{
	memset(b, 0, BLOCK);
	memcpy(b, "AX\xfc\x01", 4);
	put32(b + 14, date(sec));
	put16(b + 18, 3U << 13 | 2U << 10);     /* 1/2048 g, 2000 deg/s */
	b[24] = 0x4a;                           /* 100 Hz */
	b[25] = 0x62;
	put16(b + 26, (unsigned)offset & 0xffff);
	put16(b + 28, 40);
	for (unsigned i = 0; i < 40; i++) {
		unsigned char *s = b + 30 + 12 * i;

		put16(s + 2, 16384);            /* gyr y: half of the range */
		put16(s + 4, 0xc000);           /* gyr z: minus that */
		put16(s + 6, i);                /* acc x */
		put16(s + 10, (unsigned)-2048 & 0xffff);  /* acc z: -1 g */
	}
	seal(b);
}

static void put_file(size_t blocks)
{
	memset(file, 0, HEAD);
	memcpy(file, "MD\xfc\x03", 4);
	files_put_bytes("a.cwa", file, HEAD + blocks * BLOCK);
}

static int read_all(struct gn_recording *r, int *end)
{
	int n = 0, m;

	while ((m = gn_recording_read(r, got + n, 1024 - (size_t)n, &why)) > 0)
		n += m;
	*end = m;
	return n;
}

static struct gn_recording *open_ok(void)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path("a.cwa"), &why);

	ck_assert_msg(err == GN_OK, "%s", why.text);
	return r;
}

START_TEST(blocks_of_six_axes)
{
	struct gn_recording *r;
	char **paths;
	size_t found;
	int end;

	put_block(file + HEAD, 1, 0);
	put_block(file + HEAD + BLOCK, 1, -40);
	put_file(2);
	r = open_ok();
	ck_assert_int_eq(gn_recording_info(r)->sensors[0].has_gyr, 1);
	ck_assert(gn_recording_info(r)->sensors[0].rate_hz == 100);
	ck_assert_int_eq(gn_recording_info(r)->even, 0);
	ck_assert_int_eq(read_all(r, &end), 80);
	ck_assert_int_eq(end, GN_EOF);
	for (int i = 0; i < 80; i++)
		ck_assert_int_eq(got[i].t_ns, INT64_C(10000000) * i);
	ck_assert_double_eq_tol((double)got[41].acc_mps2[0], G / 2048, 1e-6);
	ck_assert_double_eq_tol((double)got[41].acc_mps2[2], -G, 1e-5);
	ck_assert_double_eq_tol((double)got[7].gyr_radps[1], 1000 * DEG, 1e-4);
	ck_assert_double_eq_tol((double)got[7].gyr_radps[2], -1000 * DEG,
				1e-4);
	gn_recording_close(r);
	ck_assert_int_eq(gn_recordings_find(files_path("."), &paths, &found,
					    &why), GN_OK);
	ck_assert_uint_eq(found, 1);
	gn_paths_free(paths, found);
}
END_TEST

/* A clock with fractions: 0.5 s past, and the sample that the time is of moved
 * by 50 samples to make up for it. */
START_TEST(fractions_of_a_second)
{
	struct gn_recording *r;
	int end;

	put_block(file + HEAD, 1, 0);
	put_block(file + HEAD + BLOCK, 2, 0 - 50 + 10);
	put16(file + HEAD + BLOCK + 4, 0x8000 | 0x4000);
	seal(file + HEAD + BLOCK);
	put_file(2);
	r = open_ok();
	ck_assert_int_eq(read_all(r, &end), 80);
	/* sample 10 is at 2.5 s, the first at 2.4 s: 1.4 s after the start */
	ck_assert_int_eq(got[40].t_ns, INT64_C(1400000000));
	ck_assert_int_eq(got[39].t_ns, INT64_C(390000000));
	gn_recording_close(r);
}
END_TEST

/* The device's clock runs 1 % slow: samples are spread over its time. */
START_TEST(samples_follow_the_next_blocks_time)
{
	struct gn_recording *r;
	int end;

	put_block(file + HEAD, 1, 0);
	put_block(file + HEAD + BLOCK, 2, 59);  /* at 1.41 s */
	put_file(2);
	r = open_ok();
	ck_assert_int_eq(read_all(r, &end), 80);
	ck_assert_int_eq(got[20].t_ns, 205000000);
	ck_assert_int_eq(got[40].t_ns, 410000000);
	ck_assert_int_eq(got[41].t_ns, 420000000);
	gn_recording_close(r);
}
END_TEST

START_TEST(packed_values_have_an_exponent)
{
	unsigned char *b = file + HEAD;
	struct gn_recording *r;
	int end;

	put_block(b, 1, 0);
	put16(b + 18, 0);               /* 1/256 g */
	b[25] = 0x30;
	put16(b + 28, 120);
	for (unsigned long i = 0; i < 120; i++)
		put32(b + 30 + 4 * i, 1UL << 30 | (1024UL - 128) << 20 |
		      511UL << 10 | i);
	seal(b);
	put_file(1);
	r = open_ok();
	ck_assert_int_eq(gn_recording_info(r)->sensors[0].has_gyr, 0);
	ck_assert_int_eq(read_all(r, &end), 120);
	ck_assert_double_eq_tol((double)got[3].acc_mps2[0], 6 * G / 256, 1e-5);
	ck_assert_double_eq_tol((double)got[3].acc_mps2[1], 1022 * G / 256,
				1e-4);
	ck_assert_double_eq_tol((double)got[3].acc_mps2[2], -G, 1e-5);
	gn_recording_close(r);
}
END_TEST

START_TEST(damaged_blocks_leave_a_gap)
{
	struct gn_recording *r;
	int end;

	put_block(file + HEAD, 1, 0);
	put_block(file + HEAD + BLOCK, 2, 60);
	put_block(file + HEAD + 2 * BLOCK, 2, 20);
	file[HEAD + BLOCK + 99] ^= 1;
	put_file(3);
	r = open_ok();
	ck_assert_int_eq(read_all(r, &end), 80);
	ck_assert_int_eq(end, GN_EOF);
	ck_assert_int_eq(got[40].t_ns, 800000000);
	ck_assert_int_eq(got[39].t_ns, 390000000);
	gn_recording_close(r);
}
END_TEST

START_TEST(files_that_were_not_copied_whole)
{
	struct gn_recording *r;
	int end;

	put_block(file + HEAD, 1, 0);
	put_block(file + HEAD + BLOCK, 2, 60);
	put_file(2);
	files_put_bytes("a.cwa", file, HEAD + BLOCK + 100);
	r = open_ok();
	ck_assert_int_eq(read_all(r, &end), 40);
	ck_assert_int_eq(end, GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "a.cwa: ends inside block 4"));
	gn_recording_close(r);
	for (size_t n = 4; n < HEAD + BLOCK; n += 205) {
		r = NULL;
		files_put_bytes("a.cwa", file, n);
		end = gn_recording_open(&r, files_path("a.cwa"), &why);
		ck_assert(end == GN_ENODATA || end == GN_EFORMAT);
		ck_assert_ptr_null(r);
	}
}
END_TEST

START_TEST(blocks_that_lie_about_themselves)
{
	static const struct { int at, value; } lie[] = {
		{ 25, 0x61 }, { 25, 0x92 }, { 25, 0x02 }, { 25, 0x60 },
		{ 28, 41 }, { 28, 0 }, { 2, 0 }, { 0, 'B' },
	};
	struct gn_recording *r = NULL;
	int end;

	for (size_t i = 0; i < sizeof(lie) / sizeof(*lie); i++) {
		put_block(file + HEAD, 1, 0);
		file[HEAD + lie[i].at] = (unsigned char)lie[i].value;
		seal(file + HEAD);
		put_file(1);
		ck_assert_int_eq(gn_recording_open(&r, files_path("a.cwa"),
						   &why), GN_ENODATA);
	}
	put_block(file + HEAD, 1, 0);
	put_block(file + HEAD + BLOCK, 2, 60);
	file[HEAD + BLOCK + 25] = 0x32;
	seal(file + HEAD + BLOCK);
	put_file(2);
	r = open_ok();
	ck_assert_int_eq(read_all(r, &end), 40);
	ck_assert_int_eq(end, GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "block 4 measures 3 axes "
				     "instead of 6"));
	gn_recording_close(r);
}
END_TEST

Suite *suite_cwa(void)
{
	Suite *s = suite_create("cwa");
	TCase *t = tcase_create("cwa");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_test(t, blocks_of_six_axes);
	tcase_add_test(t, fractions_of_a_second);
	tcase_add_test(t, samples_follow_the_next_blocks_time);
	tcase_add_test(t, packed_values_have_an_exponent);
	tcase_add_test(t, damaged_blocks_leave_a_gap);
	tcase_add_test(t, files_that_were_not_copied_whole);
	tcase_add_test(t, blocks_that_lie_about_themselves);
	suite_add_tcase(s, t);
	return s;
}
