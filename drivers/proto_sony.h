/* SPDX-License-Identifier: MIT */
#ifndef GN_PROTO_SONY_H
#define GN_PROTO_SONY_H

#include "proto.h"

/*
 * Sony game controllers on USB: DualSense (054c:0ce6, Edge 0df2), DualShock 4
 * (054c:05c4, 09cc, wireless adapter 0ba0). They send HID reports unasked, one
 * every 4 ms, without a checksum; a feature report tells how the factory
 * calibrated them. Numbers are little-endian.
 *
 *                      DualSense               DualShock 4
 *   input              0x01, 64 bytes          0x01, 64 bytes
 *   packet counter     u8 at 7                 none, see below
 *   clock              u32 at 28, 1/3 us       u16 at 10, 16/3 us: 0.35 s!
 *   gyr, acc           i16 x3 at 16, 22        i16 x3 at 13, 19
 *   battery            at 53                   at 30; at 31 bit 2: adapter
 *                                              without a controller
 *   calibration        0x05, 41 bytes          0x02, 37 bytes
 *
 * Source: hid-playstation.c of Linux 6.1 and, for the DualShock 4, of 6.3.
 * DualSense counter, and 12000 ticks from report to report: Ryochan7's notes
 * on its USB report (gist, May 2023). No controller was attached to us.
 * Counter of the DualShock 4, 6 bits at 7: two clones were recorded (im-0's
 * ds4dump); one counts 2 for each report of 4 ms, the other stays at 0. It
 * would show losses that are none, so it is left out.
 *
 * Axes, of the controller held in front of you: x right, y up, z towards you;
 * turning counter-clockwise is positive, seen from the positive end of the
 * axis (SDL_sensor.h, and SDL passes these controllers' axes on unchanged).
 * That a controller lying flat has 1 g on y is also seen in the recordings.
 */
enum gn_sony_model {
	GN_SONY_DUALSENSE,
	GN_SONY_DS4
};

/* The feature reports that gn_sony_cal_parse() takes, id and bytes. */
#define GN_SONY_DUALSENSE_CAL_ID   0x05
#define GN_SONY_DUALSENSE_CAL_SIZE 41
#define GN_SONY_DS4_CAL_ID         0x02
#define GN_SONY_DS4_CAL_SIZE       37

/* Bytes of an input report. */
#define GN_SONY_INPUT_SIZE 64

/*
 * From the numbers of a report to SI units. A group (gyr, acc) is the
 * factory's as a whole or nominal as a whole:
 *   gyr  2000 dps / 32768 (R. Colenbrander of Sony, linux-input, 2023-01-05;
 *        the calibrations known to us are within 1.4 % of it)
 *   acc  1 g / 8192 (hid-playstation.c, DS_ACC_RES_PER_G; those known to us:
 *        within 3 %), zero at 0
 */
struct gn_sony_cal {
	double  gyr_radps[3];   /* of one count */
	double  acc_mps2[3];    /* of one count */
	double  acc_zero[3];    /* counts at 0 g */
	uint8_t gyr_factory;    /* 1: as the device says; 0: nominal */
	uint8_t acc_factory;
};

/**
 * Read a calibration report: i16 each, gyr bias of x y z at 1, counts at
 * +speed and -speed of x y z at 7, the two speeds in dps at 19, counts at +1 g
 * and -1 g of x y z at 23.
 *
 * The gyr counts come as x+ x- y+ y- z+ z-, or, from the wireless adapter and
 * some clones, as x+ y+ z+ x- y- z-: the sign at 9 tells which.
 * The bias is not subtracted. Linux 6.1 does so, but Sony's own correction
 * (Colenbrander, linux-input, 2023-01-05, "correct DualSense gyro bias
 * handling", in 6.3) says that it is no offset of the readings, only of the
 * counts at +speed and -speed, where it cancels. It is below 20 counts,
 * 1.2 dps; what offset remains, a pause at rest shows.
 * Clones send zeros or wrong signs. A group is nominal if the scale of any of
 * its axes is not within a factor of 1.5 of the nominal one, or its zero not
 * within half a g (both ours).
 *
 * @param[in]  report  n bytes, the id first; NULL only if n is 0
 * @param[out] cal     set whatever is returned, else nominal: a device that
 *                     refuses to answer is served by n 0
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  not this model's report, or not its size
 */
GN_NODISCARD int gn_sony_cal_parse(enum gn_sony_model model,
				   const uint8_t *report, size_t n,
				   struct gn_sony_cal *cal);

/**
 * What an input report measured.
 *
 * @param[in]  report  n bytes, the id first; NULL only if n is 0
 * @param[out] out     set whatever is returned; acc and gyr. Clock: 32 bits
 *                     (DualSense) or 16 (DualShock 4); counter: 8 or none.
 *                     Clipped: the count is at an end of i16.
 *
 * @retval 1  out has acc and gyr
 * @retval 0  another report, or an adapter without a controller
 * @retval GN_EFORMAT  no report, or an input report that has not 64 bytes, as
 *                     the short one of Bluetooth
 */
GN_NODISCARD int gn_sony_reading(enum gn_sony_model model,
				 const struct gn_sony_cal *cal,
				 const uint8_t *report, size_t n,
				 struct gn_reading *out);

enum gn_sony_charge {
	GN_SONY_CHARGE_UNKNOWN,
	GN_SONY_DISCHARGING,
	GN_SONY_CHARGING,
	GN_SONY_FULL,           /* and on the cable */
	GN_SONY_CHARGE_FAULT    /* voltage, temperature or another error */
};

struct gn_sony_battery {
	float percent;          /* 5..95 in steps of 10 (the middle of what
				 * the device tells), or 100; NAN: unknown */
	enum gn_sony_charge charge;
};

/**
 * The battery from an input report.
 *
 * @param[out] out  set whatever is returned, unknown unless 1
 *
 * @retval 1, 0, GN_EFORMAT  as gn_sony_reading() on the same report
 */
GN_NODISCARD int gn_sony_battery(enum gn_sony_model model,
				 const uint8_t *report, size_t n,
				 struct gn_sony_battery *out);

#endif
