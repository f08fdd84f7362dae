/* SPDX-License-Identifier: MIT */
#ifndef GN_PROTO_WIT_H
#define GN_PROTO_WIT_H

#include "proto.h"

/*
 * The standard protocol of WitMotion sensors (WT901, JY901, HWT905, ...) on a
 * serial line, 8N1, new units at 9600 baud and 10 Hz.
 *
 * Frame: 55 TYPE, four i16 with the low byte first, SUM: the low byte of the
 * sum of the ten before. Acc is raw / 32768 * 16 g, gyr raw / 32768 * 2000
 * deg/s (4000 on the WT9011G4K). The fourth number of acc is a temperature,
 * of gyr a voltage on some models; both are passed over. Mag is passed on as
 * sent: the manual calls it mG in one place and counts in another, and it
 * depends on the chip. So mag_ut holds counts.
 * Commands: FF AA REGISTER LO HI, without a sum and without an answer, but for
 * the reading of registers.
 *
 * There is no clock, no counter and a sum of 8 bits: one damaged frame in 256
 * passes, time is the host's, and a loss shows only in the order of types. A
 * reading is made of one frame of each type that was asked for, a cycle, and
 * a cycle that lacks one is dropped and counted. What was lost without a stray
 * byte and was whole cycles long is not noticed. A frame is 110 bits on the
 * line: acc and gyr at 200 Hz are 44 kbit/s, too much for 38400 baud.
 *
 * Sources: WITMOTION/WitStandardProtocol_JY901, REG.h (names and numbers of
 * registers, types, RSW, RRATE, BAUD, the key) and wit_c_sdk.c (frame, sum,
 * commands); the vendor's "WIT Standard Communication Protocol" (scales,
 * defaults, meaning of the ranges, unlock and save). They agree except where
 * it is said here.
 * Not verified: that frames of a cycle come in rising order of their types, as
 * the manual lists them (if not, every cycle would count as broken); that the
 * scale stays the same for a smaller ACCRANGE or GYRORANGE. No unit was
 * attached to us.
 */
#define GN_WIT_FRAME_BYTES 11
#define GN_WIT_COMMAND_BYTES 5

/* Types of frames: 0x50 + the number of the bit in RSW that turns it on. */
enum gn_wit_type {
	GN_WIT_TIME  = 0x50,
	GN_WIT_ACC   = 0x51,
	GN_WIT_GYR   = 0x52,
	GN_WIT_ANGLE = 0x53,
	GN_WIT_MAG   = 0x54,
	GN_WIT_QUAT  = 0x59,
	GN_WIT_REPLY = 0x5F             /* four registers, has no bit */
};

/* The bit of a type in the register RSW. */
#define GN_WIT_BIT(type) (1u << ((type) - GN_WIT_TIME))

enum gn_wit_reg {
	GN_WIT_REG_SAVE      = 0x00,    /* 0 save, 1 defaults, FF restart */
	GN_WIT_REG_RSW       = 0x02,    /* GN_WIT_BIT()s; new units 1E */
	GN_WIT_REG_RRATE     = 0x03,    /* gn_wit_rate_code() */
	GN_WIT_REG_BAUD      = 0x04,    /* gn_wit_baud_code() */
	/* Ranges by the manual; only on some models they can be changed. */
	GN_WIT_REG_GYRORANGE = 0x20,    /* 0..3: 200, 500, 1000, 2000 deg/s;
					 * new units 3 */
	GN_WIT_REG_ACCRANGE  = 0x21,    /* 0..3: 2, 4, 8, 16 g; new units 0 */
	GN_WIT_REG_READ      = 0x27,    /* the register to be sent */
	GN_WIT_REG_VERSION   = 0x2E,    /* read only */
	GN_WIT_REG_KEY       = 0x69
};

#define GN_WIT_KEY 0xB588               /* of GN_WIT_REG_KEY: unlocked */
#define GN_WIT_GYRORANGE_2000_DPS 3
#define GN_WIT_ACCRANGE_16_G 3

/* The frame function, see gn_framer_next(). Without 55 5x: GN_FRAME_NONE. */
int gn_wit_frame(const uint8_t *p, size_t n);

