/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/validate.h"
#include "fault.h"
#include "suites.h"

#define S INT64_C(1000000000)

/* ---- counts ------------------------------------------------------------ */

START_TEST(counts_are_those_worked_out_by_hand)
{
	/* errors 0, +1, -1, -4, +2, 0: 2 exact, 4 within 1, |e| 8, sum -2 */
	static const int truth[] = { 10, 10, 5, 12, 0, 0 };
	static const int found[] = { 10, 11, 4, 8, 2, 0 };
	struct gn_val_counts c = { 0 }, twice = { 0 };

	for (int i = 0; i < 6; i++)
		gn_val_counts_add(&c, truth[i], found[i]);
	ck_assert_uint_eq(c.n, 6);
	ck_assert_uint_eq(c.exact, 2);
	ck_assert_uint_eq(c.within1, 4);
	ck_assert_double_eq(c.abs_sum, 8);
	ck_assert_double_eq(c.sum, -2);

	c.failed = 1;
	gn_val_counts_join(&twice, &c);
	gn_val_counts_join(&twice, &c);
	ck_assert_uint_eq(twice.n, 12);
	ck_assert_uint_eq(twice.exact, 4);
	ck_assert_uint_eq(twice.within1, 8);
	ck_assert_uint_eq(twice.failed, 2);
	ck_assert_double_eq(twice.abs_sum, 16);
	ck_assert_double_eq(twice.sum, -4);
}
END_TEST

START_TEST(percent_of_nothing_is_unknown)
{
	ck_assert_double_eq(gn_val_percent(3, 4), 75);
	ck_assert_double_eq(gn_val_percent(0, 4), 0);
	ck_assert(isnan(gn_val_percent(0, 0)));
}
END_TEST

/* ---- quantiles --------------------------------------------------------- */

START_TEST(quantiles_interpolate_between_order_statistics)
{
	double x[] = { 4, 1, 3, 2 };
	double one[] = { 7 };

	ck_assert_double_eq_tol(gn_val_quantile(x, 4, 0.5), 2.5, 1e-12);
	ck_assert_double_eq_tol(gn_val_quantile(x, 4, 0.9), 3.7, 1e-12);
	ck_assert_double_eq(gn_val_quantile(x, 4, 0), 1);
	ck_assert_double_eq(gn_val_quantile(x, 4, 1), 4);
	ck_assert_double_eq(gn_val_quantile(one, 1, 0.9), 7);
	ck_assert(isnan(gn_val_quantile(NULL, 0, 0.5)));
}
END_TEST

START_TEST(summary_keeps_size_and_sign_apart)
{
	/* sorted -3 -1 0.5 1 4: middle 0.5; sizes 0.5 1 1 3 4: middle 1 */
	static const double x[] = { 4, -1, 0.5, -3, 1 };
	double scratch[5];
	struct gn_val_dist d = gn_val_summary(x, 5, scratch);

	ck_assert_uint_eq(d.n, 5);
	ck_assert_double_eq_tol(d.signed_s, 0.5, 1e-12);
	ck_assert_double_eq_tol(d.median_s, 1, 1e-12);
	ck_assert_double_eq_tol(d.p90_s, 3.6, 1e-12);
	ck_assert_double_eq(x[0], 4);

	d = gn_val_summary(NULL, 0, scratch);
	ck_assert_uint_eq(d.n, 0);
	ck_assert(isnan(d.median_s) && isnan(d.p90_s) && isnan(d.signed_s));
}
END_TEST

/* ---- pairing ----------------------------------------------------------- */

START_TEST(equal_spans_pair_with_themselves)
{
	static const struct gn_span t[] = {
		{ 0, 2 * S }, { 2 * S, 4 * S }, { 5 * S, 7 * S },
	};
	int pair[3];

	ck_assert_int_eq(gn_val_match(t, 3, t, 3, pair), 3);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pair[i], i);
}
END_TEST

