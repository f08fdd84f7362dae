/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_REC_BLOCK_H
#define GN_STORE_REC_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/types.h"

/*
 * A block of samples as bytes: one zstd frame with its checksum (the low 32
 * bits of XXH64 over what was compressed), which holds, little endian:
 *
 *     version 1 (4), count n (4), first t_ns (8), last t_ns (8)
 *     t_ns      n times 8 bytes    the step's change, zigzag
 *     sensor    n times 1 byte
 *     acc x y z, gyr x y z, mag x y z
 *               n times 4 bytes each    bits, less those before, zigzag
 *
 * Each number's lowest bytes stand together, then the next ones: what hardly
 * changes becomes long runs of equal bytes. "Before" is the same sensor's
 * sample before in the block, so blocks do not depend on each other. Bits of
 * floats are taken as 32-bit integers: every NAN and infinity comes back.
 *
 * Measured: tests/bench/bench_rec.c.
 */
#define GN_REC_BLOCK 4096               /* samples in a full block */
#define GN_REC_BLOCK_HEAD 24
#define GN_REC_SAMPLE 45                /* bytes of one, before zstd */
#define GN_REC_PLAIN (GN_REC_BLOCK_HEAD + GN_REC_SAMPLE * GN_REC_BLOCK)

/* Room for coding and decoding; made once, used for any number of blocks. */
struct gn_rec_codec;

/* GN_OK or GN_ENOMEM, *out untouched then. NULL is fine for free. */
GN_NODISCARD int gn_rec_codec_create(struct gn_rec_codec **out);
void gn_rec_codec_free(struct gn_rec_codec *c);

/**
 * Code 1..GN_REC_BLOCK samples.
 *
 * @param[in]  in    sensors below GN_SENSORS_MAX
 * @param[out] data  belongs to c, valid until its next use
 * @retval GN_OK
 * @retval GN_ENOMEM  zstd found no memory
 */
GN_NODISCARD int gn_rec_encode(struct gn_rec_codec *c,
			       const struct gn_sample *in, size_t n,
			       const uint8_t **data, size_t *len);

/**
 * Decode a block of any origin.
 *
 * @param[in]  n_sensors  a sample of another sensor makes the block malformed
 * @param[out] out        room for GN_REC_BLOCK; undefined on error
 * @return samples, 1..GN_REC_BLOCK, or
 * @retval GN_EFORMAT  not such a block, or damaged
 * @retval GN_ENOMEM   zstd found no memory
 */
GN_NODISCARD int gn_rec_decode(struct gn_rec_codec *c, const void *data,
			       size_t len, size_t n_sensors,
			       struct gn_sample *out);

#endif
