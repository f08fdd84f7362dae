/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_H
#define GN_VALIDATE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/report.h"

/*
 * `gonio validate`: results against what is known of the recordings. A data
 * set is a folder of recordings with a truth.tsv; the figures are defined
 * here, next to the functions that compute them.
 *
 * validate_truth.c reads truth.tsv, validate_stats.c holds the pure figures,
 * validate_run.c scores one recording, validate_table.c and validate_json.c
 * print, validate_orient.c judges orientation, validate_angle.c the angles of
 * joints, for which validate_optical.c reads a reference, validate_sym.c how
 * left compares with right, validate_steps.c sums up steps, validate_form.c
 * faults of form, validate.c puts it together.
 */

/* ---- truth.tsv -------------------------------------------------------- */

struct gn_val_set;
struct gn_val_form_rep;

enum gn_trust { GN_TRUST_GOOD, GN_TRUST_NOMINAL, GN_TRUST_SUSPECT,
		GN_TRUST_COUNT };

#define GN_REPS_UNKNOWN (-1)

/* One row of truth.tsv. */
struct gn_truth {
	char          recording[400];  /* path below the data set */
	char          exercise[40];
	int           reps;            /* or GN_REPS_UNKNOWN */
	enum gn_trust trust;
	uint8_t       boundaries;      /* 1: one `rep` event each */
	char          reference[24];   /* "none", "orientation", ... */
};

/* "good", "nominal", "suspect". Never NULL. */
const char *gn_trust_name(enum gn_trust trust);

/**
 * Read DIR/truth.tsv. Its columns are found by their names; others than those
 * of struct gn_truth are passed over.
 *
 * @param[out] out  malloc'd array of n rows, in order of recording; the
 *                  caller frees it. Untouched on error
 *
 * @retval GN_OK
 * @retval GN_ENOENT   no such file
 * @retval GN_EFORMAT  a column is missing, or a value is none of the known
 * @retval GN_ENODATA  no rows
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_truth_load(const char *dir, struct gn_truth **out,
			       size_t *n, struct gn_diag *why);

/* ---- figures (validate_stats.c) --------------------------------------- */

/* Counts compared: exact and within 1 in recordings, errors in repetitions. */
struct gn_val_counts {
	size_t n, exact, within1, failed;
	double abs_sum, sum;
};

/* One more recording; the error is found - truth. */
void gn_val_counts_add(struct gn_val_counts *c, int truth, int found);

/* b on top of a. */
void gn_val_counts_join(struct gn_val_counts *a,
			const struct gn_val_counts *b);

/* 100 part/n; NAN for n = 0. */
double gn_val_percent(size_t part, size_t n);

/**
 * The p-quantile, interpolated linearly between order statistics (position
 * p (n - 1): Hyndman & Fan, Am. Stat. 50(4), 1996, type 7).
 *
 * @param[in,out] x  n finite values, sorted by the call
 * @param[in]     p  0..1
 * @return NAN for n = 0
 */
double gn_val_quantile(double *x, size_t n, double p);

/* Errors of n boundaries: median and 90 % of their size, signed median. */
struct gn_val_dist {
	size_t n;
	double median_s, p90_s, signed_s;      /* NAN for n = 0 */
};

/* scratch: room for n values, may not overlap x. */
struct gn_val_dist gn_val_summary(const double *x, size_t n, double *scratch);

/* A stretch of time, start <= end. */
struct gn_span {
	int64_t start_ns, end_ns;
};

/**
 * Pair true and found repetitions one to one, in order of time, so that the
 * sum of their overlaps (intersection over union) is greatest. Pairs overlap;
 * what overlaps nothing stays alone: missed or extra.
 *
 * Source: ours; dynamic programme of sequence alignment (Needleman & Wunsch,
 * J. Mol. Biol. 48, 1970) with overlap as likeness and no cost of gaps.
 *
 * @param[in]  t, f  n true and m found spans, each in order of start
 * @param[out] pair  per true span the index of its found one, or -1
 *
 * @return number of pairs, or
 * @retval GN_ENOMEM
 *
 * Cost: O(n m) time and memory.
 */
GN_NODISCARD int gn_val_match(const struct gn_span *t, size_t n,
			      const struct gn_span *f, size_t m, int *pair);

/* How many of m repetitions turn in none of the n sets: marks are often cut in
 * the middle of the first or last one. */
