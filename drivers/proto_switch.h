/* SPDX-License-Identifier: MIT */
#ifndef GN_PROTO_SWITCH_H
#define GN_PROTO_SWITCH_H

#include "proto.h"

/*
 * Nintendo Switch Pro controller (USB 057e:2009) and Joy-Cons in a charging
 * grip (057e:200e, an interface for each): HID reports, in both directions
 * one interrupt transfer of at most 64 bytes, numbers little-endian. No unit
 * was attached to us.
 *
 * To start it, each line after the answer to the one before:
 *
 *     gn_switch_usb(): HANDSHAKE, BAUD_3M, HANDSHAKE, NO_TIMEOUT
 *     gn_switch_subcommand(): DEVICE_INFO, REPORT_MODE 30
 *     gn_switch_spi_read(): GN_SWITCH_CAL_FACTORY, GN_SWITCH_CAL_USER
 *     gn_switch_subcommand(): IMU_ENABLE 01, IMU_RANGES 03 00 01 01
 *
 * NO_TIMEOUT has no answer. A subcommand is sometimes lost: ask twice.
 *
 * Report 30, at least 49 bytes: a timer (@1), battery (@2), buttons and
 * sticks, three samples of 12 bytes (@13): acc xyz, gyr xyz, each i16. Reports
 * come every 15 ms, on some links every 11 ms. The timer has 8 bits and runs
 * fast at a rate nobody knows; it goes on by more than one from report to
 * report. So it is neither a clock nor a counter of packets, and a reading
 * has neither: its time is when the report came.
 *
 * Sources: Linux hid-nintendo.c; dekuNukem/Nintendo_Switch_Reverse_Engineering
 * (imu_sensor_notes, spi_flash_notes, bluetooth_hid_notes, USB-HID-Notes);
 * SDL SDL_hidapi_switch.c. They differ in two points:
 *
 * Order of the three samples: the first is the oldest in hid-nintendo.c and
 * imu_sensor_notes, the last one in SDL, and none says how it was found. Here
 * the first is the oldest. A recording of a moved controller would tell: in
 * the true order the steps between reports are no larger than within one.
 *
 * Scale: hid-nintendo.c takes 14.247 counts for 1 deg/s whatever the flash
 * says, so that with it a turn of 360 deg reads 30..45 deg too much
 * (DanielOgorchock/linux issue 20). Not all hold the same number: 13371 is
 * usual, 15335 is newer (dekuNukem pull request 66). It is what the gyroscope
 * reads at 936 deg/s: 936 / 13371 is the 70 mdps of the LSM6DS3 and
 * 936 / 15335 is 2000 / 32768. Hence, as in SDL,
 *     gyr = (raw - offset) * 936 / (scale - offset) deg/s
 *     acc = raw * 4 / (scale - offset) g, scale usually 16384
 * That acc gets worse when its offset is taken off as well is said in
 * hid-nintendo.c and by CTCaer (JoyCon-Driver issue 76).
 */
#define GN_SWITCH_OUT 64                /* bytes of a report to the device */
#define GN_SWITCH_DATA_MAX 38           /* bytes with a subcommand */
#define GN_SWITCH_SPI_MAX 29            /* bytes of one read of the flash */

/* Where the flash holds the calibration, and how many bytes of it. */
#define GN_SWITCH_CAL_FACTORY 0x6020
#define GN_SWITCH_CAL_FACTORY_LEN 24
#define GN_SWITCH_CAL_USER 0x8026
#define GN_SWITCH_CAL_USER_LEN 26       /* B2 A1 if there is one, then 24 */

enum gn_switch_usb {
	GN_SWITCH_HANDSHAKE  = 0x02,
	GN_SWITCH_BAUD_3M    = 0x03,    /* between its chips */
	GN_SWITCH_NO_TIMEOUT = 0x04     /* stay on USB; no answer */
};

enum gn_switch_sub {
	GN_SWITCH_DEVICE_INFO = 0x02,
	GN_SWITCH_REPORT_MODE = 0x03,   /* 30: reports with samples */
	GN_SWITCH_SPI_READ    = 0x10,
	GN_SWITCH_IMU_ENABLE  = 0x40,   /* 01 on, 00 off */
	GN_SWITCH_IMU_RANGES  = 0x41    /* 03 00 01 01: 2000 deg/s, 8 g, 208 Hz,
					 * filter 100 Hz; what is assumed here
					 * and what it has after switching on */
};

/* As the device numbers them. */
enum gn_switch_model {
	GN_SWITCH_LEFT  = 1,
	GN_SWITCH_RIGHT = 2,
	GN_SWITCH_PRO   = 3
};

/* What an answer means. */
enum gn_switch_reply {
	GN_SWITCH_OTHER,        /* some other report: go on waiting */
	GN_SWITCH_ACK,          /* done */
	GN_SWITCH_REFUSED
};

