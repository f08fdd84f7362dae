/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_TREND_H
#define GN_VALIDATE_TREND_H

#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"
#include "validate_cfg.h"

/*
 * How often `gonio trend` warns that a limb falls, over simulated patients of
 * whom it is known: fixtures/validation/trend.cfg with a comment for each
 * field. Each has weekly sessions of an exercise with both limbs; its range and
 * peak velocity vary from repetition to repetition and from day to day, the
 * range also by how the sensors were put on.
 */
#define GN_VAL_TREND_SESSIONS 52

struct gn_val_trend {
	char     name[64];              /* of the file, without its ending */
	uint32_t seed, histories, reps; /* reps: of each side in a session */
	uint32_t velocity;              /* 1: the right one's velocity falls
	                                 * by as many of its MDC95 */
	uint32_t sudden;                /* 1: in the last session, else evenly
	                                 * from the first to the last */
	double   range_deg;             /* mean, and standard deviations */
	double   range_rep_deg, range_day_deg, mounting_deg;
	double   speed_degps, speed_rep_degps, speed_day_degps;
	struct gn_cfg_list sessions;    /* of each history */
	struct gn_cfg_list falls;       /* true: the right limb's range falls
	                                 * by so many MDC95 */
};

/* What became of the histories of one fall and number of sessions. */
struct gn_val_trend_point {
	double mdc;
	size_t sessions, histories;
	size_t warned, right;           /* of any limb; of the right one */
};

/**
 * @param[out] out  untouched on error
 * @param[out] why  file, line and field on error
 * @retval GN_OK, GN_ENOENT, GN_EFORMAT
 */
GN_NODISCARD int gn_val_trend_load(struct gn_val_trend *out, const char *path,
				   struct gn_diag *why);

/* Point i of all falls and sessions, by fall first. GN_OK or GN_ENOMEM. */
GN_NODISCARD int gn_val_trend_run(const struct gn_val_trend *s, size_t i,
				  struct gn_val_trend_point *out);

/* As gn_scene_all(). */
GN_NODISCARD int gn_val_trend_all(const char *path, unsigned jobs, FILE *to,
				  int json, int before, struct gn_diag *why);

#endif