size_t gn_val_outside(const int64_t *turn_ns, size_t m,
		      const struct gn_span *set, size_t n);

/* ---- one recording (validate_run.c) ----------------------------------- */

/* The boundaries that are compared; errors are found - truth. */
enum gn_val_bound {
	GN_VAL_START,
	GN_VAL_END,
	GN_VAL_SEAT,           /* start of the repetition - seat-off */
	GN_VAL_HELD,           /* time of a hold, breaks taken out */
	GN_VAL_BOUNDS
};

struct gn_val_errors {
	double *s[GN_VAL_BOUNDS];      /* seconds */
	size_t  n[GN_VAL_BOUNDS];
	size_t  missed, extra;         /* true or found without partner */
};

/* An angle of a true repetition that was found; errors are found - truth. */
struct gn_val_angle {
	enum gn_angle angle;
	double at_s;                   /* when it turned */
	double rom_deg;                /* error of the range; NAN: withheld */
	double most_deg;               /* of the most; NAN: no truth of it */
	double sd_deg;                 /* stated of the range */
	double range_deg;              /* the true one */
	enum gn_side side;             /* of the repetition found */
};

/* Left against right in the ranges of a limb's joint, as symmetry index. */
#define GN_VAL_LIMBS (GN_PELVIS_TILT / 2)
struct gn_val_sym {
	uint8_t given;                 /* 1: truth and found are compared */
	uint8_t assessed;              /* 1: the result tests the joint */
	uint8_t flagged, wrong;        /* it calls it different; no such
	                                * difference, or the other way round */
	uint8_t real;                  /* truth is different */
	double  truth, found;          /* points */
	double  sd;                    /* stated of found */
	double  between;               /* SD of its error between repetitions */
};

struct gn_val_rec {
	const struct gn_truth *truth;
	const struct gn_val_set *set;  /* that it is of; NULL: alone */
	char    path[1024];
	char    exercise[40];          /* the catalogue's, that was used */
	int     err;                   /* GN_OK, or why it was not scored */
	struct gn_diag why;
	int     found;                 /* rep_count.attempted, or the steps
	                                * where the truth is of steps; 0 on
	                                * error */
	uint8_t has_set;               /* 1: events mark the set(s) */
	size_t  outside;               /* repetitions outside of them */
	uint8_t has_bounds;            /* 1: errors are filled */
	struct gn_val_errors errors;
	struct gn_val_dist   dist[GN_VAL_BOUNDS];  /* by gn_val_set_sum() */
	struct gn_val_angle *angles;   /* in order of time */
	size_t               n_angles;
	double               mounting;   /* SD, points; NAN: as score has it */
	struct gn_val_sym    sym[GN_VAL_LIMBS];
	struct gn_val_form_rep *forms; /* see validate_form.h */
	size_t               n_forms;
};

/**
 * Score one recording and compare it with its truth.
 *
 * @param[in,out] r  truth and path filled in, the rest zero; err tells how
 *                   it went. Free with gn_val_rec_free()
 * @param[in]  exercise  used for it; NULL: its own task
 */
void gn_val_rec_run(struct gn_val_rec *r, const struct gn_catalogue *cat,
		    const char *exercise);

/**
 * The second half of it: compare a result with the recording's events.
 *
 * @retval GN_OK       found and what the events allow to tell are filled in
 * @retval GN_EFORMAT, GN_EIO, GN_ENOMEM  r->why tells
 */
GN_NODISCARD int gn_val_rec_judge(struct gn_val_rec *r,
				  const struct gn_result *res);

void gn_val_rec_free(struct gn_val_rec *r);

/* ---- angles of joints (validate_angle.c, validate_optical.c) ---------- */

/* A true repetition; NAN: an angle that it does not tell. */
struct gn_val_true {
	struct gn_span at;
	uint8_t zeroed;                /* 1: 0 is standing, and signs ours */
	double least_deg[GN_ANGLES], most_deg[GN_ANGLES];
};

/**
 * How far the joints went in n repetitions, by the optical system whose
 * tracking system "ref" lies beside the recording.
 *
 * @param[in,out] t    in order of time; least and most are widened from NAN
 * @param[out]    why  on error; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENOENT, GN_EFORMAT
 */
GN_NODISCARD int gn_val_optical(const char *path, struct gn_val_true *t,
				size_t n, struct gn_diag *why);

