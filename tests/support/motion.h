/* SPDX-License-Identifier: MIT */
#ifndef MOTION_H
#define MOTION_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/gravity.h"
#include "gonio/quat.h"
#include "gonio/types.h"

/*
 * Movement in closed form: a sensor on a segment that tilts about a level
 * axis and may be lifted, from rest to rest by minimum jerk (10 u^3 - 15 u^4 +
 * 6 u^5; Flash, Hogan, J. Neurosci. 5, 1985). Specific force and rate belong
 * together, so start, turn, end and range of each repetition are known.
 *
 *	struct motion m;
 *
 *	motion_init(&m);
 *	motion_wait(&m, 3);
 *	for (int i = 0; i < 8; i++)
 *		motion_rep(&m, 1.2, 0.0, 1.4, 1.2, 0.0);
 *	motion_wait(&m, 3);
 *	in = motion_samples(&m, 0, &n);
 */
#define MOTION_STEPS 512
#define MOTION_REPS 64

struct motion_step {
	double at_s, len_s;
	double tilt[2], lift[2];        /* from, to */
	double fidget;                  /* amplitude, rad; not 0: no move */
};

struct motion_rep {
	double start_s, turn_s, back_s, end_s;  /* held from turn to back */
	double rom_rad;
};

struct motion {
	/* The sensor and what is wrong with it; set after motion_init(). */
	double rate_hz;                 /* 100 */
	double shift_s;                 /* the first sample's stamp */
	struct gn_quat mount;           /* sensor axes to segment axes */
	float  gyr_bias_radps[3];
	double gyr_noise_radps, acc_noise_mps2; /* standard deviations */
	double dropped, repeated;       /* part of the samples */
	double burst_s;                 /* late stamps: this many s at once */
	int    no_gyr;
	double slant_rad;               /* of lifting, from vertical */
	uint32_t seed;
	/* What moves, and when. */
	double end_s, tilt_rad, lift_m;
	struct motion_step step[MOTION_STEPS];
	size_t n_steps;
	struct motion_rep rep[MOTION_REPS];
	size_t n_reps;
};

void motion_init(struct motion *m);
void motion_wait(struct motion *m, double s);
void motion_move(struct motion *m, double s, double tilt_rad, double lift_m);

/* Away by rom_rad and lift_m and back; the pause after it is a wait. */
void motion_rep(struct motion *m, double away_s, double hold_s, double back_s,
		double rom_rad, double lift_m);

/* Something that does not repeat: a slowing wobble about another axis. */
void motion_fidget(struct motion *m, double s, double rad);

/* Idle, n equal repetitions with a pause between two, idle. */
void motion_set(struct motion *m, size_t n, double rep_s, double pause_s);

/* Idle, n times up from a chair and down, idle: seen by a thigh, or by what
 * tips forth and back twice in each. */
void motion_stands(struct motion *m, size_t n, int twice);

/* What an ideal sensor measures at t_s after the start. */
void motion_at(const struct motion *m, double t_s, float acc_mps2[3],
	       float gyr_radps[3]);

/* All samples, or frames at 50 Hz; the caller frees them. Never NULL. */
struct gn_sample *motion_samples(const struct motion *m, uint32_t sensor,
				 size_t *n);
struct gn_frame *motion_frames(const struct motion *m, size_t *n);

/* A sensor of that name for a session. */
struct gn_sensor motion_sensor(const struct motion *m, const char *name);

/* Streams of several sensors in order of time, as a session takes them. */
struct gn_sample *motion_merge(struct gn_sample *a, size_t n_a,
			       struct gn_sample *b, size_t n_b);

/* Even in 0..1, from the state; the same on every machine. */
double motion_random(uint32_t *state);

#endif
