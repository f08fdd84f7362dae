/* SPDX-License-Identifier: MIT */
#ifndef GN_COUNT_PRIV_H
#define GN_COUNT_PRIV_H

#include "gonio/count.h"
#include "gonio/types.h"

/*
 * Inside the counter: features -> turning points -> cycles -> chains ->
 * solutions. Everything here runs on half the frame rate; indices are samples
 * of that rate unless they say otherwise.
 */
#define FEAT_HZ 25.0f
#define POINTS 12               /* of a cycle's shape, per channel */

enum {                          /* feature channels */
	CH_G = 0,               /* direction of gravity (3) */
	CH_W = 3,               /* rate (3) */
	CH_A = 6,               /* vertical acceleration */
	CH_V = 7,               /* vertical velocity */
	CH_H = 8,               /* force without gravity (3) */
	CH_N = 11
};

/* Channels of one kind, compared as one: each has norm 1 in a shape. */
enum { GROUP_G, GROUP_W, GROUP_A, GROUP_V, GROUP_H, GROUP_N };

#define DESC (CH_N * POINTS)

/* First channel of each group, and one past the last. */
extern const uint8_t gn_group_first[GROUP_N + 1];

enum {                          /* signals that propose where to cut */
	SIG_TILT1, SIG_TILT2,   /* principal tilts */
	SIG_ANG1,               /* angle about the principal axis */
	SIG_GYR1,               /* rate about it */
	SIG_VZ, SIG_AZ, SIG_PZ, /* vertical velocity, acceleration, way */
	SIG_N
};

/* One sensor's stretch. */
struct feat {
	size_t n;
	float *ch[CH_N];
	float *sig[SIG_N];
	float *range;           /* scratch: local range of a signal */
	double (*sum)[5];       /* n + 1: of what cycles average */
	float *scratch;         /* of gn_gravity and the filters */
	float (*up)[3];         /* per frame */
	uint8_t *made_up;       /* 1: inside a closed hole */
	uint8_t has_gyr;
};

void gn_feat_compute(struct feat *f, const struct gn_count_sensor *s);

/* How much the sensor moves, rad/s: which of several shows it best. */
float gn_feat_vigour(const struct feat *f);

/* Turning points: the minima of sign * x, and both ends. */
size_t gn_turns(const float *x, size_t n, float sign, float floor,
		float *range, uint32_t *idx, size_t cap);

/* A candidate cycle between turning points from and to. */
struct cycle {
	uint16_t from, to;
	uint32_t start, peak, end;    /* flat ends trimmed off */
	float len_s, ln_len, len_pow;
	float amp, ln_amp;
	float closure;                /* cost of ending off the start level */
	float rom_rad;                /* of the tilt */
	float v_rms;                  /* vertical velocity, m/s */
	float up[3];                  /* mean posture */
	float base;                   /* gain with the current patterns */
	float like;                   /* to the best pattern */
	float total;                  /* of the best chain that ends here */
	int32_t prev;                 /* in that chain, -1: first */
	uint8_t fresh;                /* 1: opens a bout */
};

struct cycles {
	struct cycle *c;
	float *desc;                  /* n x DESC */
	size_t n, cap;
	uint32_t *turn;
	size_t n_turns, cap_turns;
	uint32_t *first_to;           /* cycles ending at turn t: by_end[] */
	uint32_t *by_end;
	const float *sig;             /* that was cut, and its polarity */
	float sign;
};

void gn_cycles_find(struct cycles *cy, const struct feat *f, int sig,
		    float sign, const struct gn_count_input *in);

/* The shape of samples a to b: POINTS per channel, each group of norm 1. */
void gn_describe(float *d, uint32_t a, uint32_t b, const struct feat *f);

#define PATTERNS 3

struct pattern {
	float shape[DESC];            /* group-wise unit norm */
	float folded[DESC];           /* times the group's weight */
	float weight[GROUP_N];        /* sum 1 */
	float up[3];
	float len_s, amp, rom_rad;    /* medians of the members */
};

struct chain {
	uint32_t *idx;                /* cycles, in order of time */
	size_t n;
	float total;
	uint64_t hash;                /* of n and idx */
};

/* Scratch of the chain search. */
struct search {
	float *like;                  /* PATTERNS x cycles */
	uint32_t *active;             /* cycles with a gain, by their end */
	float *total;                 /* theirs */
	uint32_t *first;              /* turns: in active[] */
	float *best;                  /* turns: best total that ended by here */
	int32_t *best_at;
};

/* The mean shape of n cycles; scratch: n floats. */
void gn_pattern_from(struct pattern *p, const struct cycles *cy,
		     const uint32_t *idx, size_t n, float *scratch);
void gn_pattern_weigh(struct pattern *p, const float weight[GROUP_N]);

