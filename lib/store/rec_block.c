/* SPDX-License-Identifier: MIT */
#include "rec_block.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#define VERSION 1
#define FLOATS  9

struct gn_rec_codec {
	ZSTD_CCtx *pack;
	ZSTD_DCtx *unpack;
	uint8_t   *packed;
	size_t     packed_size;
	uint32_t   column[GN_REC_BLOCK];
	uint8_t    plain[GN_REC_PLAIN];
};

int gn_rec_codec_create(struct gn_rec_codec **out)
{
	struct gn_rec_codec *c = calloc(1, sizeof(*c));

	if (!c)
		return GN_ENOMEM;
	c->packed_size = ZSTD_compressBound(GN_REC_PLAIN);
	c->packed = malloc(c->packed_size);
	c->pack = ZSTD_createCCtx();
	c->unpack = ZSTD_createDCtx();
	if (!c->packed || !c->pack || !c->unpack) {
		gn_rec_codec_free(c);
		return GN_ENOMEM;
	}
	/* Level 1: higher ones gain a few percent and take twice as long. */
	ZSTD_CCtx_setParameter(c->pack, ZSTD_c_compressionLevel, 1);
	ZSTD_CCtx_setParameter(c->pack, ZSTD_c_checksumFlag, 1);
	*out = c;
	return GN_OK;
}

void gn_rec_codec_free(struct gn_rec_codec *c)
{
	if (!c)
		return;
	ZSTD_freeCCtx(c->pack);
	ZSTD_freeDCtx(c->unpack);
	free(c->packed);
	free(c);
}

static void put_le(uint8_t *to, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t)(v >> 8 * i);
}

static uint64_t get_le(const uint8_t *from, int bytes)
{
	uint64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v |= (uint64_t)from[i] << 8 * i;
	return v;
}

/* Small differences of either sign become small numbers. */
static uint32_t zigzag32(uint32_t v)
{
	return v << 1 ^ (0 - (v >> 31));
}

static uint32_t unzigzag32(uint32_t v)
{
	return v >> 1 ^ (0 - (v & 1));
}

static uint64_t zigzag64(uint64_t v)
{
	return v << 1 ^ (0 - (v >> 63));
}

static uint64_t unzigzag64(uint64_t v)
{
	return v >> 1 ^ (0 - (v & 1));
}

/* What the next stamp of each sensor is expected to be: as far on as the last
 * step went. Of a sensor not yet seen: the stamp before, of whichever. */
struct clock {
	uint64_t last[GN_SENSORS_MAX], step[GN_SENSORS_MAX], any;
	uint8_t  seen[GN_SENSORS_MAX];
};

static uint64_t expected(const struct clock *c, uint32_t s)
{
	return c->seen[s] ? c->last[s] + c->step[s] : c->any;
}

static void advance(struct clock *c, uint32_t s, uint64_t t)
{
	c->step[s] = c->seen[s] ? t - c->last[s] : 0;
	c->last[s] = t;
	c->any = t;
	c->seen[s] = 1;
}

static void encode_times(uint8_t *to, const struct gn_sample *in, size_t n)
{
	struct clock c = { .any = (uint64_t)in[0].t_ns };

	for (size_t i = 0; i < n; i++) {
		uint64_t t = (uint64_t)in[i].t_ns;
		uint64_t v = zigzag64(t - expected(&c, in[i].sensor));

		for (size_t k = 0; k < 8; k++)
			to[k * n + i] = (uint8_t)(v >> 8 * k);
		to[8 * n + i] = (uint8_t)in[i].sensor;
		advance(&c, in[i].sensor, t);
	}
}

static void decode_times(const uint8_t *from, struct gn_sample *out, size_t n,
			 uint64_t first)
{
	struct clock c = { .any = first };

	for (size_t i = 0; i < n; i++) {
		uint32_t s = from[8 * n + i];
		uint64_t t, v = 0;

		for (size_t k = 0; k < 8; k++)
			v |= (uint64_t)from[k * n + i] << 8 * k;
		t = expected(&c, s) + unzigzag64(v);
		out[i].t_ns = (int64_t)t;
		out[i].sensor = s;
		advance(&c, s, t);
	}
}

/* The float of a column: acc x y z, gyr x y z, mag x y z. */
static size_t offset(int column)
{
	static const size_t part[3] = {
		offsetof(struct gn_sample, acc_mps2),
		offsetof(struct gn_sample, gyr_radps),
		offsetof(struct gn_sample, mag_ut),
	};

	return part[column / 3] + (size_t)(column % 3) * sizeof(float);
}

