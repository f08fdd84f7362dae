/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "files.h"
#include "optical.h"
#include "suites.h"

/*
 * Three people in front of a depth camera, and a Vicon beside it: counts, and
 * how far the knee bends. Numbers asked for are those of the task, not ours.
 */
#define DEG 57.29577951308232
#define REPS 1000

static struct gn_catalogue *cat;
static struct gn_result result;
static double error_deg[REPS];
static size_t n_errors, n_covered;

/* The reference of the same recording, without _motion.tsv; 0: none. */
static int reference_of(const char *path, char stem[600])
{
	const char *at = strstr(path, "tracksys-kinect");
	const char *end = strstr(path, "_motion.tsv");
	char file[700];

	ck_assert(at && end);
	snprintf(stem, 600, "%.*stracksys-ref%.*s", (int)(at - path), path,
		 (int)(end - at - 15), at + 15);
	snprintf(file, sizeof(file), "%s_motion.tsv", stem);
	return access(file, F_OK) == 0;
}

/* The repetition that shares most of its time with an event; NULL: none. */
static const struct gn_rep *rep_in(const struct gn_event *e)
{
	const struct gn_rep *best = NULL;
	int64_t most = e->duration_ns / 2;

	for (size_t i = 0; i < result.n_reps; i++) {
		const struct gn_rep *r = &result.reps[i];
		int64_t a = r->start_ns > e->onset_ns ? r->start_ns
						      : e->onset_ns;
		int64_t b = e->onset_ns + e->duration_ns;

		b = r->end_ns < b ? r->end_ns : b;
		if (b - a > most) {
			most = b - a;
			best = r;
		}
	}
	return best;
}

/* Least to greatest of a column within the event, deg; NAN: not there. */
static double range_in(const struct optical *o, const char *column,
		       const struct gn_event *e)
{
	size_t c = optical_column(o, column), t = optical_column(o, "latency");
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < o->n; i++) {
		double at = 1e9 * optical_at(o, i, t) - (double)e->onset_ns;

		if (at < 0 || at > (double)e->duration_ns)
			continue;
		low = fmin(low, optical_at(o, i, c));
		high = fmax(high, optical_at(o, i, c));
	}
	return high >= low ? high - low : NAN;
}

static void compare_knees(const char *path, const struct gn_event *ev,
			  size_t n)
{
	struct optical o;
	char stem[600];

	if (!reference_of(path, stem))
		return;
	optical_open(&o, stem);
	for (size_t i = 0; i < n; i++) {
		const struct gn_rep *r = rep_in(&ev[i]);
		char column[16];
		double ref;
		float sd;

		if (!r || strncmp(r->rom_of, "knee_flexion_", 13))
			continue;
		snprintf(column, sizeof(column), "knee_%c_x", r->rom_of[13]);
		ref = range_in(&o, column, &ev[i]);
		ck_assert_uint_lt(n_errors, REPS);
		if (!isfinite(ref))
			continue;
		ref = fabs((double)r->rom_rad * DEG - ref);
		error_deg[n_errors++] = ref;
		n_covered += ref <= 1.96 * DEG * (double)r->rom_sd_rad;
		/* the angle by that name is stated as unsurely */
		sd = r->angle[gn_angle_find(r->rom_of)].sd_rad;
		if (!isnan(sd))
			ck_assert_float_eq_tol(sd, r->rom_sd_rad, 0.02f);
	}
	optical_close(&o);
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * Measured: 28 of 30 exact, all within 1 (the lunges of which the camera lost
 * the hidden leg); knee 5.7 deg,
 * without lunges 4.8.
 */
START_TEST(counts_and_knees)
{
	const char *dir = files_data();
	char **paths = NULL, path[600];
	size_t n = 0, exact = 0, near = 0;
	struct gn_diag why;

	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s/ds-uiprmd", dir);
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, &why), GN_OK);
	ck_assert_int_eq(gn_recordings_find(path, &paths, &n, &why), GN_OK);
	ck_assert_uint_ge(n, 10);
	for (size_t i = 0; i < n; i++) {
		struct gn_event *ev = NULL;
		size_t n_ev = 0, off;

		ck_assert_msg(!gn_analyse(&result, paths[i], cat, NULL, NULL,
					  &why), "%s", why.text);
		ck_assert_int_eq(gn_events_load(paths[i], &ev, &n_ev, &why),
				 GN_OK);
		off = result.n_reps > n_ev ? result.n_reps - n_ev
					   : n_ev - result.n_reps;
		exact += off == 0;
		near += off <= 1;
		compare_knees(paths[i], ev, n_ev);
		free(ev);
		gn_result_free(&result);
	}
	gn_paths_free(paths, n);
	gn_catalogue_free(cat);
	ck_assert_msg(100 * exact >= 85 * n, "%zu of %zu exact", exact, n);
	ck_assert_msg(100 * near >= 95 * n, "%zu of %zu within 1", near, n);
	ck_assert_uint_gt(n_errors, 60);
	qsort(error_deg, n_errors, sizeof(*error_deg), ascending);
	ck_assert_double_le(error_deg[n_errors / 2], 6.0);
	ck_assert_msg(100 * n_covered >= 92 * n_errors, "%zu of %zu covered",
		      n_covered, n_errors);
}
END_TEST

Suite *suite_skeleton_real(void)
{
	Suite *s = suite_create("skeleton_real");
	TCase *c = tcase_create("real");

	tcase_add_test(c, counts_and_knees);
	tcase_set_timeout(c, 120);
	suite_add_tcase(s, c);
	return s;
}
