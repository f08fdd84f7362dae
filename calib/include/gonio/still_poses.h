/* SPDX-License-Identifier: MIT */
#ifndef GN_STILL_POSES_H
#define GN_STILL_POSES_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/types.h"

/*
 * The still poses of one sensor, collected while it is laid in many ways, for
 * gonio/acc_cal.h: any directions, no fixture, no order.
 *
 * Time is cut into quarter seconds. One is quiet if acceleration and rate vary
 * little in it, the acceleration is about gravity's, and it agrees with the
 * mean of the quiet ones before. Six quiet ones in a row make a pose: four in
 * the middle, while the first and the newest are left out, as a movement may
 * have begun or ended there. It is kept at once and grows while the sensor
 * goes on to lie, so that a user can be led from one to the next.
 *
 * Static intervals are an idea of Tedaldi, Pretto and Menegatti (ICRA 2014).
 * Theirs come from the acceleration's variance in a sliding window, with the
 * threshold that fits best afterwards; here blocks and a fixed threshold, so
 * that it works live, and the gyroscope and the mean are watched as well: a
 * slow turn about the vertical, or one of a degree, has hardly a variance.
 *
 * Limits are ours; see tests/unit/test_still_poses.c.
 *
 * Members are private but where told. Life cycle: init -> push* -> look at
 * pose[]. No allocation, no pointers: memcpy is a valid clone.
 */

#define GN_STILL_REASONS(X)                                                \
	X(GN_STILL_QUIET,   "still")                                       \
	X(GN_STILL_NO_DATA, "samples are missing")                         \
	X(GN_STILL_UNITS,   "not gravity: is the acceleration in m/s^2?")  \
	X(GN_STILL_SHAKEN,  "moved: the acceleration varies")              \
	X(GN_STILL_TURNED,  "moved: the rate varies")                      \
	X(GN_STILL_TURNS,   "turns steadily, or rates are not in rad/s")   \
	X(GN_STILL_CREPT,   "moved slowly: its direction drifts")          \
	X(GN_STILL_SAME,    "this direction is there already")             \
	X(GN_STILL_FULL,    "no more poses can be kept")

#define X(name, text) name,
enum gn_still_reason { GN_STILL_REASONS(X) GN_STILL_REASON_COUNT };
#undef X

/* The reason in a few words; never NULL. */
const char *gn_still_text(enum gn_still_reason r);

#define GN_STILL_MAX  32
#define GN_STILL_NONE SIZE_MAX  /* no pose, no direction */
#define GN_STILL_BLOCK_NS INT64_C(250000000)

/* One pose; all of it may be read. */
struct gn_still_pose {
	int64_t  start_ns, end_ns;      /* at least one second apart */
	uint32_t n_acc, n_gyr;          /* samples in the means */
	double   acc_mps2[3];           /* mean, as the sensor read it */
	double   acc_se_mps2[3];        /* standard error of the mean */
	double   gyr_radps[3];          /* NAN without a gyroscope */
	double   gyr_se_radps[3];
};

/* Sums of one part over some time. */
struct gn_still_sums {
	uint32_t n, n_means;
	double   x[3], xx[3];           /* of the samples and their squares */
	double   mm[3], m[3];           /* of the blocks' means and squares */
};

/* The quiet quarter seconds in a row. */
struct gn_still_run {
	uint32_t quiet, used;           /* how many; how many in the sums */
	int64_t  first;                 /* number of the first used */
	uint8_t  settled;               /* 1: kept, or refused for good */
	size_t   pose;                  /* which it is, or GN_STILL_NONE */
	struct gn_still_sums acc, gyr;
};

struct gn_still_poses {
	uint32_t sensor;
	float    acc_sd_mps2, gyr_sd_radps;
	uint8_t  have_block;
	int64_t  block;                 /* number of the quarter second */
	struct gn_still_sums acc, gyr;          /* this one */
	struct gn_still_sums last_acc, last_gyr;        /* the one before */
	struct gn_still_run run;
	/* The following may be read. */
	enum gn_still_reason now;       /* of the last quarter second */
	uint32_t rejected[GN_STILL_REASON_COUNT];  /* poses lost, and why */
	size_t   n;                     /* poses kept, in order of time */
	struct gn_still_pose pose[GN_STILL_MAX];
};

struct gn_still_params {
	uint32_t sensor;        /* the others' samples are passed over */
	float    acc_sd_mps2;   /* most a quiet axis may vary, > 0 */
	float    gyr_sd_radps;
};

/* 0.1 m/s^2 and 0.02 rad/s: on a table, with five times a cheap one's noise. */
extern const struct gn_still_params gn_still_defaults;

/**
 * @param[in] p  NULL: gn_still_defaults
 * @retval GN_OK
 * @retval GN_EINVAL  a limit is not finite or not above 0
 */
GN_NODISCARD int gn_still_init(struct gn_still_poses *s,
			       const struct gn_still_params *p);

/**
 * Take n samples into account; any n, and the cut into calls does not matter.
 * A part that is not finite counts as missing; fewer than four accelerations
 * in a quarter second end a pose. A quarter second is judged as the next one
 * begins: the last one is never used.
 *
 * A still second (1.5 with its ends) becomes pose[n - 1], unless it points
 * within 15 degrees of one that is kept. What was quiet for half a second and
 * did not become a pose is counted in rejected[]. s->now is what to tell the
 * user at once. Cost: about 20 ns a sample.
 */
void gn_still_push(struct gn_still_poses *s, const struct gn_sample *in,
		   size_t n);

/**
 * Forget pose k, so that its direction is taken again; after it, the poses
 * have new numbers. If the sensor still lies in it, it must be moved first.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  no such pose
 */
GN_NODISCARD int gn_still_drop(struct gn_still_poses *s, size_t k);

/*
 * Which ways up were there. Directions 0..5 are +x -x +y -y +z -z up (that
 * axis reads +9.81 or -9.81), 6..13 the corners between three of them, from
 * +x+y+z to -x-y-z.
 */
#define GN_STILL_DIRECTIONS 14

struct gn_still_coverage {
	double  reach[6];       /* largest cosine to +x -x ...; NAN: no pose */
	uint8_t lacks[GN_STILL_DIRECTIONS];     /* 1: not yet */
	size_t  n_axes, n_corners;      /* how many lack, 0..6 and 0..8 */
	size_t  next;           /* what to do next, or GN_STILL_NONE */
};

/* "+x" ... "-x-y-z"; "none" for a number that is no direction. Not NULL. */
const char *gn_still_direction(size_t k);

/**
 * A direction is there if a pose is within 45 degrees of it; a corner, if all
 * three components of a pose are beyond 0.3 of its norm. Judged by the raw
 * readings: a bias of 1 m/s^2 shifts them by up to 6 degrees.
 *
 * @param[in]  pose  n of them; may be NULL if n is 0
 */
void gn_still_cover(const struct gn_still_pose *pose, size_t n,
		    struct gn_still_coverage *out);

#endif