void gn_chain_find(struct chain *out, struct cycles *cy,
		   const struct pattern *p, size_t n_patterns,
		   struct search *s);

/* One way of cutting, solved. */
struct solution {
	int sig;
	float sign;
	size_t sensor, n;             /* n: repetitions */
	float total, evidence, vigour;
	float size;                   /* rad, see weigh() */
	float worth;                  /* gain per time covered, 0..0.65 */
};

#define SOLUTIONS_MAX (2 * SIG_N * GN_SENSORS_MAX)
#define LENGTHS 8               /* seeds are sought by length of cycle ... */
enum { TURNING, MOVING, BOTH, WEIGHTINGS };     /* ... and kind of movement */
#define KEEP 2                  /* of each, by the time alike ones cover */
#define PIVOTS 12               /* cycles tried as seed, of each length */
#define SEEDS_MAX (LENGTHS * WEIGHTINGS * KEEP)
#define ROUNDS 4                /* of refinement: it settles in 2 or 3 */

struct gn_counter {
	struct feat feat;
	struct cycles cy;
	struct search search;
	struct chain best, trial;
	float *scratch;               /* cycles */
	float *pivot;                 /* PIVOTS x DESC */
	float *pivot_like[WEIGHTINGS]; /* PIVOTS x cycles */
	struct pattern pat[PATTERNS];
	struct pattern refined[SEEDS_MAX];
	size_t n_refined;
	uint64_t met[SEEDS_MAX * (ROUNDS + 1)]; /* hashes of chains */
	size_t n_met;
	struct gn_count_rep *reps;
	struct solution sol[SOLUTIONS_MAX];
	size_t n_sol;
};

/* The best chain for one way of cutting, in c->best; 0: there is none. */
int gn_solve(struct gn_counter *c, const struct gn_count_input *in, int sig,
	     float sign);

/* What a chain pays for being one of half repetitions. */
float gn_alternation(const struct gn_counter *c, const struct pattern *p,
		     const struct chain *ch);

/* Drop first and last cycles that are no repetitions from c->best. */
void gn_ends_drop(struct gn_counter *c, const struct gn_count_input *in);

/* Drop strides of walking from c->best. */
void gn_gait_drop(struct gn_counter *c);

/* One past the last cycle of the bout that begins at cycle a of c->best. */
size_t gn_bout_end(const struct gn_counter *c, size_t a);

/* A swing between a low and a high turning point, its flat ends trimmed. */
struct swing {
	uint32_t a, b;
	float size;
};

/* The swing from low turning point lo to hi; lo may lie after hi. */
struct swing gn_swing(const struct cycles *cy, uint32_t lo, uint32_t hi);

/* The half-swing beside a bout. */
struct outer {
	uint32_t top;                 /* its far turning point */
	float part;                   /* size over the bout's */
	float like;                   /* to the same half of the cycles */
	uint8_t at_edge;              /* cut off by the recording's edge */
};

/* The one before (after: behind) cycle i of the bout of cycles a to b. */
struct outer gn_half_outer(const struct gn_counter *c,
			   const struct gn_count_input *in, size_t a, size_t b,
			   size_t i, int after);

/* Likeness of a half of cycle i to those of the bout's other cycles; 1 if it
 * is of fewer than three. */
float gn_half_inner(const struct gn_counter *c, size_t a, size_t b, size_t i,
		    int falling);

/* Move one end of a half of the bout of cycles a to b, its first one (after:
 * its last), inwards to where the half is most like those of cycles but i. */
void gn_half_fit(const struct gn_counter *c, size_t a, size_t b, size_t i,
		 int falling, int after, struct swing *w);

/* Is the half beside a bout one of its kind? May it be a repetition's first
 * (second) half, the other one being clean? Is it the first half of one that
 * the recording cut? */
int gn_half_whole(const struct outer *o);
int gn_half_first(const struct outer *o);
int gn_half_second(const struct outer *o);
int gn_half_cut(const struct outer *o);

/* 1: cycles last from one fastest moment to the next, not between turns. */
int gn_cut_on_rate(const struct gn_counter *c);

/* Where a bout of cycles rests. */
enum phase {
	PHASE_NEAR,                   /* where they begin and end */
	PHASE_NEAR_BEFORE,            /* there, with one repetition more ... */
	PHASE_NEAR_BEHIND,            /* ... before or behind them */
	PHASE_FAR                     /* at their peaks */
};

/* The phase of the bout of cycles a to b of c->best. */
enum phase gn_phase_find(const struct gn_counter *c,
			 const struct gn_count_input *in, size_t a, size_t b);

/* The repetitions of c->best into c->reps, each bout in its right phase. */
size_t gn_bouts_cut(struct gn_counter *c, const struct gn_count_input *in);

#endif
