/* SPDX-License-Identifier: MIT */
#include "cwa.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/day.h"

#define HEADER_BYTES 1024
#define DATA_AT 30
#define DATA_BYTES 480
#define G_MPS2 9.80665
#define RAD_PER_DEG (3.14159265358979323846 / 180.0)

static unsigned le16(const uint8_t *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static int s16(const uint8_t *p)
{
	return (int16_t)le16(p);
}

static uint32_t le32(const uint8_t *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

static double rate_of(uint8_t code)
{
	return 3200.0 / (double)(1 << (15 - (code & 15)));
}

int gn_cwa_probe(const struct gn_rows *r)
{
	return r->end - r->pos >= 4 && !memcmp(r->pos, "MD\xfc\x03", 4);
}

/* A sum of 0, the right length and a layout that is known. */
static int is_sound(const uint8_t *b)
{
	unsigned sum = 0, axes = b[25] >> 4, packing = b[25] & 15;
	size_t each = packing ? 2 * axes : 4;

	for (size_t i = 0; i < GN_CWA_BLOCK; i += 2)
		sum += le16(b + i);
	return !memcmp(b, "AX\xfc\x01", 4) && (sum & 0xffff) == 0 &&
	       (packing == 2 || (packing == 0 && axes == 3)) &&
	       (axes == 3 || axes == 6) && le16(b + 28) > 0 &&
	       le16(b + 28) * each <= DATA_BYTES;
}

/* When sample 0 of a block was taken. The clock of the device tells fractions
 * of a second only in newer ones; there the sample that the time is of was
 * moved by as much, which is taken back. */
static int64_t start_of(const uint8_t *b)
{
	uint32_t t = le32(b + 14);
	unsigned fraction = le16(b + 4), month = t >> 22 & 15;
	int64_t s = gn_day_of(2000 + (int)(t >> 26), month ? (int)month : 1,
			      (int)(t >> 17 & 31)) * 86400 +
		    (t >> 12 & 31) * 3600 + (t >> 6 & 63) * 60 + (t & 63);
	double hz = rate_of(b[24]), at = s16(b + 26), part = 0;

	if (fraction & 0x8000) {
		part = (double)((fraction & 0x7fff) << 1) / 65536;
		at += floor(part * floor(hz));
	}
	return s * INT64_C(1000000000) + llround((part - at / hz) * 1e9);
}

/* Make n bytes ready at r->pos: 1, or GN_EOF: fewer are left, or an error. */
static int want(struct gn_rows *r, size_t n, struct gn_diag *why)
{
	int err = gn_rows_bytes(r, n, why);

	if (err)
		return err;
	return (size_t)(r->end - r->pos) >= n ? 1 : GN_EOF;
}

static const uint8_t *bytes(const struct gn_rows *r)
{
	return (const uint8_t *)r->pos;
}

/*
 * Take the next sound block. Its samples are as far apart as the next block's
 * time says, which follows the device's own clock; before a gap, and at the
 * end, as the rate says.
 */
static int take_block(struct gn_cwa *c, struct gn_rows *r, struct gn_diag *why)
{
	double even;
	int ret;

	for (;;) {
		ret = want(r, GN_CWA_BLOCK, why);
		if (ret != 1)
			break;
		memcpy(c->block, r->pos, GN_CWA_BLOCK);
		r->pos += GN_CWA_BLOCK;
		r->line++;
		if (is_sound(c->block))
			break;
	}
	if (ret == GN_EOF && r->end - r->pos > 1)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: ends inside block %llu; it was not "
				   "copied whole: copy it again", r->path,
				   (unsigned long long)r->line + 1);
	if (ret != 1)
		return ret;
	c->i = 0;
	c->n = le16(c->block + 28);
	c->start_ns = start_of(c->block);
	even = 1e9 / rate_of(c->block[24]);
	c->step_ns = even;
	ret = want(r, GN_CWA_BLOCK, why);
	if (ret == 1 && is_sound(bytes(r))) {
		double step = (double)(start_of(bytes(r)) - c->start_ns) /
			      (double)c->n;

		if (step > 0.5 * even && step < 1.5 * even)
			c->step_ns = step;
	}
	return ret == GN_EOF ? 1 : ret;
}

/* One unit of the values, by the block's own scale. */
static void scale_of(struct gn_cwa *c)
{
	unsigned scale = le16(c->block + 18);

	c->acc_mps2 = G_MPS2 / (double)(1 << (8 + (scale >> 13)));
	c->gyr_radps = 8000.0 / (double)(1 << (scale >> 10 & 7)) / 32768 *
		       RAD_PER_DEG;
	c->axes = c->block[25] >> 4;
	c->rate_hz = rate_of(c->block[24]);
}

static void lay_out(const struct gn_cwa *c, struct gn_layout *l)
{
	struct gn_layout_sensor *s = &l->sensors[0];

	gn_layout_init(l);
	l->n_sensors = 1;
	l->n_cols = 6;
	l->time_col = 6;        /* behind the values: that there is one */
	gn_layout_computed(s, 0, c->axes);
	snprintf(s->sensor.name, sizeof(s->sensor.name), "imu");
	s->sensor.has_acc = 1;
	s->sensor.has_gyr = c->axes == 6;
}

int gn_cwa_open(struct gn_cwa *c, struct gn_rows *r, struct gn_layout *l,
		struct gn_diag *why)
{
	int ret = want(r, HEADER_BYTES, why);

	if (ret == 1) {
		r->pos += HEADER_BYTES;
		r->line = HEADER_BYTES / GN_CWA_BLOCK;
		ret = take_block(c, r, why);
	}
	if (ret == GN_EOF)
		return gn_diag_set(why, GN_ENODATA,
				   "%s: holds no samples; the recording is "
				   "empty", r->path);
	if (ret != 1)
		return ret;
	scale_of(c);
	lay_out(c, l);
	return GN_OK;
}

/* Three values of 10 bits with a common exponent. */
static void unpack(uint32_t word, double *v)
{
	int factor = 1 << (word >> 30);

	for (int i = 0; i < 3; i++) {
		int x = (int)(word >> 10 * i & 1023);

		v[i] = (x < 512 ? x : x - 1024) * factor;
	}
}

static void take_sample(struct gn_cwa *c, double *v)
{
	const uint8_t *data = c->block + DATA_AT;
	double raw[6];

	if (!(c->block[25] & 15)) {
		unpack(le32(data + 4 * c->i), raw);
	} else {
		for (int k = 0; k < c->axes; k++)
			raw[k] = s16(data + 2 * ((size_t)c->axes * c->i +
						 (size_t)k));
	}
	for (int k = 0; k < 3; k++) {
		v[k] = raw[k + c->axes - 3] * c->acc_mps2;
		if (c->axes == 6)
			v[3 + k] = raw[k] * c->gyr_radps;
	}
	c->i++;
}

int gn_cwa_next(struct gn_cwa *c, struct gn_rows *r, double *v, int64_t *t_ns,
		struct gn_diag *why)
{
	int axes = c->axes, ret;

	if (c->i == c->n) {
		ret = take_block(c, r, why);
		if (ret != 1)
			return ret;
		scale_of(c);
		if (c->axes != axes)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s: block %llu measures %d axes "
					   "instead of %d; split the file",
					   r->path, (unsigned long long)r->line,
					   c->axes, axes);
	}
	*t_ns = c->start_ns + llround((double)c->i * c->step_ns);
	take_sample(c, v);
	return 1;
}
