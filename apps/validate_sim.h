/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_SIM_H
#define GN_VALIDATE_SIM_H

#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"
#include "gonio/report.h"
#include "gonio/sim.h"
#include "validate_cfg.h"

/*
 * Whole sessions, simulated and analysed as `gonio score` does, against their
 * truth: a text file says which scenario, with sensors where, how fast, and how
 * many sessions a point; fixtures/validation/five_times_sit_to_stand.cfg has a
 * comment for each field. What is compared depends on the exercise: a function
 * test's figures, holds and sway, or steps.
 */
struct gn_val_sim {
	char     name[64];              /* of the file, without its ending */
	char     scenario[GN_CFG_TEXT_MAX];     /* as gn_sim_load() */
	uint32_t seed, sessions;        /* of each point: seed, seed + 1, .. */
	double   misplaced_deg;         /* how far sensors may sit off */
	double   duration_cv;           /* NAN: the scenario's own, as */
	double   sway_deg;
	double   uneven;
	struct gn_cfg_texts places;     /* "thigh_r", "thigh_r+pelvis" */
	struct gn_cfg_list  slow;       /* factors on the durations of acts */
	struct gn_sim_scenario plain;   /* as it was read */
	const struct gn_exercise *exercise;
	const struct gn_catalogue *cat; /* it is of; not owned */
};

/* Errors of one measure over the sessions of a point, found less true. */
struct gn_val_off {
	const char *name;               /* static, "time_to_sit_s" */
	uint8_t whole;                  /* 1: a count */
	size_t  n;                      /* that were compared */
	size_t  missed;                 /* true ones that were not found */
	size_t  exact;                  /* of a count: without error */
	double  bias, median, p95, worst;  /* median with its sign; of the
	                                    * size. NAN: n is 0 */
	double *e;                      /* room for cap; NULL when summed up */
	size_t  cap;
};

#define GN_VAL_OFFS 16

struct gn_val_sim_point {
	const char *places;
	double      slow;
	size_t      sessions;
	struct gn_val_off off[GN_VAL_OFFS];
	size_t      n_off;
};

/* A session that was analysed. */
struct gn_val_sim_session {
	const struct gn_sim    *sim;
	const struct gn_result *found;
};

/**
 * One more error of a measure; the first makes the measure.
 *
 * @param[in] whole  1: it is a count
 * @param[in] e      NAN: it was not found
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_val_off_add(struct gn_val_sim_point *p, const char *name,
				uint8_t whole, double e);

/* All of them are in: their figures, and the errors are given up. */
void gn_val_off_sum(struct gn_val_sim_point *p);

/* ---- comparisons; GN_OK or GN_ENOMEM ---------------------------------- */

/*
 * Tests of standing up (validate_sim_stand.c). True is that the seat is left
 * where the thigh begins to rise, and touched when it has gone 0.85 of its way
 * down; half-way up is half of its way, stood the end of it. Measured, beside
 * the force plates of an instrumented chair: 0.00 to 0.01, and 0.82 to 0.89,
 * mean 0.85 (five stands of one person, the thigh's gyroscope integrated).
 */
GN_NODISCARD int gn_val_sim_stands(const struct gn_val_sim_session *s,
				   struct gn_val_sim_point *p);

/* The person stops after test_s: as many repetitions as begin before that. */
GN_NODISCARD int gn_val_sim_stop(const struct gn_exercise *e,
				 struct gn_sim_scenario *s, uint64_t seed,
				 struct gn_diag *why);

/* Timed up and go: from the first movement to being seated, and phases. */
GN_NODISCARD int gn_val_sim_tug(const struct gn_val_sim_session *s,
				struct gn_val_sim_point *p);

/*
 * Holds (validate_sim_hold.c): begin and end, time held, breaks; and sway of
 * the trunk in the longest stretch, in percent, as gonio/sway.h defines it, of
 * what an ideal sensor would show. Quiet stretches are no holds; of the
 * four-stage balance test they are its stages.
 */
GN_NODISCARD int gn_val_sim_holds(const struct gn_val_sim_session *s,
				  struct gn_val_sim_point *p);

/*
 * Walks of known steps (validate_sim_walk.c): steps, cadence in percent, speed
 * over their known length in percent, and whether the true speed lies outside
 * of what is stated (1) or not (0); apart for walks of up to 10 and 25 steps.
 */
GN_NODISCARD int gn_val_sim_walks(const struct gn_val_sim_session *s,
				  struct gn_val_sim_point *p);

/* True sway of an ideal sensor: RMS of both axes, path, jerk, and area of the
 * 95 % ellipse, m/s^2 and s. GN_OK or GN_ENOMEM. */
GN_NODISCARD int gn_val_sway_true(const struct gn_sim *sim, size_t sensor,
				  int64_t from_ns, int64_t to_ns,
				  double out[4]);

/* ---- files ------------------------------------------------------------- */

/**
 * @param[in]  cat  outlives *out
 * @param[out] out  untouched on error
 * @param[out] why  file, line and field on error
 * @retval GN_OK, GN_ENOENT, GN_EFORMAT
 */
GN_NODISCARD int gn_val_sim_load(struct gn_val_sim *out, const char *path,
				 const struct gn_catalogue *cat,
				 struct gn_diag *why);

/* Point i of all places and speeds, by place first. GN_OK, GN_EINVAL (a place
 * that is none of the body), GN_ENOMEM. */
GN_NODISCARD int gn_val_sim_run(const struct gn_val_sim *s, size_t i,
				struct gn_val_sim_point *out,
				struct gn_diag *why);

/* As gn_scene_all() of validate_scene.h. */
GN_NODISCARD int gn_val_sim_all(const char *path, unsigned jobs, FILE *to,
				int json, int before, struct gn_diag *why);

#endif
