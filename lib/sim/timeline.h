/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_TIMELINE_H
#define GN_SIM_TIMELINE_H

#include "body.h"
#include "rng.h"

/* Private to lib/sim: what the body does from the first second to the last. */

/* A minimum-jerk passage from one pose to another, or a hold. */
struct gn_stroke {
	double         t0, t1;          /* s */
	struct gn_pose from, to;
	struct gn_pose bump;            /* on top in the middle */
	struct gn_pose late;            /* parts of the time, see gn_sim_move */
	uint8_t        bumpy;
	int8_t         way;             /* 1: to the turn; -1: back; 0: none,
	                                 * and nothing is late */
	double         anchor_left;
};

/* A time of walking. */
struct gn_gait {
	double t0, t1, omega;           /* stride, rad/s */
	size_t first, n;                /* its known steps; 0: any */
	double ramp_s;                  /* 0: of any steps */
	double size;                    /* factor on the swings */
};

/* A knock that shakes the body: heel strike, weight touching down. */
struct gn_knock {
	double  t, amp_mps2;
	uint8_t hands;                  /* 1: comes in at the hands */
	enum gn_side side;              /* the foot's; none: of both */
};

#define GN_SIM_ACT_SPANS 8      /* most that one act is told as */

#define GN_SWAY_TONES 4                 /* the last of them is tremor */

struct gn_tone {
	double amp, omega, phase;
};

struct gn_timeline {
	struct gn_body     body;
	struct gn_stroke  *stroke;
	size_t             n_strokes, cap_strokes;
	struct gn_gait     gait[GN_SIM_ACTS_MAX];
	size_t             n_gaits;
	struct gn_sim_step *step;
	size_t             n_steps, cap_steps;
	struct gn_knock   *knock;
	size_t             n_knocks, cap_knocks;
	struct gn_tone     sway[GN_PART_COUNT][2][GN_SWAY_TONES];
	uint8_t            sways;
	struct gn_sim_rep *rep;
	size_t             n_reps, cap_reps;
	struct gn_sim_set  set[GN_SIM_ACTS_MAX];
	size_t             n_sets;
	struct gn_sim_hold hold[GN_SIM_ACTS_MAX];
	size_t             n_holds;
	struct gn_sim_span span[GN_SIM_ACTS_MAX * GN_SIM_ACT_SPANS];
	size_t             n_spans;
	double             end_s;
};

/**
 * Lay out the movement of a scenario that was checked. Zeroed before; freed
 * with gn_timeline_free, also on error.
 * @retval GN_OK, GN_ENOMEM
 */
int gn_timeline_build(struct gn_timeline *tl, const struct gn_sim_scenario *s,
		      uint64_t seed);
void gn_timeline_free(struct gn_timeline *tl);

/* Lay out the sway of all parts. */
void gn_timeline_sway(struct gn_timeline *tl, const struct gn_sim_scenario *s,
		      struct gn_sim_rng *rng);

/* Motion of the segments in need at t_s; cursor speeds up rising t_s, 0 at
 * first. Before the start and after the end the body holds its pose. */
void gn_timeline_move(const struct gn_timeline *tl, double t_s, uint32_t need,
		      size_t *cursor, struct gn_part_motion *m);

/* Extra vertical acceleration of a part from knocks. */
double gn_timeline_knock(const struct gn_timeline *tl, double t_s,
			 enum gn_part part);

/* A pose of the exercise for a working side; bump: what mid-stroke adds;
 * late: no angles, but how late each moves. */
enum gn_key { GN_KEY_IDLE, GN_KEY_START, GN_KEY_TURN, GN_KEY_BUMP,
	      GN_KEY_LATE };
void gn_timeline_pose(const struct gn_sim_scenario *s, enum gn_side working,
		      enum gn_key key, struct gn_pose *out);

/* Fill rom, turned, tilt, travel and angles of all repetitions. */
void gn_timeline_measure(struct gn_timeline *tl,
			 const struct gn_sim_scenario *s);

#endif
