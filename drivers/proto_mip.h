/* SPDX-License-Identifier: MIT */
#ifndef GN_PROTO_MIP_H
#define GN_PROTO_MIP_H

#include "proto.h"

/*
 * MIP, the protocol of MicroStrain inertial sensors (USB 199b:3065, older
 * ones 0483:5740, both serial lines; or RS-232).
 *
 * Packet: 75 65 SET LEN FIELDS CK1 CK2; a field is FLEN DESC DATA, and FLEN
 * counts itself and DESC; numbers big-endian. CK1 is the sum of all bytes
 * before it modulo 256, CK2 the sum of the values that CK1 went through.
 *
 * Source: LORD-MicroStrain/mip_sdk (MIT), definitions/data_sensor.h,
 * data_shared.h, commands_base.h, commands_3dm.h, mip_offsets.h and the
 * packets in its tests: acceleration in g, rate in rad/s, field in gauss.
 * No unit was attached to us.
 * Time: field D5 counts ns on a clock that never jumps; newer models (CV7,
 * GQ7, 7-series) have it. Older ones (GX4, GX5) have field 12, time of the GPS
 * week, in newer ones field D3; it runs freely where nothing sets it, and
 * jumps when something does. Field 0E, of models before those, is not used:
 * its tick is nowhere stated.
 * Clipping: field 18, overrange, of newer models, if the device sends it.
 */
#define GN_MIP_FRAME_MAX 261            /* 75 65 SET LEN, 255, CK1 CK2 */
#define GN_MIP_DATA_MAX 253             /* of one field */

/* Descriptor sets. */
enum gn_mip_set {
	GN_MIP_BASE   = 0x01,           /* commands to any device */
	GN_MIP_3DM    = 0x0C,           /* commands to an inertial one */
	GN_MIP_SENSOR = 0x80            /* what the sensor measured */
};

/* Commands of the base set. They have no data. */
enum gn_mip_base {
	GN_MIP_PING   = 0x01,
	GN_MIP_IDLE   = 0x02,           /* send no more data */
	GN_MIP_INFO   = 0x03,           /* answered by gn_mip_info() */
	GN_MIP_RESUME = 0x06            /* end of idle */
};

/* Commands of the 3DM set. */
enum gn_mip_3dm {
	GN_MIP_IMU_RATE   = 0x06,       /* no data */
	GN_MIP_IMU_FORMAT = 0x08,       /* up to GX5 */
	GN_MIP_RATE       = 0x0E,       /* data: the set, GN_MIP_SENSOR */
	GN_MIP_FORMAT     = 0x0F,       /* of newer ones */
	GN_MIP_STREAM     = 0x11
};

/* Fields of the sensor set. */
enum gn_mip_field {
	GN_MIP_ACC       = 0x04,        /* f32 x 3, g */
	GN_MIP_GYR       = 0x05,        /* f32 x 3, rad/s */
	GN_MIP_MAG       = 0x06,        /* f32 x 3, gauss */
	GN_MIP_TIME      = 0x12,        /* as GN_MIP_GPS_TIME */
	GN_MIP_OVERRANGE = 0x18,        /* u16, a bit per axis */
	GN_MIP_GPS_TIME  = 0xD3,        /* f64 s of the week, u16 week, u16 */
	GN_MIP_REF_TIME  = 0xD5         /* u64, ns */
};

/* What gn_mip_stream() switches: a set, or on a GX5 and before it this. */
#define GN_MIP_IMU_STREAM 0x01

struct gn_mip_output {
	uint8_t  field;         /* enum gn_mip_field */
	uint16_t decimation;    /* every so many of the base rate, 1.. */
};

/* What an answer means. */
enum gn_mip_reply {
	GN_MIP_OTHER,           /* some other packet: go on waiting */
	GN_MIP_ACK,             /* done */
	GN_MIP_REFUSED
};