static void encode_floats(struct gn_rec_codec *c, uint8_t *to, int column,
			  const struct gn_sample *in, size_t n)
{
	uint32_t last[GN_SENSORS_MAX] = { 0 }, bits, *v = c->column;
	const size_t at = offset(column);

	for (size_t i = 0; i < n; i++) {
		memcpy(&bits, (const char *)&in[i] + at, sizeof(bits));
		v[i] = zigzag32(bits - last[in[i].sensor]);
		last[in[i].sensor] = bits;
	}
	for (size_t k = 0; k < 4; k++)
		for (size_t i = 0; i < n; i++)
			to[k * n + i] = (uint8_t)(v[i] >> 8 * k);
}

static void decode_floats(struct gn_rec_codec *c, const uint8_t *from,
			  int column, struct gn_sample *out, size_t n)
{
	uint32_t last[GN_SENSORS_MAX] = { 0 }, bits, *v = c->column;
	const size_t at = offset(column);

	for (size_t i = 0; i < n; i++)
		v[i] = (uint32_t)from[i] | (uint32_t)from[n + i] << 8 |
		       (uint32_t)from[2 * n + i] << 16 |
		       (uint32_t)from[3 * n + i] << 24;
	for (size_t i = 0; i < n; i++) {
		bits = last[out[i].sensor] + unzigzag32(v[i]);
		last[out[i].sensor] = bits;
		memcpy((char *)&out[i] + at, &bits, sizeof(bits));
	}
}

int gn_rec_encode(struct gn_rec_codec *c, const struct gn_sample *in,
		  size_t n, const uint8_t **data, size_t *len)
{
	uint8_t *to = c->plain + GN_REC_BLOCK_HEAD;
	size_t got;

	put_le(c->plain, VERSION, 4);
	put_le(c->plain + 4, n, 4);
	put_le(c->plain + 8, (uint64_t)in[0].t_ns, 8);
	put_le(c->plain + 16, (uint64_t)in[n - 1].t_ns, 8);
	encode_times(to, in, n);
	for (int i = 0; i < FLOATS; i++)
		encode_floats(c, to + (9 + 4 * (size_t)i) * n, i, in, n);
	got = ZSTD_compress2(c->pack, c->packed, c->packed_size, c->plain,
			     GN_REC_BLOCK_HEAD + GN_REC_SAMPLE * n);
	if (ZSTD_isError(got))
		return GN_ENOMEM;       /* there is room for any result */
	*data = c->packed;
	*len = got;
	return GN_OK;
}

/* The count that the bytes of a block state, if all else fits it; else 0. */
static size_t check_plain(const uint8_t *plain, size_t len, size_t n_sensors)
{
	const uint8_t *sensor;
	size_t n;

	if (len < GN_REC_BLOCK_HEAD || get_le(plain, 4) != VERSION)
		return 0;
	n = get_le(plain + 4, 4);
	if (n < 1 || n > GN_REC_BLOCK ||
	    len != GN_REC_BLOCK_HEAD + GN_REC_SAMPLE * n)
		return 0;
	sensor = plain + GN_REC_BLOCK_HEAD + 8 * n;
	for (size_t i = 0; i < n; i++)
		if (sensor[i] >= n_sensors)
			return 0;
	return n;
}

int gn_rec_decode(struct gn_rec_codec *c, const void *data, size_t len,
		  size_t n_sensors, struct gn_sample *out)
{
	const uint8_t *from = c->plain + GN_REC_BLOCK_HEAD;
	size_t got, n;

	got = ZSTD_decompressDCtx(c->unpack, c->plain, sizeof(c->plain), data,
				  len);
	if (ZSTD_isError(got))
		return ZSTD_getErrorCode(got) ==
		       ZSTD_error_memory_allocation ? GN_ENOMEM : GN_EFORMAT;
	n = check_plain(c->plain, got,
			n_sensors < GN_SENSORS_MAX ? n_sensors :
			GN_SENSORS_MAX);
	if (!n)
		return GN_EFORMAT;
	decode_times(from, out, n, get_le(c->plain + 8, 8));
	for (int i = 0; i < FLOATS; i++)
		decode_floats(c, from + (9 + 4 * (size_t)i) * n, i, out, n);
	if (out[0].t_ns != (int64_t)get_le(c->plain + 8, 8) ||
	    out[n - 1].t_ns != (int64_t)get_le(c->plain + 16, 8))
		return GN_EFORMAT;
	return (int)n;
}
