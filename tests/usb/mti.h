/* SPDX-License-Identifier: MIT */
#ifndef MTI_H
#define MTI_H

#include "usbemu.h"

/*
 * MTis that answer as their manual says and send what a test has them measure.
 * Messages are built here by hand, not by the code under test.
 */
#define MTIS 8

struct mti {
	uint8_t  asked[16];     /* the commands' MIDs, in order */
	size_t   n_asked;
	uint8_t  config[64];    /* SetOutputConfiguration as it came */
	size_t   n_config;
	uint8_t  error_at;      /* this command is refused; 0: none */
	int      deaf;          /* 1: it answers nothing */
	int      mute;          /* 1: it answers, and measures nothing */
	uint32_t sent;          /* messages; the next one's counter */
	uint32_t ticks;         /* of its clock from one to the next, 100 us */
};

/* By port; 0 is not used. */
extern struct mti mtis[MTIS + 1];

/* As new: 100 Hz, serial number "M1" of its port. It is then plugged in. */
void mti_plug(int port);

/* The next message; returns its length, at most 64. */
size_t mti_message(int port, uint8_t *out, const float acc_mps2[3],
		   const float gyr_radps[3]);

/* The next message, sent. */
void mti_feed(int port, const float acc_mps2[3], const float gyr_radps[3]);

/* The next message, sent: 9.81 along z and a little along y, its counter / 1024
 * as rate about y. */
void mti_feed_next(int port);

#endif
