/* SPDX-License-Identifier: MIT */
#ifndef REPORT_PRIV_H
#define REPORT_PRIV_H

#include "gonio/plan.h"
#include "gonio/report.h"

#define GN_DEG_PER_RAD 57.29577951308232

/* Room for what gn_report_number() writes. */
#define GN_NUMBER_SIZE 32

/**
 * A number with so many decimals, never "-0"; none for NAN, infinite values,
 * and sizes of 1e15 and above.
 *
 * @return out
 */
const char *gn_report_number(char out[GN_NUMBER_SIZE], double v, int decimals,
			     const char *none);

/* "full", "partial" */
const char *gn_report_kind(enum gn_rep_kind kind);

/* Seconds. */
double gn_report_s(int64_t ns);

/* Repetitions in full range. */
size_t gn_report_full(const struct gn_result *r);

/* The mean of an angle over a set's repetitions in which it is known, or with
 * set 0 over all; own 1: and in which its own limb works. Returns how many; 0:
 * *out is of no use. */
size_t gn_report_mean_angle(const struct gn_result *r, uint32_t set, int angle,
			    int own, struct gn_range *out);

/* How people read a number of a unit. */
struct gn_shown_unit {
	const char *text;       /* " deg", or "" */
	double      scale;      /* what it is multiplied by */
	int         decimals;
};
const struct gn_shown_unit *gn_report_asym_unit(const struct gn_asym *a);

/* "knee_flexion": a range goes by what it is of. */
const char *gn_report_asym_measure(const struct gn_asym *a);

/* What a number of a unit, or a trend's slope, is multiplied by for people. */
double gn_report_form_scale(enum gn_form_unit unit);
int gn_report_form_decimals(enum gn_form_unit unit);
double gn_report_effort_scale(enum gn_effort_measure m);

/* Is the k-th item of a plan for that day? What was done shows in any case. */
int gn_report_plan_shows(const struct gn_plan *p, const struct gn_plan_day *d,
			 size_t k);

/* "rated 7 of 10 (CR10)": effort, as the patient said. */
void gn_report_rating(FILE *to, float cr10);

/* Text of a file's: nothing of it may steer a terminal. */
void gn_report_text(FILE *to, const char *s);

/* The part on walking, in report_walking.c; nothing where it is not assessed.
 * JSON: a comma and the key "walking". */
void gn_report_walking_table(const struct gn_result *r, FILE *to);
void gn_report_walking_json(const struct gn_result *r, FILE *to);
/* Likewise on sitting, in report_sitting.c; key "sitting". */
void gn_report_sitting_table(const struct gn_result *r, FILE *to);
void gn_report_sitting_json(const struct gn_result *r, FILE *to);

/* The part of a task of holds: table, and ,"holds":[...] of the JSON object. */
void gn_report_holds(const struct gn_result *r, FILE *to);
void gn_report_json_holds(const struct gn_result *r, FILE *to);

/* Repetitions by side where sides take turns; of others nothing is said. */
void gn_report_sides(const struct gn_result *r, FILE *to);
void gn_report_json_sides(const struct gn_result *r, FILE *to);

/* How the sets went on: the section, where there is a trend; JSON key. */
void gn_report_effort_table(const struct gn_result *r, FILE *to);
void gn_report_effort_json(const struct gn_result *r, FILE *to);

/* Faults of form: the section, which rules were not applied, JSON keys. */
void gn_report_form_table(const struct gn_form *f, FILE *to);
void gn_report_form_gaps(const struct gn_form *f, FILE *to);
void gn_report_form_json(const struct gn_form *f, FILE *to);

/* GN_OK, or GN_EIO when anything written to the file so far has failed. */
int gn_report_end(FILE *to);

#endif
