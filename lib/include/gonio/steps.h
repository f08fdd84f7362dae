/* SPDX-License-Identifier: MIT */
#ifndef GN_STEPS_H
#define GN_STEPS_H

#include <stdint.h>

#include "gonio/gravity.h"
#include "gonio/types.h"

/*
 * Steps of walking, from the accelerometer of one sensor: a phone in hand,
 * pocket or bag, a watch, or a sensor on trunk, thigh, shank or foot. No
 * gyroscope, no known orientation, no threshold on single peaks.
 *
 * Every 0.48 s the last 5.12 s are compared with themselves, delayed: walking
 * repeats with the stride, in the acceleration's three axes and in its
 * magnitude. The stride is the shortest delay that repeats best in the axes,
 * since left and right differ there and half a stride is no repetition. A
 * phone in a pocket shows one leg only; then the sharpness of its footfalls
 * tells walking from other rhythms. Steps are laid every half stride, drawn to
 * the peaks of the magnitude, forwards and backwards as far as it shakes.
 *
 * Source: regularity of step and stride by unbiased autocorrelation,
 * Moe-Nilssen & Helbostad, J. Biomech. 37:121, 2004; magnitude as the signal
 * that fits many places, and steps by the frequency and not by peaks,
 * Straczkiewicz et al., npj Digit. Med. 6:29, 2023. Which delay is the stride,
 * and what ends a bout, is ours, see tests/unit/test_steps.c.
 *
 * Tier A: plain state, memcpy-able, no allocation. All members are private.
 */
#define GN_STEPS_HZ 50.0

#define GN_STEPS_RING 512               /* frames: 10.24 s */
#define GN_STEPS_QUEUE 64

/* One step. */
struct gn_step {
	int64_t frame;
	float   stride_s;               /* length of the stride around it */
};

/* Receives steps in order of time. */
typedef void gn_steps_sink(void *user, const struct gn_step *step);

struct gn_steps {
	float   norm[GN_STEPS_RING];            /* at 50 Hz */
	float   mean[GN_STEPS_RING / 2];        /* at 25 Hz, of the norm */
	float   axis[GN_STEPS_RING / 2][3];
	float   last[3];                /* what stands for a missing frame */
	int64_t n;                      /* frames so far */
	float   stride;                 /* in ticks of 25 Hz */
	float   level;                  /* rms of the magnitude in the bout */
	double  at;                     /* of the newest step laid, ticks */
	int64_t alive;                  /* newest tick known to be walking */
	int64_t ended;                  /* of the newest step told, ticks */
	uint8_t open, sure, octave;
	uint8_t leg;                    /* 1: on a leg, where all is stronger */
	uint8_t told;                   /* 1: the bout has told of a step */
	uint8_t seen;                   /* 1: a whole window was judged */
	struct gn_step queue[GN_STEPS_QUEUE];
	uint32_t queued;
};

/* A detector that has seen nothing; also resets one. */
void gn_steps_init(struct gn_steps *s, enum gn_place place);

/**
 * Take a frame of the 50 Hz grid.
 *
 * @param[in] frame     later than the one before; what lies between is missing
 * @param[in] acc_mps2  specific force, any axes; NAN: missing
 * @param[in] sink      receives the steps that are sure now, up to 10 s old,
 *                      mostly 4 s
 *
 * Cost: about 0.2 us a frame on average, of which most every 24th.
 */
void gn_steps_push(struct gn_steps *s, int64_t frame, const float acc_mps2[3],
		   gn_steps_sink *sink, void *user);

/* The stream has ended: what is left goes to the sink. */
void gn_steps_flush(struct gn_steps *s, gn_steps_sink *sink, void *user);

/* Strides a minute, doubled: the cadence as it is now, steps/min; NAN: nobody
 * walks. */
float gn_steps_cadence(const struct gn_steps *s);

#endif
