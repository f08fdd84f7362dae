/* SPDX-License-Identifier: MIT */
#ifndef GN_BYTES_H
#define GN_BYTES_H

#include <stdint.h>
#include <string.h>

/*
 * Numbers in the bytes that devices send, at any alignment, on any machine.
 * le: lowest byte first, be: highest byte first. The caller has checked that
 * the bytes are there. IEEE 754 is assumed, as everywhere in gonio.
 */
static inline uint16_t gn_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline int16_t gn_les16(const uint8_t *p)
{
	return (int16_t)gn_le16(p);
}

static inline uint32_t gn_le32(const uint8_t *p)
{
	return gn_le16(p) | (uint32_t)gn_le16(p + 2) << 16;
}

static inline uint64_t gn_le64(const uint8_t *p)
{
	return gn_le32(p) | (uint64_t)gn_le32(p + 4) << 32;
}

static inline uint16_t gn_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t gn_be32(const uint8_t *p)
{
	return (uint32_t)gn_be16(p) << 16 | gn_be16(p + 2);
}

static inline uint64_t gn_be64(const uint8_t *p)
{
	return (uint64_t)gn_be32(p) << 32 | gn_be32(p + 4);
}

static inline float gn_f32(uint32_t bits)
{
	float v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static inline double gn_f64(uint64_t bits)
{
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static inline void gn_put_le16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void gn_put_le32(uint8_t *p, uint32_t v)
{
	gn_put_le16(p, (uint16_t)v);
	gn_put_le16(p + 2, (uint16_t)(v >> 16));
}

static inline void gn_put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

#endif
