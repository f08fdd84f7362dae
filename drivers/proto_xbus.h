/* SPDX-License-Identifier: MIT */
#ifndef GN_PROTO_XBUS_H
#define GN_PROTO_XBUS_H

#include "proto.h"

/*
 * Xbus, the protocol of Xsens MTi sensors (USB 2639:*, or a serial bridge).
 *
 * Frame: FA FF MID LEN DATA CS, or with an extended length FA FF MID FF HI LO
 * DATA CS for up to 2048 bytes; numbers big-endian; all bytes after FA, CS
 * included, sum to 0 modulo 256.
 * MTData2 (MID 36): items {u16 id, u8 size, data}. The id's low two bits give
 * the precision (0 f32, 1 fixed point 12.20, 2 fixed point 16.32 in 6 bytes,
 * 3 f64), the next two the axes (ENU, NED, NWU), which here are passed on.
 *
 * Source: einride/xsens-go (MIT), message.go, fixedpoint.go,
 * measurementdata.go and its recorded sessions: SampleTimeFine ticks at
 * 10 kHz. fixedpoint.go: 16.32 has its 32 bits of fraction first, then the
 * signed 16 bits of integer. No unit was attached to us.
 * A message that carries GNSS data may have an older SampleTimeFine than the
 * one before it (seen in those recordings): time must not be assumed to grow
 * across kinds of messages.
 * The magnetic field is in Xsens' arbitrary unit, about 1 in the field where
 * the sensor was calibrated; mag_ut holds that.
 * Clipping: bits 8..16 of the status word, acc xyz, gyr xyz, mag xyz (Xsens
 * xsstatusflag.h, XSF_ClipAccX = 0x100 and on), if the device sends it.
 */
#define GN_XBUS_FRAME_MAX 2055          /* FA FF MID FF HI LO, 2048, CS */

/* Message identifiers; the device answers with MID + 1. */
enum gn_xbus_mid {
	GN_XBUS_REQ_DID          = 0x00,
	GN_XBUS_GOTO_MEASUREMENT = 0x10,
	GN_XBUS_GOTO_CONFIG      = 0x30,
	GN_XBUS_MTDATA2          = 0x36,
	GN_XBUS_WAKEUP           = 0x3E,
	GN_XBUS_RESET            = 0x40,
	GN_XBUS_ERROR            = 0x42,
	GN_XBUS_SET_OUTPUT       = 0xC0
};

/* Data identifiers, f32. */
enum gn_xbus_id {
	GN_XBUS_PACKET_COUNTER   = 0x1020,      /* u16 */
	GN_XBUS_SAMPLE_TIME_FINE = 0x1060,      /* u32 */
	GN_XBUS_ACC              = 0x4020,      /* m/s2 */
	GN_XBUS_GYR              = 0x8020,      /* rad/s */
	GN_XBUS_MAG              = 0xC020,      /* arbitrary unit */
	GN_XBUS_STATUS_WORD      = 0xE020       /* u32 */
};

/* The rate that SetOutputConfiguration takes for time and status. */
#define GN_XBUS_EVERY_PACKET 0xFFFF

struct gn_xbus_output {
	uint16_t id;            /* enum gn_xbus_id, precision in the low bits */
	uint16_t rate_hz;       /* or GN_XBUS_EVERY_PACKET */
};

/* What an answer means. */
enum gn_xbus_reply {
	GN_XBUS_OTHER,          /* some other message: go on waiting */
	GN_XBUS_ACK,            /* done */
	GN_XBUS_REFUSED         /* an error message, whatever it was about */
};

/* The frame function, see gn_framer_next(). Bytes without FA FF, or with a
 * length above 2048, are GN_FRAME_NONE. */
int gn_xbus_frame(const uint8_t *p, size_t n);

/* MID of a frame that gn_xbus_frame() accepted, and its n bytes of data. */
uint8_t gn_xbus_data(const uint8_t *frame, const uint8_t **data, size_t *n);

/**
 * What an MTData2 frame measured. Items of unknown kind are passed over by
 * their size; of two items of one kind the last counts.
 *
 * @param[in]  frame  as gn_xbus_frame() accepted it
 * @param[out] out    set whatever is returned. Clock: 32 bits of 100 us;
 *                    counter: 16 bits. Both are set also when 0 is returned:
 *                    a message without motion counts as a packet too.
 *
 * @retval 1  out has acc, gyr or mag
 * @retval 0  it has none of them, or is no MTData2
 * @retval GN_EFORMAT  an item reaches past the end, or has a size that does
 *                     not go with its kind; nothing of out is to be used
 */
GN_NODISCARD int gn_xbus_reading(const uint8_t *frame, struct gn_reading *out);

/**
 * Is this the answer to a command?
 *
 * @param[in]  frame  as gn_xbus_frame() accepted it
 * @param[in]  sent   the command's MID
 * @param[out] error  the device's error code if GN_XBUS_REFUSED, else 0
 */
enum gn_xbus_reply gn_xbus_reply(const uint8_t *frame, uint8_t sent,
				 uint8_t *error);

/**
 * The device's identifier from the answer to GN_XBUS_REQ_DID.
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  another message, or neither 4 nor 8 bytes (8: not seen
 *                     by us; said of the newest models)
 */
GN_NODISCARD int gn_xbus_device_id(const uint8_t *frame, uint64_t *id);

/**
 * Build a command with n bytes of data.
 *
 * @param[out] out  cap bytes
 * @param[in]  n    0..2048; above 254 the extended length is used
 * @return bytes written, or
 * @retval GN_EINVAL  n is above 2048
 * @retval GN_ENOSPC  cap is too small; nothing was written
 */
GN_NODISCARD int gn_xbus_build(uint8_t *out, size_t cap, uint8_t mid,
			       const uint8_t *data, size_t n);

/* Most outputs of one SetOutputConfiguration (ours; a device takes 32). */
#define GN_XBUS_OUTPUTS_MAX 32

/**
 * Build SetOutputConfiguration: what is measured and how often.
 *
 * @return bytes written, or
 * @retval GN_EINVAL  n is above GN_XBUS_OUTPUTS_MAX
 * @retval GN_ENOSPC  cap is too small; nothing was written
 */
GN_NODISCARD int gn_xbus_set_output(uint8_t *out, size_t cap,
				    const struct gn_xbus_output *list,
				    size_t n);

#endif