START_TEST(what_overlaps_nothing_stays_alone)
{
	static const struct gn_span t[] = {
		{ 0, 2 * S }, { 10 * S, 12 * S }, { 20 * S, 22 * S },
	};
	/* touching is not overlapping */
	static const struct gn_span f[] = {
		{ 2 * S, 4 * S }, { 10 * S, 11 * S }, { 30 * S, 31 * S },
	};
	int pair[3];

	ck_assert_int_eq(gn_val_match(t, 3, f, 3, pair), 1);
	ck_assert_int_eq(pair[0], -1);
	ck_assert_int_eq(pair[1], 1);
	ck_assert_int_eq(pair[2], -1);
	ck_assert_int_eq(gn_val_match(t, 3, NULL, 0, pair), 0);
	ck_assert_int_eq(pair[1], -1);
	ck_assert_int_eq(gn_val_match(NULL, 0, f, 3, pair), 0);
}
END_TEST

START_TEST(two_halves_of_one_repetition_pair_once)
{
	static const struct gn_span t[] = { { 0, 10 * S } };
	static const struct gn_span f[] = {
		{ 0, 4 * S }, { 4 * S, 10 * S },
	};
	int pair[1];

	ck_assert_int_eq(gn_val_match(t, 1, f, 2, pair), 1);
	ck_assert_int_eq(pair[0], 1);
}
END_TEST

START_TEST(the_sum_counts_not_the_best_single_pair)
{
	/* Greedy by overlap takes (0, 0) with 8/14 and leaves the rest alone;
	 * the pairs (0, 1) and (1, 0) would cross; best is one of each. */
	static const struct gn_span t[] = {
		{ 0, 10 * S }, { 10 * S, 14 * S },
	};
	static const struct gn_span f[] = {
		{ 0, 5 * S }, { 4 * S, 14 * S },
	};
	int pair[2];

	/* (0,0) 0.5 + (1,1) 0.4 = 0.9 beats (0,1) 6/14 alone */
	ck_assert_int_eq(gn_val_match(t, 2, f, 2, pair), 2);
	ck_assert_int_eq(pair[0], 0);
	ck_assert_int_eq(pair[1], 1);
}
END_TEST

/* Small numbers that look random, the same in every run. */
static unsigned next(unsigned *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 16;
}

static size_t make_spans(struct gn_span *s, unsigned *state)
{
	size_t n = next(state) % 6;
	int64_t at = 0;

	for (size_t i = 0; i < n; i++) {
		at += next(state) % 5;
		s[i].start_ns = at;
		at += 1 + next(state) % 6;
		s[i].end_ns = at;
	}
	return n;
}

static double iou(const struct gn_span *a, const struct gn_span *b)
{
	double from = (double)(a->start_ns > b->start_ns ? a->start_ns :
			       b->start_ns);
	double to = (double)(a->end_ns < b->end_ns ? a->end_ns : b->end_ns);
	double sum = (double)(a->end_ns - a->start_ns + b->end_ns -
			      b->start_ns);

	return to > from ? (to - from) / (sum - (to - from)) : 0;
}

/* Greatest sum over all ways to pair, crossing ones too. */
static double best_of_all(const struct gn_span *t, size_t n,
			  const struct gn_span *f, size_t m, unsigned used)
{
	double best;

	if (n == 0)
		return 0;
	best = best_of_all(t + 1, n - 1, f, m, used);
	for (size_t j = 0; j < m; j++) {
		if (used & (1U << j))
			continue;
		best = fmax(best, iou(&t[0], &f[j]) +
			    best_of_all(t + 1, n - 1, f, m, used | 1U << j));
	}
	return best;
}

START_TEST(pairing_is_the_best_of_all)
{
	unsigned state = 7;

	for (int round = 0; round < 300; round++) {
		struct gn_span t[8], f[8];
		size_t n = make_spans(t, &state), m = make_spans(f, &state);
		int pair[8], pairs = gn_val_match(t, n, f, m, pair), seen = 0;
		double sum = 0;
		int last = -1;

		for (size_t i = 0; i < n; i++) {
			if (pair[i] < 0)
				continue;
			/* in order, each used once, none without overlap */
			ck_assert_int_gt(pair[i], last);
			last = pair[i];
			ck_assert(iou(&t[i], &f[last]) > 0);
			sum += iou(&t[i], &f[last]);
			seen++;
		}
		ck_assert_int_eq(seen, pairs);
		ck_assert_double_eq_tol(sum, best_of_all(t, n, f, m, 0), 1e-9);
	}
}
END_TEST

START_TEST(pairing_without_memory_says_so)
{
	static const struct gn_span t[] = { { 0, S } };
	struct fault_stat st;
	int pair[1], err;

	fault_start(1);
	err = gn_val_match(t, 1, t, 1, pair);
	st = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_int_eq(st.live, 0);
}
END_TEST

