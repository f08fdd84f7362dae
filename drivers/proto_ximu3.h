/* SPDX-License-Identifier: MIT */
#ifndef GN_PROTO_XIMU3_H
#define GN_PROTO_XIMU3_H

#include "proto.h"

/*
 * The x-IMU3 of x-io Technologies on a serial line of USB.
 *
 * Messages end with 0A, which is nowhere else in them:
 *   - measured, binary: 80 + LETTER, u64 us, f32 ..., 0A; numbers
 *     little-endian; before the end 0A is sent as DB DC, and DB as DB DD;
 *   - measured, text: LETTER,us,... 0A; here no frames, so skipped;
 *   - commands and their answers: {"KEY":VALUE} 0A, JSON of one pair. Keys
 *     are alike if their letters and digits are, in either case;
 *   - passed on for another device: ^, a channel, a message; frames, of which
 *     nothing is read here.
 *
 * There is no checksum. A message counts only with exactly the length that
 * its letter has; gn_ximu3_reading() refuses what is no number. A stream that
 * is joined in the middle of a long message can still begin with a false one.
 *
 * Source: xioTechnologies/x-IMU3-User-Manual, communicationProtocol.tex,
 * sampleRatesMessageRatesAndTimestamps.tex, technicalSpecification.tex;
 * x-IMU3-Software (MIT), decoder.rs and data_messages; x-IMU3-Device,
 * Ximu3Command.c. No unit was attached to us.
 * A time is that of the measurement; gyroscope and accelerometer, at 400 Hz,
 * and magnetometer, at 20 Hz, have clocks of their own, so times grow only
 * among messages of one letter. With a rate divisor n a message holds the
 * mean of n measurements and the time of the last.
 * The magnetic field is in units of the field where the sensor was calibrated,
 * about 50 uT; mag_ut holds that. Nothing tells clipping.
 * Settings come into force 2 s after the last of them, or with "apply"; the
 * device keeps them when it is switched off.
 */
#define GN_XIMU3_FRAME_MAX 2048         /* longer ones are none (ours) */

/* Keys of commands; the value is null, true, false or a number. */
#define GN_XIMU3_PING        "ping"                     /* null */
#define GN_XIMU3_APPLY       "apply"                    /* null */
#define GN_XIMU3_BINARY      "binary_mode_enabled"      /* true */
#define GN_XIMU3_USB_DATA    "usb_data_messages_enabled"
#define GN_XIMU3_INERTIAL    "inertial_message_rate_divisor" /* of 400 Hz */
#define GN_XIMU3_MAG         "magnetometer_message_rate_divisor" /* 20 Hz */
#define GN_XIMU3_AHRS        "ahrs_message_rate_divisor" /* 0: none */
#define GN_XIMU3_HIGH_G      "high_g_message_rate_divisor"
#define GN_XIMU3_TEMPERATURE "temperature_message_rate_divisor"
#define GN_XIMU3_BATTERY     "battery_message_rate_divisor" /* of 5 Hz */

/* What an answer means. */
enum gn_ximu3_reply {
	GN_XIMU3_OTHER,         /* some other message: go on waiting */
	GN_XIMU3_ACK,           /* done, or the answer */
	GN_XIMU3_REFUSED        /* an object with the text "error" */
};

enum gn_ximu3_charging {
	GN_XIMU3_NOT_CONNECTED,
	GN_XIMU3_CHARGING,
	GN_XIMU3_CHARGED,
	GN_XIMU3_ON_HOLD
};

struct gn_ximu3_battery {
	float                  percent;         /* of a full charge */
	float                  volt;
	enum gn_ximu3_charging charging;
};

/**
 * The frame function, see gn_framer_next(). A message in which DB is followed
 * by anything but DC or DD is GN_FRAME_WRONG; one that has another length than
 * its letter asks for, or JSON that does not end with }, is GN_FRAME_NONE.
 */
int gn_ximu3_frame(const uint8_t *p, size_t n);

/**
 * What an inertial (I) or magnetometer (M) message measured.
 *
 * @param[in]  frame  as gn_ximu3_frame() accepted it
 * @param[out] out    set whatever is returned. Clock: 64 bits of 1 us since
 *                    the start of the device. No counter. It has either acc
 *                    and gyr, or mag.
 *
 * @retval 1  out has them
 * @retval 0  another message
 * @retval GN_EFORMAT  it holds a NAN or an infinity; nothing of out is to be
 *                     used
 */
GN_NODISCARD int gn_ximu3_reading(const uint8_t *frame,
				  struct gn_reading *out);

/**
 * The state of the battery from its message (B).
 *
 * @param[out] out  untouched on error
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  another message, or values that cannot be
 */
GN_NODISCARD int gn_ximu3_battery(const uint8_t *frame,
				  struct gn_ximu3_battery *out);

/**
 * Is this the answer to a command?
 *
 * @param[in]  frame  as gn_ximu3_frame() accepted it
 * @param[in]  key    the command's
 * @param[out] value  the answer's value as it stands in the frame, n > 0
 *                    bytes of JSON; untouched if GN_XIMU3_OTHER
 */
enum gn_ximu3_reply gn_ximu3_reply(const uint8_t *frame, const char *key,
				   const uint8_t **value, size_t *n);

#define GN_XIMU3_SERIAL_MAX 31

/**
 * The device's serial number from the answer to GN_XIMU3_PING.
 *
 * @param[out] out  letters, digits and -; untouched on error
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  another message, or no such serial number in it
 */
GN_NODISCARD int gn_ximu3_serial(const uint8_t *frame,
				 char out[GN_XIMU3_SERIAL_MAX + 1]);

/**
 * Build a command. It ends with 0D 0A, which older devices want and newer
 * ones take.
 *
 * @param[out] out    cap bytes, no 0 is put behind them
 * @param[in]  key    letters, digits and _, not empty
 * @param[in]  value  JSON, as null or 8; not empty, no control characters
 * @return bytes written, or
 * @retval GN_EINVAL  key or value are other than that
 * @retval GN_ENOSPC  cap is too small; nothing was written
 */
GN_NODISCARD int gn_ximu3_command(uint8_t *out, size_t cap, const char *key,
				  const char *value);

#endif
