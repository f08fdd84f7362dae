/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_SCENE_H
#define GN_VALIDATE_SCENE_H

#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"
#include "validate_cfg.h"

/*
 * How often `gonio score` calls left and right different, over simulated
 * sessions of known difference: a text file in libconfig syntax says what is
 * simulated, fixtures/validation/asymmetry.cfg with a comment for each field.
 *
 * What is simulated are repetitions as they come out of the analysis: their
 * ranges, velocities, phases and smoothness, with the spread of people, and
 * the error of mounting, which is the same in all of a session. Signals are
 * not: thousands of sessions take seconds, and the error of mounting is known.
 */
struct gn_scene {
	char     name[64];              /* of the file, without its ending */
	uint32_t seed, sessions, reps;  /* reps: of each side */
	double   range_deg;             /* mean of both sides */
	double   rom_cv, duration_cv;   /* between repetitions */
	double   rom_loss;              /* part of the range lost by the end */
	double   repeat_deg;            /* SD of the range's error between
	                                 * repetitions of one mounting */
	double   smooth_sd;             /* of SPARC and LDLJ, as a part */
	struct gn_cfg_list percent;     /* true: left less than right */
	struct gn_cfg_list mounting;    /* SD, points */
};

/* What became of the sessions of one difference and one mounting. */
struct gn_scene_point {
	double mounting, percent, truth;        /* truth: symmetry index */
	size_t sessions;
	size_t range, any;      /* range, any measure called different */
	size_t wrong;           /* range is called different the wrong way */
	size_t covered;         /* the index's 95 % interval holds the truth */
};

/**
 * @param[out] out  untouched on error
 * @param[out] why  file, line and field on error
 * @retval GN_OK, GN_ENOENT, GN_EFORMAT
 */
GN_NODISCARD int gn_scene_load(struct gn_scene *out, const char *path,
			       struct gn_diag *why);

/* Point i of all mountings and differences, by mounting first. GN_OK or
 * GN_ENOMEM. */
GN_NODISCARD int gn_scene_run(const struct gn_scene *s, size_t i,
			      struct gn_scene_point *out);

/**
 * All points of a file, jobs at a time, and their table or, with json, one
 * object a line.
 *
 * @param[in] before  1: an empty line goes before the table
 * @retval GN_OK
 * @retval others  as gn_scene_load(), or GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_scene_all(const char *path, unsigned jobs, FILE *to,
			      int json, int before, struct gn_diag *why);

#endif
