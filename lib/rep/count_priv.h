/* SPDX-License-Identifier: MIT */
#ifndef GN_COUNT_PRIV_H
#define GN_COUNT_PRIV_H

#include "gonio/count.h"

/*
 * Inside the counter. Everything here runs on half the frame rate.
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

struct feat {
	size_t n;
	float *ch[CH_N];
	float *sig[SIG_N];
	float *range;           /* scratch: local range of a signal */
	float *scratch;         /* of gn_gravity and the filters */
	float (*up)[3];
	uint8_t *made_up;       /* 1: inside a closed hole */
	uint8_t has_gyr;
};

void gn_feat_compute(struct feat *f, const struct gn_count_sensor *s);

/* Turning points: the minima of sign * x, and both ends. */
size_t gn_turns(const float *x, size_t n, float sign, float floor,
		float *range, uint32_t *idx, size_t cap);

/* A candidate cycle between turning points from and to. */
struct cycle {
	uint16_t from, to;
	uint32_t start, peak, end;    /* flat ends trimmed off */
	float len_s, ln_len, len_pow;
	float amp, ln_amp;
	float closure;
	float rom_rad;
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
	const float *sig;
	float sign;
};

void gn_cycles_find(struct cycles *cy, const struct feat *f, int sig,
		    float sign, const struct gn_count_input *in);

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
	float evidence;
};

/* Scratch of the chain search: 2 floats per cycle, 2 per turn. */
struct search {
	float *like;                  /* PATTERNS x cycles */
	float *best;                  /* turns: best total that ended by here */
	int32_t *best_at;
};

void gn_pattern_from(struct pattern *p, const struct cycles *cy,
		     const uint32_t *idx, size_t n, float *scratch);
void gn_pattern_weigh(struct pattern *p, const float weight[GROUP_N]);

/* The shape of samples a to b: POINTS per channel, each group of norm 1. */
void gn_describe(float *d, uint32_t a, uint32_t b, const struct feat *f);

/* What lies beside a bout: [0] before it, [1] after it. */
struct bout_ends {
	uint32_t lo, hi;              /* far turning points */
	uint32_t start, end;          /* where movement begins and ends */
	float part[2];                /* size of the swing over the bout's */
	float time[2];                /* its time over a cycle's */
	float like[2];                /* to the same half of the cycles */
	int   at_edge[2];             /* cut off by the recording's edge */
};

/* 1: the bout is cut at the far turning points and has one rep more. */
int gn_bout_phase(const struct feat *f, const struct cycles *cy,
		  const uint32_t *idx, size_t n, uint32_t stop_lo,
		  uint32_t stop_hi, int cut_lo, int cut_hi,
		  const float *weight, struct bout_ends *e);

/* The n + 1 repetitions of such a bout, in its other phase. */
size_t gn_bout_turn(const struct feat *f, const struct cycles *cy,
		    const uint32_t *idx, size_t n, const struct bout_ends *e,
		    uint32_t bout, struct gn_count_rep *out);

void gn_chain_find(struct chain *out, struct cycles *cy,
		   const struct pattern *p, size_t n_patterns, float len_ratio,
		   struct search *s);

#endif
