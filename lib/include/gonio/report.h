/* SPDX-License-Identifier: MIT */
#ifndef GN_REPORT_H
#define GN_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "gonio/asym.h"
#include "gonio/catalogue.h"
#include "gonio/effort.h"
#include "gonio/err.h"
#include "gonio/form.h"
#include "gonio/function_test.h"
#include "gonio/hold.h"
#include "gonio/recording.h"
#include "gonio/result.h"
#include "gonio/sitting.h"
#include "gonio/told.h"
#include "gonio/types.h"
#include "gonio/walking.h"

/*
 * The result of one recording, and its forms for people and for programs.
 * Only here radians become degrees. Numbers are printed at the precision that
 * they deserve: times 0.01 s, angles 0.1 deg, rates 0.1 deg/s, smoothness
 * 0.01; what is not known is null, an empty cell or "-". The output is a
 * function of the result alone, byte for byte.
 */

struct gn_result {
	char   *recording;                /* path, as it was given */
	char    input_sha256[65];
	const struct gn_exercise *exercise;  /* borrowed; not NULL to print */
	struct gn_sensor  sensors[GN_SENSORS_MAX];
	struct gn_quality quality[GN_SENSORS_MAX];
	size_t  n_sensors;
	struct gn_rep     *reps;          /* final ones, in order of time */
	size_t  n_reps;
	struct gn_set     *sets;
	size_t  n_sets;
	struct gn_reject  *rejected;
	size_t  n_rejected;
	struct gn_hold    *holds;         /* in order of time */
	size_t  n_holds;
	struct gn_warning *warnings;
	size_t  n_warnings;
	struct gn_walking walking;
	struct gn_sitting_sum sitting;    /* where only steps are counted */
	struct gn_bout    *bouts;         /* of walking, in order of time */
	size_t  n_bouts;
	uint32_t n_cuts;                  /* stretches cut as too long */
	struct gn_angle_note angle[GN_ANGLES];
	struct gn_stand   *stands;        /* of a test of them */
	size_t  n_stands;
	struct gn_tug     tug;            /* the first of them */
	size_t  n_tugs;
	enum gn_tug_state no_tug;         /* why there is none */
	int64_t length_ns;                /* stamp of the last sample */
	struct gn_told told;              /* what people said of it */
	struct gn_function_test test;     /* kind GN_TEST_NONE: none */
	struct gn_asym    *asym;          /* left against right; NULL: of one
	                                   * side only */
	size_t  n_asym;
	struct gn_form form;
	struct gn_effort *effort;         /* of each set and side, in order */
	size_t  n_effort;
};

/**
 * Start a result without repetitions. The arrays are malloc'd by whoever
 * fills them.
 *
 * @param[out] r     gn_result_free() when done; empty on error
 * @param[in]  info  sensors are copied
 * @param[in]  path  copied
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_result_init(struct gn_result *r,
				const struct gn_recording_info *info,
				const char *path);

/* Free what *r holds and empty it; NULL and an empty result are fine. */
void gn_result_free(struct gn_result *r);

/**
 * One line of JSON, schema "gonio.score/1": keys, units and order are those
 * of the manual page, gonio(1). Strings are UTF-8: a byte of the input that
 * is not becomes U+FFFD.
 *
 * @retval GN_OK
 * @retval GN_EIO  writing failed
 */
GN_NODISCARD int gn_report_json(const struct gn_result *r, FILE *to);

/* The header line of the CSV form. GN_OK or GN_EIO. */
GN_NODISCARD int gn_report_csv_header(FILE *to);

/**
 * One line of CSV (RFC 4180, line feed) per repetition; none if there are no
 * repetitions. GN_OK or GN_EIO.
 */
GN_NODISCARD int gn_report_csv(const struct gn_result *r, FILE *to);

/**
 * A table for people, at most 96 columns where the names allow: recording,
 * exercise, sensors; a line per repetition, sums per set, what was not
 * counted and why, and warnings. Control characters of names become '?'.
 *
 * @retval GN_OK
 * @retval GN_EIO  writing failed
 */
GN_NODISCARD int gn_report_table(const struct gn_result *r, FILE *to);

/* What a rule of form saw, in short: "eccentric 1.21 s, limit 2.50"; cut to
 * out's cap. */
void gn_report_look(const struct gn_form_look *l, char *out, size_t cap);

/* A JSON string, quotes and all; what is no UTF-8 becomes U+FFFD. */
void gn_report_quoted(FILE *to, const char *s);

/* What two samples are compared: sides, or times. */
enum gn_pair_kind { GN_PAIR_SIDES, GN_PAIR_TIMES };

/* Rows of a comparison for people, what differs in words, and what was not
 * assessed and why. */
void gn_report_asym_table(FILE *to, const struct gn_asym *a, size_t n,
			  enum gn_pair_kind kind);

/* The same as a JSON array. */
void gn_report_asym_json(FILE *to, const struct gn_asym *a, size_t n,
			 enum gn_pair_kind kind);

#endif
