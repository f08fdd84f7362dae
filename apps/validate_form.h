/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_FORM_H
#define GN_VALIDATE_FORM_H

#include "gonio/form.h"
#include "validate.h"

/*
 * Faults of form against labels: `rep` events that say "good", "ok" or
 * "correct", or something else, the fault. The reference are the person's good
 * repetitions: of the same recording (GN_VAL_FORM_BASE first ones), else of
 * the first recording of the same folder and exercise that has good ones only.
 * A repetition is never compared with itself.
 */

#define GN_VAL_FORM_BASE 10

/* One true repetition that was found. */
struct gn_val_form_rep {
	char    label[24];
	uint8_t good;
	/* farthest beyond its threshold, sd, of the rules of a kind; NAN: none
	 * was assessed */
	float   beyond[GN_FORM_KINDS];
};

/* Of a label and a kind of rule, or of any (kind GN_FORM_KINDS). */
struct gn_val_form_sum {
	size_t n, seen, found;  /* repetitions with the label; those assessed;
				 * those with a finding */
	size_t good, good_found;        /* without fault, assessed; with one */
	double roc;     /* area: how surely a faulty one is farther beyond than
			 * a good one; NAN: one of both is missing */
};

/**
 * Judge the repetitions of a result by the labels beside the recording;
 * nothing is filled in where there are none.
 *
 * @param[in,out] r  path, truth, and set filled in; forms is what
 *                   gn_val_rec_free() frees
 * @retval GN_OK
 * @retval GN_EFORMAT, GN_EIO, GN_ENOMEM  r->why tells
 */
GN_NODISCARD int gn_val_rec_form(struct gn_val_rec *r,
				 const struct gn_catalogue *cat,
				 const struct gn_result *res);

/**
 * Sum up over the recordings of an exercise (NULL: all), no suspects.
 * GN_OK or GN_ENOMEM.
 */
GN_NODISCARD int gn_val_form_sum(const struct gn_val_rec *recs, size_t n,
				 const char *exercise, const char *label,
				 enum gn_form_kind kind,
				 struct gn_val_form_sum *out);

/**
 * Area under the ROC curve of two samples, by ranks: the share of pairs in
 * which b is larger, ties half (Mann, Whitney 1947). O(n m); NAN for none.
 */
double gn_val_roc(const float *a, size_t n, const float *b, size_t m);

/* The table; returns before and its rows. */
int gn_val_print_form(const struct gn_val_set *sets, size_t n,
		      const struct gn_val_print *how, int before);

#endif
