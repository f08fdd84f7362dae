/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "prototest.h"

void prototest_cut(int (*frame)(const uint8_t *, size_t), const uint8_t *p,
		   size_t n, size_t block, struct cut *out)
{
	static struct gn_framer f;
	size_t at = 0;

	gn_framer_init(&f);
	out->n = 0;
	while (at < n) {
		size_t want = n - at < block ? n - at : block;
		const uint8_t *got;
		size_t len;

		at += gn_framer_put(&f, p + at, want);
		while ((len = gn_framer_next(&f, frame, &got)) > 0) {
			ck_assert_uint_le(out->n + len, sizeof(out->bytes));
			memcpy(out->bytes + out->n, got, len);
			out->n += len;
		}
	}
	out->frames = f.frames;
	out->skipped = f.skipped;
	out->wrong = f.wrong;
}

static void same_in_any_block(int (*frame)(const uint8_t *, size_t),
			      const uint8_t *p, size_t n)
{
	static const size_t blocks[] = { 1, 2, 3, 7, 64, 511, 5000 };
	static struct cut whole, cut;

	prototest_cut(frame, p, n, n, &whole);
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		prototest_cut(frame, p, n, blocks[i], &cut);
		ck_assert_uint_eq(cut.n, whole.n);
		ck_assert_mem_eq(cut.bytes, whole.bytes, whole.n);
		ck_assert_uint_eq(cut.frames, whole.frames);
		ck_assert_uint_eq(cut.skipped, whole.skipped);
		ck_assert_uint_eq(cut.wrong, whole.wrong);
	}
}

void prototest_frame(int (*frame)(const uint8_t *, size_t), const uint8_t *p,
		     size_t n, int checked)
{
	static uint8_t buf[12000];
	static struct cut cut;
	size_t len = 0, k;

	for (k = 0; k < n; k++)
		ck_assert_int_eq(frame(p, k), GN_FRAME_MORE);
	ck_assert_int_eq(frame(p, n), (int)n);

	/* zeros, the same frame cut short, then frames to the end */
	memset(buf, 0, 5);
	memcpy(buf + 5, p, n / 2);
	len = 5 + n / 2;
	for (k = 0; k < 40 && len + n <= sizeof(buf) - 3000; k++) {
		memcpy(buf + len, p, n);
		len += n;
	}
	memset(buf + len, 0, 2500);     /* whatever waits is decided */
	prototest_cut(frame, buf, len + 2500, len + 2500, &cut);
	ck_assert_uint_ge(cut.frames, k - (n < 40));
	ck_assert_uint_ge(cut.skipped, 5 + 2490);
	ck_assert_uint_eq(cut.skipped + cut.n, len + 2500);
	same_in_any_block(frame, buf, len + 2500);

	for (k = 1; checked && k < n; k++) {
		memcpy(buf, p, n);
		memset(buf + n, 0, 2500);
		buf[k] ^= 0x10;
		prototest_cut(frame, buf, n + 2500, 64, &cut);
		ck_assert_uint_eq(cut.frames, 0);
		ck_assert_uint_ge(cut.skipped, n);
	}
	memcpy(buf, p, n);
	buf[n - 1] ^= 1;
	prototest_cut(frame, buf, n, 64, &cut);
	ck_assert_uint_eq(cut.wrong, (uint64_t)!!checked);
}

void prototest_near(const float v[3], double x, double y, double z)
{
	const double want[3] = { x, y, z };

	for (int i = 0; i < 3; i++)
		ck_assert_double_le(fabs((double)v[i] - want[i]),
				    1e-6 + 2e-7 * fabs(want[i]));
}
