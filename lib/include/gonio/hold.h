/* SPDX-License-Identifier: MIT */
#ifndef GN_HOLD_H
#define GN_HOLD_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/gravity.h"
#include "gonio/sway.h"
#include "gonio/types.h"

/*
 * Postures that are taken and held: plank, wall sit, standing on one leg.
 *
 * A posture is which way gravity lies in the sensors that are watched. One that
 * lasts a second is held; it is a hold if it is far enough from the posture of
 * rest, which is standing upright where a calibration says how that is, else
 * what the recording begins with. It is left when a sensor turns further from
 * it than a limit, which widens by the hold's own spread and follows slow
 * drift. A hold begins and ends where the movement to it ends and the one from
 * it begins: where its speed passes a tenth of its peak. One that is left and
 * taken again soon has a break.
 *
 * Where the sensor that is watched does not see the posture itself (the pelvis
 * of someone who stands on one leg), quiet stretches between movements are
 * told instead: which of them is the hold it cannot say.
 *
 * Frames stand on the grid of 50 Hz. Memory is constant; what comes out does
 * not depend on how frames are handed over. Source: ours, see
 * tests/unit/test_hold.c, whose scenarios know the truth.
 */
#define GN_HOLD_HZ 50.0
#define GN_HOLD_BREAKS_MAX 8

struct gn_hold_params {
	size_t  n_sensors;              /* 1..GN_SENSORS_MAX */
	uint8_t watch[GN_SENSORS_MAX];  /* 1: tells the posture; at least one */
	enum gn_side side[GN_SENSORS_MAX];
	float   leave_rad;              /* posture left beyond, > 0 */
	float   away_rad;               /* hold from rest at least; 0: any */
	float   least_s;                /* shorter ones are none */
	float   break_s;                /* longest break; 0: it ends the hold */
	uint8_t quiet;                  /* 1: tell quiet stretches */
	uint8_t knows_rest;             /* 1: the next is known */
	float   rest[GN_SENSORS_MAX][3];  /* up in sensor axes, at rest */
};

/* How far a sensor's segment has turned against gravity from how it was in the
 * hold's first second; NAN: not known. */
struct gn_hold_drift {
	float end_rad;          /* by the end */
	float most_rad;         /* at most */
	float sd_rad;           /* of each */
};

struct gn_hold_span {
	int64_t start, end;     /* frames, or ns: see gn_hold */
};

/* Times in frames here, in ns since the recording's start in results. */
struct gn_hold {
	uint32_t n;             /* from 1 */
	uint8_t  provisional;   /* 1: it is being held */
	uint8_t  quiet;         /* 1: a quiet stretch; see above */
	enum gn_side side;      /* whose limb is where it is not at rest: left,
				 * right, both; unknown; none: no limb */
	uint8_t  cut_start;     /* 1: samples begin in it */
	uint8_t  cut_end;       /* 1: samples end in it */
	int64_t  start, end;
	float    held_s;        /* breaks taken out */
	float    longest_s;     /* unbroken */
	struct gn_hold_span longest;
	uint32_t n_breaks;      /* the first GN_HOLD_BREAKS_MAX are told */
	struct gn_hold_span breaks[GN_HOLD_BREAKS_MAX];
	struct gn_hold_drift drift[GN_SENSORS_MAX];     /* by sensor */
	struct gn_sway sway;    /* of the longest stretch, see the session */
	uint32_t sway_of;       /* its sensor, where sway.time_s is known */
};

/* Private. */
#define GN_HOLD_SPEEDS 256      /* 5 s */
#define GN_HOLD_MARKS 16        /* 8 s, one every half second */

struct gn_hold_sensor {
	uint8_t seen;
	float   up[3];          /* now */
	float   mean[3];        /* smoothed */
	float   slow[3];        /* acceleration */
	float   at[3];          /* posture that is settled on, follows */
	float   anchor[3];
	float   rest[3];        /* posture of rest */
	float   first[3];       /* of the hold */
	float   mark[GN_HOLD_MARKS][3];
	float   last_mark[3];
	float   most_rad, sq;   /* sq: sum of squared steps of the marks */
	uint32_t steps;
};

enum gn_hold_state {
	GN_HOLD_MOVING,
	GN_HOLD_REST,
	GN_HOLD_PAUSE,          /* another posture, soon after a hold */
	GN_HOLD_HELD,
	GN_HOLD_LEAVING
};

struct gn_hold_finder {
	struct gn_hold_params p;
	struct gn_hold_sensor s[GN_SENSORS_MAX];
	enum gn_hold_state state;
	int64_t k, seen;        /* newest frame; newest that was whole */
	int64_t anchor, crossed;
	int64_t left;           /* when the pending hold was left */
	int64_t part;           /* start of the stretch that is unbroken */
	int64_t marked;         /* marks up to this frame count already */
	int64_t paused;         /* start of the pause's posture */
	float   speed[GN_HOLD_SPEEDS], fast, shake, spread_rad;
	uint8_t pending, rested, begun;
	struct gn_hold hold;    /* that runs, or is pending */
};

/**
 * Begin; the finder is plain data and needs no end.
 * @param[in] p  copied
 */
void gn_hold_init(struct gn_hold_finder *h, const struct gn_hold_params *p);

/**
 * The next frame.
 *
 * @param[in]  k    its number, larger than the last; holes are left out
 * @param[in]  f    n_sensors; parts that are not there are NAN
 * @param[out] out  the hold that is over, if any
 * @return 1 with *out filled, or 0
 * Cost: about 0.1 us for a sensor.
 */
int gn_hold_step(struct gn_hold_finder *h, int64_t k, const struct gn_frame *f,
		 struct gn_hold *out);

/* The samples have ended: as gn_hold_step(), of a hold that runs. */
int gn_hold_flush(struct gn_hold_finder *h, struct gn_hold *out);

/* The hold that runs, as it is now: 1 with *out filled (provisional), or 0. */
int gn_hold_now(const struct gn_hold_finder *h, struct gn_hold *out);

#endif