/* The two sides of a limb's angle are one joint. */
#define GN_VAL_JOINTS (GN_ANGLES - GN_PELVIS_TILT + GN_PELVIS_TILT / 2)

int gn_val_joint_of(enum gn_angle angle);       /* 0..GN_VAL_JOINTS - 1 */

/* "knee_flexion". */
void gn_val_joint_name(int joint, char name[32]);

/* Over the repetitions of all recordings, no suspects; NAN: not known. */
struct gn_val_joint {
	size_t n, withheld;            /* given; found, but no angle given */
	double rom_median_deg, rom_p95_deg;    /* size of the range's error */
	double most_median_deg;        /* of the most's */
	double drift_deg_per_min;      /* steepest slope of the most's error
	                                * over a recording's time; those of 5
	                                * minutes and 3 repetitions at least */
	size_t covered;                /* range's error within 1.96 sd */
	double covered_pct;
};

/**
 * Compare the angles of a result with the truth beside the recording:
 * *_truth.json of a simulated one (its name without the tracking system), or
 * the optical system's where its reference is "joint_angle", of which ranges
 * alone are compared; nothing is filled in where there is none.
 *
 * @param[in,out] r  path filled in; angles is what gn_val_rec_free() frees
 *
 * @retval GN_OK
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_ENOMEM  r->why tells
 */
GN_NODISCARD int gn_val_rec_angles(struct gn_val_rec *r,
				   const struct gn_result *res);

/* Sum up one joint over recordings. GN_OK or GN_ENOMEM. */
GN_NODISCARD int gn_val_joint_sum(const struct gn_val_rec *recs, size_t n,
				  int joint, struct gn_val_joint *out);

/* ---- left against right (validate_sym.c) ------------------------------ */

/* Over recordings, no suspects and no walking; NAN: not known. */
struct gn_val_sym_sum {
	size_t n;                      /* recordings with a mean of 25 deg */
	double median, most;           /* size of the index's error, points */
	double between;                /* the largest */
	size_t covered;                /* error within 1.96 sd */
	double covered_pct;
	size_t assessed, real, flagged, wrong;  /* as in gn_val_sym; real
	                                         * ones of those assessed */
};

/**
 * After gn_val_rec_angles(): compare each limb's joint.
 * @param[in,out] r  mounting filled in: what is known of it, see gonio/asym.h
 * @return GN_OK or GN_ENOMEM
 */
GN_NODISCARD int gn_val_rec_sym(struct gn_val_rec *r,
				const struct gn_result *res);

/* Sum up one joint, 0..GN_VAL_LIMBS - 1. GN_OK or GN_ENOMEM. */
GN_NODISCARD int gn_val_sym_sum(const struct gn_val_rec *recs, size_t n,
				int joint, struct gn_val_sym_sum *out);

/* ---- steps (validate_steps.c) ----------------------------------------- */

/* Steps of recordings that tell theirs, no suspects; the error is |found -
 * truth| / truth. NAN: no recording. */
struct gn_val_steps {
	size_t n;
	long   truth, found;           /* over all recordings */
	double median_pct, mean_pct, worst_pct;
	double signed_pct;             /* mean of found - truth */
};

/* GN_OK or GN_ENOMEM. */
GN_NODISCARD int gn_val_steps_sum(const struct gn_val_rec *recs, size_t n,
				  struct gn_val_steps *out);

/* ---- orientation (validate_orient.c) ---------------------------------- */

enum gn_val_part { GN_VAL_TOTAL, GN_VAL_HEADING, GN_VAL_INCL, GN_VAL_PARTS };

/* Root mean square errors as BROAD defines them; NAN: not known. */
struct gn_val_rmse {
	double deg[GN_VAL_PARTS];
};

enum gn_val_filter {
	GN_VAL_CAUSAL_9D,
	GN_VAL_CAUSAL_6D,               /* without magnetometer */
	GN_VAL_OFFLINE_9D,
	GN_VAL_OFFLINE_6D,
	GN_VAL_FILTERS
};

struct gn_val_trial {
	const struct gn_truth *truth;
	char               path[1024];
	int                err;        /* GN_OK, or why it was not judged */
	struct gn_diag     why;
	struct gn_val_rmse rmse[GN_VAL_FILTERS];
};