/* Calibration, in the axes of the chip. */
struct gn_switch_cal {
	double  acc_mps2[3];    /* of one count */
	double  gyr_radps[3];   /* of one count */
	int16_t gyr_offset[3];  /* counts at rest */
	uint8_t nominal;        /* GN_HAS_ACC, GN_HAS_GYR: the flash held
				 * nothing usable, these are usual values */
};

/* Build a USB command, padded with 0. */
void gn_switch_usb(uint8_t out[GN_SWITCH_OUT], enum gn_switch_usb cmd);

/* Is this report the answer to it? 1 or 0. */
int gn_switch_usb_reply(const uint8_t *report, size_t n,
			enum gn_switch_usb cmd);

/**
 * Build a subcommand with n bytes of data, padded with 0; it does not rumble.
 *
 * @param[in] counter  of the reports sent; only its low 4 bits count
 * @param[in] data     n bytes; NULL only if n is 0
 *
 * @retval GN_OK
 * @retval GN_EINVAL  n is above GN_SWITCH_DATA_MAX; out untouched
 */
GN_NODISCARD int gn_switch_subcommand(uint8_t out[GN_SWITCH_OUT],
				      unsigned counter, enum gn_switch_sub sub,
				      const uint8_t *data, size_t n);

/**
 * Is this report the answer to a subcommand?
 *
 * @param[out] data  the answer's bytes, within report, if GN_SWITCH_ACK
 * @param[out] len   how many, padding included; 0 unless GN_SWITCH_ACK
 */
enum gn_switch_reply gn_switch_reply(const uint8_t *report, size_t n,
				     enum gn_switch_sub sub,
				     const uint8_t **data, size_t *len);

/**
 * Build the subcommand that reads len bytes of the flash.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  len is 0 or above GN_SWITCH_SPI_MAX; out untouched
 */
GN_NODISCARD int gn_switch_spi_read(uint8_t out[GN_SWITCH_OUT],
				    unsigned counter, uint32_t addr,
				    uint8_t len);

/**
 * Is this report the answer to gn_switch_spi_read(addr, len)? That to a read
 * of something else, come late, is GN_SWITCH_OTHER.
 *
 * @param[out] data  len bytes, within report, if GN_SWITCH_ACK
 */
enum gn_switch_reply gn_switch_spi_reply(const uint8_t *report, size_t n,
					 uint32_t addr, uint8_t len,
					 const uint8_t **data);

/**
 * Which controller it is, from the answer to GN_SWITCH_DEVICE_INFO.
 *
 * @param[in] data  len bytes as gn_switch_reply() gave them
 *
 * @return enum gn_switch_model, or
 * @retval GN_EFORMAT  too short, or a model without this IMU
 */
GN_NODISCARD int gn_switch_model(const uint8_t *data, size_t len);

/**
 * The calibration from what the flash holds.
 *
 * Offsets are the user's where there are some; scales are the factory's, as
 * the user calibrates with the controller at rest, which tells nothing about
 * them (SDL too). Bytes that cannot be are passed over, for acc and gyr
 * apart: erased or never written (many pads of other makers hold FF
 * only), an offset above 2048 counts acc or 1024 counts gyr, a scale - offset
 * that is not within half and twice the usual. The limits are ours: real
 * offsets seen are within 750 and 50 counts.
 *
 * @param[in] factory  GN_SWITCH_CAL_FACTORY_LEN bytes; NULL: not read
 * @param[in] user     GN_SWITCH_CAL_USER_LEN bytes; NULL: not read
 */
void gn_switch_cal_parse(struct gn_switch_cal *cal, const uint8_t *factory,
			 const uint8_t *user);

/**
 * What a report measured: three readings, the oldest first. Axes for all
 * models: x to the triggers, y to the left, z out of the buttons.
 *
 * offset_ns is -10, -5 and 0 ms, as at 15 ms from report to report; where
 * they are known to come otherwise, samples are a third of that apart.
 *
 * @param[out] out  three readings without clock and counter, if 3 is returned
 *
 * @retval 3
 * @retval 0  another report, or all samples are 0: the IMU is switched off
 * @retval GN_EFORMAT  a report 30 that is too short, or an empty one
 */
GN_NODISCARD int gn_switch_readings(const struct gn_switch_cal *cal,
				    enum gn_switch_model model,
				    const uint8_t *report, size_t n,
				    struct gn_reading out[3]);

/**
 * How full the battery is, from a report 30 or any answer to a subcommand.
 *
 * @param[out] charging  1 or 0; untouched on error
 *
 * @return 0 empty, 1 critical or low .. 4 full, or
 * @retval GN_EFORMAT  a report without it, too short, or above 4
 */
GN_NODISCARD int gn_switch_battery(const uint8_t *report, size_t n,
				   int *charging);

#endif