START_TEST(outside_goes_by_the_turn)
{
	static const struct gn_span set[] = {
		{ 10 * S, 20 * S }, { 30 * S, 40 * S },
	};
	static const int64_t turn_ns[] = {
		4 * S, 10 * S - 1,      /* before */
		10 * S, 19 * S, 20 * S, /* in, on the edges too */
		20 * S + 1, 25 * S,     /* between the sets */
		33 * S,                 /* in the second */
		50 * S,                 /* after */
	};

	ck_assert_uint_eq(gn_val_outside(turn_ns, 9, set, 2), 5);
	ck_assert_uint_eq(gn_val_outside(turn_ns, 9, set, 0), 9);
	ck_assert_uint_eq(gn_val_outside(turn_ns, 0, set, 2), 0);
}
END_TEST

/* ---- truth.tsv --------------------------------------------------------- */

static char dir[64], file[96];

static void make_dir(void)
{
	strncpy(dir, "/tmp/gonio-validate-XXXXXX", sizeof(dir) - 1);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/truth.tsv", dir);
}

static void drop_dir(void)
{
	if (unlink(file))
		rmdir(file);
	rmdir(dir);
}

static void put(const char *text)
{
	FILE *f = fopen(file, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

#define HEAD "recording\texercise\tside\treps\ttrust\tboundaries\t" \
	     "reference\tnote\n"

START_TEST(truth_is_read_and_put_in_order)
{
	struct gn_truth *t = NULL;
	size_t n = 0;

	put(HEAD "b.tsv\tsquat\tboth\t12\tgood\tyes\tnone\tn/a\n"
	    "\n"
	    "a.tsv\twalk\tboth\tn/a\tsuspect\tno\tsteps\tx\r\n"
	    "c.tsv\trest\tn/a\t0\tnominal\tno\tnone\tlast, no line end");
	ck_assert_int_eq(gn_truth_load(dir, &t, &n, NULL), GN_OK);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(t[0].recording, "a.tsv");
	ck_assert_int_eq(t[0].reps, GN_REPS_UNKNOWN);
	ck_assert_int_eq(t[0].trust, GN_TRUST_SUSPECT);
	ck_assert_str_eq(t[0].reference, "steps");
	ck_assert_int_eq(t[0].boundaries, 0);
	ck_assert(gn_val_is_walk(&t[0]));
	ck_assert_str_eq(t[1].exercise, "squat");
	ck_assert_int_eq(t[1].reps, 12);
	ck_assert_int_eq(t[1].trust, GN_TRUST_GOOD);
	ck_assert_int_eq(t[1].boundaries, 1);
	ck_assert(!gn_val_is_walk(&t[1]));
	ck_assert_int_eq(t[2].reps, 0);
	ck_assert_int_eq(t[2].trust, GN_TRUST_NOMINAL);
	free(t);
}
END_TEST

START_TEST(columns_are_found_by_name)
{
	struct gn_truth *t = NULL;
	size_t n = 0;

	put("reps\tnew\treference\tboundaries\ttrust\texercise\trecording\n"
	    "7\t?\tnone\tno\tgood\trow\tx.tsv\n");
	ck_assert_int_eq(gn_truth_load(dir, &t, &n, NULL), GN_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(t[0].recording, "x.tsv");
	ck_assert_str_eq(t[0].exercise, "row");
	ck_assert_int_eq(t[0].reps, 7);
	free(t);
}
END_TEST

static const struct {
	const char *text;
	int err;
	const char *says;
} bad[] = {
	{ "", GN_ENODATA, "no recordings" },
	{ HEAD, GN_ENODATA, "no recordings" },
	{ "recording\texercise\n", GN_EFORMAT, ":1: no column 'reps'" },
	{ HEAD "a\tb\tc\t1\tgood\n", GN_EFORMAT, ":2: the line ends before" },
	{ HEAD "a\tb\tc\t-1\tgood\tno\tnone\tn\n", GN_EFORMAT, "reps '-1'" },
	{ HEAD "a\tb\tc\t1x\tgood\tno\tnone\tn\n", GN_EFORMAT, "reps '1x'" },
	{ HEAD "a\tb\tc\t\tgood\tno\tnone\tn\n", GN_EFORMAT, "reps ''" },
	{ HEAD "a\tb\tc\t99999999999999999999\tgood\tno\tnone\tn\n",
	  GN_EFORMAT, "is not a number" },
	{ HEAD "a\tb\tc\t1\tfair\tno\tnone\tn\n", GN_EFORMAT, "trust 'fair'" },
	{ HEAD "a\tb\tc\t1\tgood\tperhaps\tnone\tn\n", GN_EFORMAT,
	  "boundaries 'perhaps'" },
	{ HEAD "\tb\tc\t1\tgood\tno\tnone\tn\n", GN_EFORMAT, "a path" },
	{ HEAD "a\t\tc\t1\tgood\tno\tnone\tn\n", GN_EFORMAT, "a name" },
	{ HEAD "a\tan_exercise_whose_name_goes_on_for_far_too_long\tc\t1\t"
	  "good\tno\tnone\tn\n", GN_EFORMAT, "a name" },
	{ HEAD "a\tb\tc\t1\tgood\tno\t\tn\n", GN_EFORMAT, "reference ''" },
};

START_TEST(bad_truth_is_named_with_its_line)
{
	struct gn_truth *t = NULL;
	struct gn_diag why = { "" };
	size_t n = 77;

	put(bad[_i].text);
	ck_assert_int_eq(gn_truth_load(dir, &t, &n, &why), bad[_i].err);
	ck_assert_ptr_null(t);
	ck_assert_uint_eq(n, 77);
	ck_assert_msg(strstr(why.text, bad[_i].says), "%s", why.text);
	ck_assert_msg(strstr(why.text, "truth.tsv"), "%s", why.text);
}
END_TEST

START_TEST(truth_that_cannot_be_read_is_an_error)
{
	struct gn_truth *t = NULL;
	struct gn_diag why;
	size_t n;

	ck_assert_int_eq(gn_truth_load(dir, &t, &n, &why), GN_ENOENT);
	ck_assert_int_eq(mkdir(file, 0700), 0);
	ck_assert_int_eq(gn_truth_load(dir, &t, &n, &why), GN_EIO);
	ck_assert_ptr_null(t);
}
END_TEST

START_TEST(reading_truth_survives_no_memory)
{
	struct gn_truth *t = NULL;
	struct fault_stat st;
	int err, fail_at = 0;
	size_t n;

	put(HEAD "a\tb\tc\t1\tgood\tno\tnone\tn\n");
	do {
		fault_start(++fail_at);
		err = gn_truth_load(dir, &t, &n, NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_ptr_null(t);
			ck_assert_int_eq(st.live, 0);
		}
	} while (err);
	ck_assert_int_eq(fail_at, 2);
	free(t);
}
END_TEST

Suite *suite_validate(void)
{
	Suite *s = suite_create("validate");
	TCase *figures = tcase_create("figures");
	TCase *truth = tcase_create("truth");

	tcase_add_test(figures, counts_are_those_worked_out_by_hand);
	tcase_add_test(figures, percent_of_nothing_is_unknown);
	tcase_add_test(figures, quantiles_interpolate_between_order_statistics);
	tcase_add_test(figures, summary_keeps_size_and_sign_apart);
	tcase_add_test(figures, equal_spans_pair_with_themselves);
	tcase_add_test(figures, what_overlaps_nothing_stays_alone);
	tcase_add_test(figures, two_halves_of_one_repetition_pair_once);
	tcase_add_test(figures, the_sum_counts_not_the_best_single_pair);
	tcase_add_test(figures, pairing_is_the_best_of_all);
	tcase_add_test(figures, pairing_without_memory_says_so);
	tcase_add_test(figures, outside_goes_by_the_turn);
	suite_add_tcase(s, figures);

	tcase_add_checked_fixture(truth, make_dir, drop_dir);
	tcase_add_test(truth, truth_is_read_and_put_in_order);
	tcase_add_test(truth, columns_are_found_by_name);
	tcase_add_loop_test(truth, bad_truth_is_named_with_its_line, 0,
			    (int)(sizeof(bad) / sizeof(*bad)));
	tcase_add_test(truth, truth_that_cannot_be_read_is_an_error);
	tcase_add_test(truth, reading_truth_survives_no_memory);
	suite_add_tcase(s, truth);
	return s;
}