/**
 * Judge the orientation of one recording against the reference beside it
 * (tracksys-ref: unit quaternion, and the span in which there is movement).
 *
 * @param[in]  path  the recording
 * @param[out] out   GN_VAL_FILTERS of them; untouched on error
 * @param[out] why   on error; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_ENODATA, GN_ENOMEM
 *
 * Threads: different recordings may be judged at the same time.
 */
GN_NODISCARD int validate_orientation(const char *path,
				      struct gn_val_rmse out[GN_VAL_FILTERS],
				      struct gn_diag *why);

/* Name of a file of the reference beside a recording: its tracksys-<label>
 * made tracksys-ref, its end another. GN_OK or GN_ENOENT. */
int gn_val_ref_path(const char *path, const char *end, char *out, size_t size);

/* What a reader of a reference wants of it, each row as n values. */
#define GN_VAL_REF_MAX 64
struct gn_val_ref {
	/* the value that a line of the channels' file is, 0..n - 1; it may
	 * write into the line */
	int (*column)(char *line);
	int (*row)(void *user, const double *v);
	const double *blank;            /* where a row has none; n of them */
	size_t      n;                  /* 1..GN_VAL_REF_MAX */
	uint64_t    needed;             /* a bit for each that must be there */
	const char *needs;              /* in words */
};

/**
 * Every row of the reference beside a recording.
 *
 * @retval GN_OK
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT  why names file and line
 * @retval others  what row() returned, which ends it
 */
GN_NODISCARD int gn_val_ref_read(const struct gn_val_ref *ref, void *user,
				 const char *path, struct gn_diag *why);

/* ---- data sets and printing ------------------------------------------- */

/* What a recording counts for. */
enum gn_val_group {
	GN_VAL_GOOD, GN_VAL_NOMINAL, GN_VAL_SUSPECT,   /* as enum gn_trust */
	GN_VAL_BOTH,        /* good and nominal together */
	GN_VAL_WALK,        /* steps, of good and nominal; in no other group */
	GN_VAL_GROUPS
};

const char *gn_val_group_name(enum gn_val_group group);

struct gn_val_set {
	char                 name[128];      /* of the folder */
	char                 dir[768];
	struct gn_truth     *truth;
	size_t               n_truth;
	struct gn_val_rec   *recs;           /* those with a known count */
	size_t               n_recs;
	size_t               skipped;        /* no inertial sensor in them */
	struct gn_val_trial *trials;         /* those with an orientation */
	size_t               n_trials;
	struct gn_val_rmse   mean[GN_VAL_FILTERS];  /* over the trials judged */
	struct gn_val_counts counts[GN_VAL_GROUPS];
	/* Of recordings that were scored, walking left out: */
	size_t rest, rest_clean, rest_reps;  /* hold no repetition */
	size_t marked, marked_clean, outside;  /* have marked sets */
	/* Pooled over recordings that tell each repetition, no suspects: */
	struct gn_val_dist dist[GN_VAL_BOUNDS];
	size_t n_bounds, missed, extra;      /* n_bounds: recordings */
	struct gn_val_joint joints[GN_VAL_JOINTS];
	struct gn_val_sym_sum syms[GN_VAL_LIMBS];
	struct gn_val_steps steps;
};

/* Sum up what the recordings of a set yielded. GN_OK or GN_ENOMEM. */
GN_NODISCARD int gn_val_set_sum(struct gn_val_set *s);

/* Whether a group holds anything and its trust was asked for. */
int gn_val_group_shown(const struct gn_val_set *s, enum gn_val_group group,
		       const uint8_t trust[GN_TRUST_COUNT]);

void gn_val_set_free(struct gn_val_set *s);

/* 1 if its truth is steps, not repetitions. */
int gn_val_is_steps(const struct gn_truth *t);

/* 1 if the recording is scored as walking: in a row of its own. */
int gn_val_is_walk(const struct gn_truth *t);

struct gn_val_print {
	FILE   *to;
	uint8_t verbose;               /* every recording too */
	uint8_t trust[GN_TRUST_COUNT]; /* 1: counts */
};

void gn_val_print_table(const struct gn_val_set *sets, size_t n,
			const struct gn_val_print *how);

/* One object a line. GN_OK, GN_EIO or GN_ENOMEM. */
GN_NODISCARD int gn_val_print_json(const struct gn_val_set *sets, size_t n,
				   const struct gn_val_print *how);

#endif
