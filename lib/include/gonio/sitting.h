/* SPDX-License-Identifier: MIT */
#ifndef GN_SITTING_H
#define GN_SITTING_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sitting and lying over a day, from the accelerometer of one sensor on a
 * thigh, however it is strapped on: a thigh that leans by more than 45 deg from
 * how it is in walking lies on a chair or a bed. The two are not told apart,
 * and who cycles may be told to sit.
 *
 * Source: inclination of the thigh, J. H. Skotte et al., J. Phys. Act. Health
 * 11:76, 2014, 10.1123/jpah.2011-0347 (98 % sensitive, 93 % specific for
 * sitting in 140 h of daily life); walking as the upright reference,
 * H. Vaha-Ypya et al., Scand. J. Med. Sci. Sports 28:1092, 2018. Their
 * thresholds are not taken: half-way between upright and level is ours, see
 * tests/unit/test_sitting.c.
 *
 * Tier A: plain state, memcpy-able, no allocation; a day fits, what is beyond
 * is told as not assessed.
 */
#define GN_SITTING_HZ 50
#define GN_SITTING_EPOCH_S 5
#define GN_SITTING_EPOCHS (24 * 3600 / GN_SITTING_EPOCH_S)

/* Sitting that is broken by less than this goes on: someone shifts. */
#define GN_SITTING_BREAK_S 10

/* Breaks are asked for every 30 min: American Diabetes Association. */
#define GN_SITTING_LONG_S 1800
#define GN_SITTING_BOUTS 256

/* Why there is none. */
#define GN_SITTING_STATES(X)                                               \
	X(GIVEN,    "given")                                               \
	X(NO_THIGH, "it takes a sensor on a thigh")                        \
	X(NO_WALK,  "it takes 20 s of walking in it, which tells how the " \
	 "sensor sits")

#define X(id, text) GN_SITTING_##id,
enum gn_sitting_state { GN_SITTING_STATES(X) GN_SITTING_STATE_COUNT };
#undef X

const char *gn_sitting_state_text(enum gn_sitting_state s);

struct gn_sitting_bout {
	int64_t start_ns, end_ns;
};

struct gn_sitting_sum {
	enum gn_sitting_state state;    /* the rest only if it is given */
	uint32_t sensor;
	float    sat_s, upright_s;
	float    unknown_s;             /* samples missing, or beyond a day */
	uint32_t bouts;                 /* of sitting */
	uint32_t over_long;             /* of these of GN_SITTING_LONG_S */
	float    longest_s;             /* 0: there is none */
	struct gn_sitting_bout bout[GN_SITTING_BOUTS];  /* the first ones */
};

/* All members are private. */
struct gn_sitting_day {
	float    mean[GN_SITTING_EPOCHS][3];    /* sums of the frames */
	uint16_t n[GN_SITTING_EPOCHS];          /* of them */
	uint8_t  walks[GN_SITTING_EPOCHS];      /* 1: as a whole */
	int64_t  frames;                        /* up to the newest */
};

/* Nothing has been seen; also resets one. */
void gn_sitting_init(struct gn_sitting_day *d);

/* A frame of the 50 Hz grid, later than the one before; NAN: missing. */
void gn_sitting_push(struct gn_sitting_day *d, int64_t frame,
		     const float acc_mps2[3]);

/* A bout of walking, which may be some time ago. */
void gn_sitting_walk(struct gn_sitting_day *d, int64_t start_ns,
		     int64_t end_ns);

/* What there was. Sets all but sensor. Cost: 1 ms for a day. */
void gn_sitting_read(const struct gn_sitting_day *d,
		     struct gn_sitting_sum *out);

#endif
