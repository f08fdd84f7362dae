/* SPDX-License-Identifier: MIT */
#ifndef SONY_H
#define SONY_H

#include "usbemu.h"

/*
 * Sony's controllers. They send unasked, what a test feeds; reports are built
 * here by hand, not by the code under test. One of each model at a time.
 *
 * Calibration of the DualSense: 1080 dps for 18000 counts, and 2 g for 16000
 * with 0 g at 100. Of the DualShock 4: 1080 dps for 17280 counts, 2 g for
 * 16000, 0 g at 0.
 */
struct sony {
	struct usbemu_model model;
	uint8_t  cal[41];       /* what it answers to a feature request, */
	int      cal_n;         /* so many bytes, or a negative errno */
	int      others;        /* before that, so many other reports */
	int      n_asked;
	uint32_t sent;          /* the number of the next report */
};

extern struct sony sony_dualsense, sony_ds4;

/* As new, with its calibration; 05c4 is a DualShock 4, all others pass for a
 * DualSense. It is then plugged in. */
struct sony *sony_plug(int port, uint16_t pid);

/* Report k, 4 ms after the one before; or the next. 1000 -1000 0 and 8100
 * -7900 100 counts. */
void sony_feed(int port, struct sony *s, uint32_t k);
void sony_feed_next(int port, struct sony *s);

#endif
