/* SPDX-License-Identifier: MIT */
#ifndef GN_WALKING_H
#define GN_WALKING_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the steps of a recording amount to. Plain data; NAN: not known.
 */

/* Longer breaks than this divide bouts of walking. Ours: a person who stops
 * for less still has the same walk in mind. */
#define GN_BOUT_BREAK_NS INT64_C(3000000000)

/* Steps a minute from which walking is of moderate intensity in adults of 21
 * to 85 years (Tudor-Locke et al., Int. J. Behav. Nutr. Phys. Act. 16:8, 2019,
 * 10.1186/s12966-019-0769-6, and 18:129, 2021: 3 MET at 100.3 to 103.1). */
#define GN_CADENCE_MODERATE_SPM 100.0f

/* A bout of walking. */
struct gn_bout {
	int64_t  start_ns, end_ns;      /* its first and last step */
	uint32_t steps;
	float    cadence_spm;           /* steps/min */
};

/* All bouts of a recording. */
struct gn_walking {
	uint8_t  assessed;              /* 0: nobody asked for steps */
	uint32_t sensor;                /* that they were counted on */
	uint32_t steps;
	float    walking_s;             /* in bouts */
	float    moderate_s;            /* in bouts of moderate cadence */
	float    cadence_spm;           /* while walking; NAN: no bout */
	float    distance_m;            /* walked in the longest bout, as a
	                                 * person told; 0: nobody did */
};

/* At this speed and below gait is slow (EWGSOP2, as PMC8453123 table 3). */
#define GN_GAIT_SLOW_MPS 0.8f

/* Gait speed over a known distance. */
struct gn_gait_speed {
	float distance_m;
	float time_s;                   /* first step seen to the last ... */
	float within_s;                 /* ... which may be off by this */
	float speed_mps;
	float least_mps, most_mps;      /* with it */
	int   sppb_least, sppb_most;    /* points of the SPPB's 4 m walk, over
	                                 * 4 m only; else -1 */
};

/* Walking as it is now, while a session runs. */
struct gn_walking_now {
	uint8_t  assessed;
	uint32_t steps;                 /* so far */
	float    cadence_spm;           /* NAN: nobody walks */
};

/* Bouts from steps, one at a time. All members are private. */
struct gn_bouts {
	struct gn_bout now;             /* steps 0: none runs */
};

/**
 * Cadence = 60 (steps - 1) / (time from the first step to the last), steps/min.
 * NAN for fewer than two steps or no time.
 */
float gn_cadence_spm(uint32_t steps, int64_t start_ns, int64_t end_ns);

/**
 * One more step, in order of time.
 *
 * @param[in,out] b      zeroed at first
 * @param[out]    out    the bout before
 * @return 1 if that has ended and out is filled, else 0
 */
int gn_bouts_step(struct gn_bouts *b, int64_t t_ns, struct gn_bout *out);

/* It is at least t_ns now, and no step before it is still to come: as above. */
int gn_bouts_at(struct gn_bouts *b, int64_t t_ns, struct gn_bout *out);

/* There are no more steps: as above. */
int gn_bouts_end(struct gn_bouts *b, struct gn_bout *out);

/**
 * Speed over distance_m in the bout with most steps. It is timed from the first
 * step that was seen to the last; where the lines were is not, nor each step at
 * both ends, so that the time is uncertain by 1.25 steps (ours: of simulated
 * walks 90 to 100 % were within it, by place and pace).
 *
 * @return 1, or 0 if there is no bout or the distance is not > 0
 */
int gn_gait_speed(const struct gn_bout *bouts, size_t n, float distance_m,
		  struct gn_gait_speed *out);

/* Points of the Short Physical Performance Battery for walking 4 m: 4 below
 * 4.82 s, 3 to 6.20 s, 2 to 8.70 s, else 1 (PMC8113335, legend of figure 1). */
int gn_sppb_walk_points(float time_s);

/* Sum up n bouts; assessed, sensor and distance_m are left as they are. */
void gn_walking_sum(struct gn_walking *w, const struct gn_bout *bouts,
		    size_t n);

#endif
