/* SPDX-License-Identifier: MIT */
#include "rectest.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "files.h"

#define MS INT64_C(1000000)

struct gn_rec_meta rt_meta;

void rt_setup(void)
{
	static const char *const name[] = { "thigh_l", "shank_l", "wrist_x" };

	files_open();
	memset(&rt_meta, 0, sizeof(rt_meta));
	snprintf(rt_meta.patient, sizeof(rt_meta.patient), "P-17");
	snprintf(rt_meta.exercise, sizeof(rt_meta.exercise), "sit_to_stand");
	snprintf(rt_meta.software, sizeof(rt_meta.software), "gonio test");
	snprintf(rt_meta.device, sizeof(rt_meta.device), "three of a kind");
	rt_meta.started_unix_ns = INT64_C(1795550400123456789);
	rt_meta.n_sensors = 3;
	for (size_t i = 0; i < 3; i++) {
		struct gn_sensor *s = &rt_meta.sensors[i];

		snprintf(s->name, sizeof(s->name), "%s", name[i]);
		s->place = gn_place_parse(name[i], &s->side);
		s->rate_hz = 99.9F + (float)i;
		s->has_acc = 1;
		s->has_gyr = i != 2;
		s->has_mag = i == 1;
		s->bad_gyr = i == 1;
	}
}

struct gn_sample rt_sample(size_t n)
{
	static const uint32_t odd[] = {
		0x7fc00000, 0x7f800001, 0xffc12345, 0x7f800000, 0xff800000,
		0x80000000, 0x00000001, 0xffffffff,
	};
	uint64_t z = 0x9e3779b97f4a7c15 * (n + 1);
	struct gn_sample s = {
		.t_ns = (int64_t)n * 5 * MS + (int64_t)(z >> 44),
		.sensor = (uint32_t)(n % 3),
	};
	float *part[3] = { s.acc_mps2, s.gyr_radps, s.mag_ut };

	for (int i = 0; i < 9; i++) {
		uint32_t bits;

		z = (z ^ z >> 31) * 0xbf58476d1ce4e5b9;
		part[i / 3][i % 3] = (float)(z >> 52) * 0.0048F - 9;
		bits = odd[z >> 40 & 7];
		if ((z >> 20 & 63) == 0)
			memcpy(&part[i / 3][i % 3], &bits, sizeof(bits));
	}
	if (n % 997 == 5)
		s.t_ns = n % 2 ? INT64_MIN : INT64_MAX;
	if (n % 501 == 7 && s.t_ns > 0)
		s.t_ns -= 10000 * MS;
	return s;
}

struct gn_rec_writer *rt_create(const char *name)
{
	struct gn_rec_writer *w = NULL;
	struct gn_diag why = { "" };
	int err = gn_rec_create(&w, files_path(name), &rt_meta, &why);

	ck_assert_msg(!err, "%s", why.text);
	return w;
}

int rt_put(struct gn_rec_writer *w, size_t from, size_t n)
{
	struct gn_sample s[100];
	int err = GN_OK;

	for (size_t i = 0; i < n && !err;) {
		size_t k = 0;

		for (; k < 100 && i < n; k++, i++)
			s[k] = rt_sample(from + i);
		err = gn_rec_write(w, s, k, NULL);
	}
	return err;
}

void rt_write(const char *name, size_t n)
{
	struct gn_rec_writer *w = rt_create(name);

	ck_assert_int_eq(rt_put(w, 0, n), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, 5, 7, "mark", "here", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, -1, 0, "set", NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_rec_result(w, 9, 0, "1.0", "{}", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_result(w, 10, 1, "1.0", "[1]", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
}

int rt_read(struct gn_rec *r, size_t block, size_t *n)
{
	static struct gn_sample out[5000];
	struct gn_diag why = { "" };
	int got;

	*n = 0;
	while ((got = gn_rec_read(r, out, block, &why)) > 0) {
		ck_assert_uint_le((size_t)got, block);
		for (int i = 0; i < got; i++, ++*n) {
			struct gn_sample want = rt_sample(*n);

			/* every ck_assert is a system call */
			if (memcmp(&out[i], &want, sizeof(want)))
				ck_abort_msg("sample %zu", *n);
		}
	}
	if (got != GN_EOF)
		ck_assert_str_ne(why.text, "");
	return got;
}

struct gn_rec *rt_open(const char *name)
{
	struct gn_rec *r = NULL;
	struct gn_diag why = { "" };
	int err = gn_rec_open(&r, files_path(name), &why);

	ck_assert_msg(!err, "%s", why.text);
	return r;
}

size_t rt_count(const char *name)
{
	struct gn_rec *r = rt_open(name);
	size_t n;

	ck_assert_int_eq(rt_read(r, 4096, &n), GN_EOF);
	ck_assert_uint_eq(n, gn_rec_tail(r)->samples);
	gn_rec_reader_close(r);
	return n;
}