/* Which device it is; text without the blanks around it. */
struct gn_mip_info {
	uint16_t firmware;
	char     model[17];
	char     serial[17];
};

/* The frame function, see gn_framer_next(). */
int gn_mip_frame(const uint8_t *p, size_t n);

/**
 * What a packet of the sensor set measured. Fields of unknown kind are passed
 * over by their size; of two fields of one kind the last counts. A vector that
 * holds a NAN or an infinity counts as not measured.
 *
 * @param[in]  frame  as gn_mip_frame() accepted it
 * @param[out] out    set whatever is returned. Clock: 64 bits of 1 ns from
 *                    field D5, wherever it is in the packet, or else of 1 us
 *                    from field 12 or D3, counted from week 0; none where
 *                    such a field holds no time of the week. No counter.
 *
 * @retval 1  out has acc, gyr or mag
 * @retval 0  it has none of them, or is of another set
 * @retval GN_EFORMAT  a field reaches past the end, or has a size that does
 *                     not go with its kind; nothing of out is to be used
 */
GN_NODISCARD int gn_mip_reading(const uint8_t *frame, struct gn_reading *out);

/**
 * Is this the answer to a command?
 *
 * @param[in]  frame    as gn_mip_frame() accepted it
 * @param[in]  set      the command's set
 * @param[in]  command  its descriptor
 * @param[out] code     why, if GN_MIP_REFUSED: 1 unknown command, 3 a
 *                      parameter not supported, 4 failed, 5 timeout; else 0
 */
enum gn_mip_reply gn_mip_reply(const uint8_t *frame, uint8_t set,
			       uint8_t command, uint8_t *code);

/**
 * The rate that decimation divides, from the answer to GN_MIP_IMU_RATE, or to
 * GN_MIP_RATE about the sensor set.
 *
 * @param[out] hz  untouched on error
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  another packet, or malformed
 */
GN_NODISCARD int gn_mip_rate(const uint8_t *frame, uint16_t *hz);

/**
 * The device from the answer to GN_MIP_INFO.
 *
 * @param[out] out  bytes that are no printable ASCII have become '?';
 *                  untouched on error
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  another packet, or malformed
 */
GN_NODISCARD int gn_mip_info(const uint8_t *frame, struct gn_mip_info *out);

/**
 * Build a packet of one field with n bytes of data.
 *
 * @param[out] out  cap bytes
 * @param[in]  n    0..GN_MIP_DATA_MAX
 * @return bytes written, or
 * @retval GN_EINVAL  n is above GN_MIP_DATA_MAX
 * @retval GN_ENOSPC  cap is too small; nothing was written
 */
GN_NODISCARD int gn_mip_build(uint8_t *out, size_t cap, uint8_t set,
			      uint8_t desc, const uint8_t *data, size_t n);

/* Most outputs of one packet format (ours; all that there are fit). */
#define GN_MIP_OUTPUTS_MAX 16

/**
 * Build the command that says what the sensor set holds and how often it is
 * sent: the new settings, in use but not saved.
 *
 * @param[in] command  GN_MIP_IMU_FORMAT or GN_MIP_FORMAT
 *
 * @return bytes written, or
 * @retval GN_EINVAL  another command, or n is above GN_MIP_OUTPUTS_MAX
 * @retval GN_ENOSPC  cap is too small; nothing was written
 */
GN_NODISCARD int gn_mip_set_format(uint8_t *out, size_t cap,
				   enum gn_mip_3dm command,
				   const struct gn_mip_output *list, size_t n);

/**
 * Build the command that switches a stream of data on or off.
 *
 * @param[in] stream  GN_MIP_SENSOR or GN_MIP_IMU_STREAM
 * @param[in] on      0 or 1
 *
 * @return bytes written, or
 * @retval GN_ENOSPC  cap is too small; nothing was written
 */
GN_NODISCARD int gn_mip_stream(uint8_t *out, size_t cap, uint8_t stream,
			       int on);

#endif
