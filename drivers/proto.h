/* SPDX-License-Identifier: MIT */
#ifndef GN_PROTO_H
#define GN_PROTO_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * What all device protocols have in common. A protocol is a set of pure
 * functions: bytes in, struct out; no I/O, no memory taken, no clock read.
 * drivers/proto_NAME.h says which device, which messages and from which
 * source each fact comes.
 *
 * A byte stream (Xbus, WitMotion, x-IMU3, MIP) is cut in two steps:
 *
 *     gn_framer_put(&f, bytes, n);
 *     while ((len = gn_framer_next(&f, gn_xbus_frame, &frame)) > 0)
 *             if (gn_xbus_reading(frame, len, &reading) > 0)
 *                     ...
 *
 * Reports (Sony, Switch) are whole already: one USB transfer, one report.
 */

/* A standard gravity, exact by definition (3rd CGPM, 1901). */
#define GN_G_MPS2 9.80665

/* pi, and the rad/s of one degree a second. */
#define GN_PI 3.14159265358979323846
#define GN_DPS_RADPS (GN_PI / 180)

/* Which parts a reading has. */
#define GN_HAS_ACC 1
#define GN_HAS_GYR 2
#define GN_HAS_MAG 4

/* Axis (0 x, 1 y, 2 z) in gn_reading.clipped. */
#define GN_CLIP_ACC(axis) (1u << (axis))
#define GN_CLIP_GYR(axis) (8u << (axis))
#define GN_CLIP_MAG(axis) (64u << (axis))

/*
 * One reading as the device sent it, in SI units and in the device's own
 * axes. The clock is not unwrapped and the counter not compared: they are as
 * wide as the device sends them.
 */
struct gn_reading {
	uint64_t clock;         /* device time in ticks, 0..2^clock_bits-1 */
	uint32_t tick_num;      /* a tick is tick_num / tick_den ns */
	uint32_t tick_den;      /* > 0, also without a clock */
	uint32_t counter;       /* packets, 0..2^counter_bits-1 */
	uint8_t  clock_bits;    /* 16, 32 or 64; 0: the device sends no time */
	uint8_t  counter_bits;  /* 8 or 16; 0: the device counts no packets */
	uint8_t  has;           /* GN_HAS_* of what was measured */
	uint16_t clipped;       /* GN_CLIP_*: this axis is at an end of its
				 * range; 0 also where nothing tells */
	int64_t  offset_ns;     /* when it was measured, from the packet's last
				 * reading: <= 0; 0 for one a packet */
	float    acc_mps2[3];   /* specific force; NAN without GN_HAS_ACC */
	float    gyr_radps[3];  /* NAN without GN_HAS_GYR */
	float    mag_ut[3];     /* uT, or the device's fixed unit where its
				 * header says so; NAN without GN_HAS_MAG */
};

/* No time, no counter, nothing measured. */
void gn_reading_clear(struct gn_reading *r);

/*
 * What a frame function makes of the n bytes at p, where a frame may start:
 * its length in bytes, or one of these. The answer does not change when more
 * bytes follow, unless it was GN_FRAME_MORE.
 */
enum gn_frame {
	GN_FRAME_MORE  = 0,     /* so far it is one, but it goes on */
	GN_FRAME_NONE  = -1,    /* no frame starts here: skip one byte */
	GN_FRAME_WRONG = -2     /* it looks like one, but its checksum or its
				 * coding is wrong: skip one byte */
};

/* Longest frame of any protocol; see GN_XBUS_FRAME_MAX. */
#define GN_FRAME_MAX 2055

/*
 * Bytes of a stream that wait to be cut. The caller owns it and may look at
 * the counts. No pointers, so it may be copied.
 */
struct gn_framer {
	uint64_t frames;        /* good ones handed out */
	uint64_t skipped;       /* bytes that belonged to none */
	uint64_t wrong;         /* times GN_FRAME_WRONG was seen */
	size_t   at, n;         /* private: next byte, end of the bytes */
	uint8_t  buf[4096];     /* private */
};

/* Empty it, and set the counts to 0. */
void gn_framer_init(struct gn_framer *f);

/**
 * Take bytes as they came, cut anyhow: neither frames nor counts depend on
 * where (once gn_framer_next() has returned 0).
 *
 * @param[in] p  n bytes; NULL only if n is 0
 *
 * @return bytes taken, 0..n. Fewer than n: the buffer is full, call
 *         gn_framer_next() until it returns 0, then put the rest; then there
 *         is always room. It invalidates what gn_framer_next() pointed to.
 */
GN_NODISCARD size_t gn_framer_put(struct gn_framer *f, const uint8_t *p,
				  size_t n);

/**
 * Cut off the next frame, skipping byte by byte what is none.
 *
 * @param[in]  frame  the protocol's frame function; always the same one
 * @param[out] p      the frame, valid until the next put or init
 *
 * @return its length in bytes, 1..GN_FRAME_MAX, or
 * @retval 0  more bytes are needed; *p untouched
 */
GN_NODISCARD size_t gn_framer_next(struct gn_framer *f,
				   int (*frame)(const uint8_t *p, size_t n),
				   const uint8_t **p);

#endif