/* The frames of a cycle come together here. The caller owns it and may look
 * at the count. No pointers, so it may be copied. */
struct gn_wit {
	uint64_t broken;        /* cycles dropped: a frame of them is missing.
				 * The first one, if it was joined in its
				 * midst, is dropped and not counted. */
	double   acc_full_mps2; /* what 32768 stands for, see gn_wit_init(); */
	double   gyr_full_radps; /* may be changed between cycles */
	uint16_t content;       /* private from here: types of a cycle */
	uint16_t last;          /* bit of the last type, 0: no cycle yet */
	uint16_t have;          /* bits of this cycle */
	uint8_t  closed;        /* this cycle was handed out or counted */
	struct gn_reading r;
};

/**
 * Nothing has come yet; scales of 16 g and 2000 deg/s.
 *
 * @param[in] content  GN_WIT_BIT() of every type that makes a cycle, as in
 *                     RSW; the highest completes it. Types that measure no
 *                     motion may be among them: the longer the cycle, the
 *                     longer the losses that are noticed.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  none of acc, gyr, mag, or a bit above 0x5A; *w untouched
 */
GN_NODISCARD int gn_wit_init(struct gn_wit *w, unsigned content);

/**
 * Take a frame. Types that are not of the cycle, replies among them, are
 * passed over wherever they come.
 *
 * @param[in]  frame  as gn_wit_frame() accepted it
 * @param[out] out    the reading if 1 is returned, else untouched. No clock
 *                    and no counter. Clipped: raw values of -32768, -32767
 *                    and 32767; a unit set to a smaller range clips before,
 *                    unnoticed.
 *
 * @retval 1  the cycle is complete
 * @retval 0  not yet, or dropped: see broken
 */
GN_NODISCARD int gn_wit_push(struct gn_wit *w, const uint8_t *frame,
			     struct gn_reading *out);

/* Bytes were lost here: a cycle that was begun is dropped and counted. To be
 * called when the framer's skipped has grown, before the next push, or acc may
 * be paired with the gyr of a later cycle. */
void gn_wit_gap(struct gn_wit *w);

/**
 * Registers from the answer to gn_wit_read(): the one asked for and the three
 * behind it. Which one that was, the answer does not say.
 *
 * @retval 1  reg was set
 * @retval 0  another type of frame; reg untouched
 */
GN_NODISCARD int gn_wit_reply(const uint8_t *frame, uint16_t reg[4]);

/*
 * Commands. A register is written in three steps, 200 ms apart by the manual
 * (the vendor's code waits 10 ms): unlock, for 10 s; write; save, or the value
 * is gone after a restart. After a new BAUD the line is switched, then unlock
 * and save are sent at the new one.
 */
void gn_wit_write(uint8_t out[GN_WIT_COMMAND_BYTES], uint8_t reg,
		  uint16_t value);
void gn_wit_read(uint8_t out[GN_WIT_COMMAND_BYTES], uint8_t reg);
void gn_wit_unlock(uint8_t out[GN_WIT_COMMAND_BYTES]);
void gn_wit_save(uint8_t out[GN_WIT_COMMAND_BYTES]);

/**
 * Code of the nearest rate that is not above: 0.2, 0.5, 1, 2, 5, 10, 20, 50,
 * 100 or 200 Hz. Others exist on single models only (125, and 500 with the
 * code that means silence on the rest).
 *
 * @param[out] got_hz  that rate, not NULL; untouched on error
 *
 * @return the code, 1..0x0B, or
 * @retval GN_EINVAL  below 0.2, or NAN
 */
GN_NODISCARD int gn_wit_rate_code(double rate_hz, double *got_hz);

/**
 * Code of a baud rate: 4800, 9600, 19200, 38400, 57600, 115200, 230400; also
 * 460800 and 921600, which only some models take (WT931, JY931, HWT606,
 * HWT906).
 *
 * @return the code, 1..9, or
 * @retval GN_EINVAL  none of these
 */
GN_NODISCARD int gn_wit_baud_code(uint32_t baud);

#endif
