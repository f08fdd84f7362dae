/* SPDX-License-Identifier: MIT */
#ifndef XIMU_H
#define XIMU_H

#include "usbemu.h"

/*
 * An x-IMU3, 1234:abcd, that echoes its commands, as its manual says. There is
 * one at a time.
 */
struct ximu {
	int      deaf;          /* 1: it answers nothing */
	int      mute;          /* 1: it answers, and measures nothing */
	int      refuse;        /* 1: the rate of what it measures is */
	char     asked[1024];   /* commands without line ends, by blanks */
	uint32_t sent;          /* messages; the next one's number */
	uint32_t step_us;       /* of its clock from one to the next */
};

extern struct ximu ximu;

/* As new: 100 Hz. It is then plugged in. */
void ximu_plug(int port);

/* A message as it is sent: with 0A and DB stuffed, and the end; its length. */
size_t ximu_stuff(uint8_t *out, const uint8_t *p, size_t n);

/* The next message, sent: 0.25 g along x; 90, its number, 0 deg/s. */
void ximu_feed_next(int port);

#endif
