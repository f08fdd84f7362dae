/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_MISTAKES_H
#define GN_VALIDATE_MISTAKES_H

#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"
#include "validate_cfg.h"

/*
 * How often a mistake with the sensors is found, and how often one that is not
 * there, over simulated sessions of shipped scenarios with five sensors each:
 * fixtures/validation/mistakes.cfg with a comment for each field. Sensors are
 * strapped on anyhow, with noise, wobbling straps and skin, and there is no
 * calibration: what is found shows in the repetitions alone. Of calibration and
 * body, which are the calibration of the body itself, in its movement.
 *
 * none      all sensors sit where their names say
 * swapped   two of one limb that works sit in each other's place
 * crossed   left and right of one segment do
 * together  the lower one of a limb sits on the upper segment
 * slip      a strap slips, about any axis, any time while two full repetitions
 *           of each side that works lie before, and two after it; none of a
 *           forearm, which turns in itself
 *
 * Each session has its own seed, sensor, axis and time.
 */
#define GN_VAL_WHATS(X)                                                    \
	X(GN_VAL_NONE, none) X(GN_VAL_SWAPPED, swapped)                    \
	X(GN_VAL_CROSSED, crossed) X(GN_VAL_TOGETHER, together)            \
	X(GN_VAL_SLIP, slip)

#define X(id, name) id,
enum gn_val_what { GN_VAL_WHATS(X) GN_VAL_WHAT_COUNT };
#undef X

struct gn_val_mistakes {
	char     name[64];              /* of the file, without its ending */
	uint32_t seed, sessions;        /* sessions: of each row */
	double   slip_deg;
	struct gn_cfg_list slip_s;      /* each as often as the others */
	double   misplaced_deg;         /* how askew they are, at most */
};

/* One exercise and mistake, and what became of its sessions. */
struct gn_val_mistake {
	const char *scenario;
	enum gn_val_what what;
	size_t sessions;
	size_t empty;           /* fewer than two repetitions were counted, so
				 * that no result is given */
	size_t found;           /* in the others: that sensor, or those two */
	size_t wrong;           /* something else was told, also besides */
};

/**
 * @param[out] out  untouched on error
 * @param[out] why  file, line and field on error
 * @retval GN_OK, GN_ENOENT, GN_EFORMAT
 */
GN_NODISCARD int gn_val_mistakes_load(struct gn_val_mistakes *out,
				      const char *path, struct gn_diag *why);

/* Rows there are. */
size_t gn_val_mistakes_rows(void);

/* Row i: the seed depends on it. GN_OK, GN_ENOMEM or as gn_sim_load(). */
GN_NODISCARD int gn_val_mistakes_run(const struct gn_val_mistakes *s, size_t i,
				     struct gn_val_mistake *out);

/* As gn_scene_all(). */
GN_NODISCARD int gn_val_mistakes_all(const char *path, unsigned jobs, FILE *to,
				     int json, int before,
				     struct gn_diag *why);

#endif
