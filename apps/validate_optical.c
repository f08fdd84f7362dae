/* SPDX-License-Identifier: MIT */
/* Ranges of joints as an optical system saw them, beside a recording. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "validate.h"

/*
 * The tracking system "ref" of the same recording, on its time: a column of
 * type LATENCY, s, and of type JNTANG, deg. Component x of a joint is its
 * flexion, y of a hip its adduction and z its rotation (as they go with what
 * the sensors see, none is documented), whatever sign and zero, so that only
 * ranges are compared.
 */
#define SEEN 0.8                /* part of a repetition that it must hold */
#define TIME GN_ANGLES          /* what a column is, if no angle */
#define NONE (GN_ANGLES + 1)

static int column_of(char *line)
{
	static const char *const joint[][3] = {
		{ "knee_", "x", "knee_flexion_" },
		{ "hip_", "x", "hip_flexion_" },
		{ "hip_", "y", "hip_adduction_" },
		{ "hip_", "z", "hip_rotation_" },
		{ "ankle_", "x", "ankle_dorsiflexion_" },
		{ "elbow_", "x", "elbow_flexion_" },
	};
	char *save = NULL, name[64];
	const char *part, *type, *point;

	(void)strtok_r(line, "\t\r\n", &save);
	part = strtok_r(NULL, "\t\r\n", &save);
	type = strtok_r(NULL, "\t\r\n", &save);
	point = strtok_r(NULL, "\t\r\n", &save);
	if (!part || !type || !point)
		return NONE;
	if (!strcmp(type, "LATENCY"))
		return TIME;
	for (size_t i = 0; i < sizeof(joint) / sizeof(joint[0]); i++) {
		size_t n = strlen(joint[i][0]);
		int a;

		if (strcmp(type, "JNTANG") || strcmp(part, joint[i][1]) ||
		    strncmp(point, joint[i][0], n))
			continue;
		snprintf(name, sizeof(name), "%s%.8s", joint[i][2], point + n);
		a = gn_angle_find(name);
		return a < 0 ? NONE : a;
	}
	return NONE;
}

/* Rows taken in so far. */
struct taken {
	struct gn_val_true *rep;        /* n, in order of time */
	size_t  n;
	size_t  k;                      /* the repetition that they are at */
	size_t  rows;                   /* of it, and when they are */
	int64_t from_ns, to_ns;
};

/* No more rows of repetition k: what is seen of it is too little? */
static void leave(struct taken *at)
{
	struct gn_val_true *r = &at->rep[at->k++];
	double whole = (double)(r->at.end_ns - r->at.start_ns);

	for (int a = 0; a < GN_ANGLES; a++)
		if ((double)(at->to_ns - at->from_ns) < SEEN * whole)
			r->least_deg[a] = r->most_deg[a] = NAN;
	at->from_ns = at->to_ns = 0;
	at->rows = 0;
}

/* Widen the repetition that holds the row; they are in order of time. */
static int widen(void *user, const double *v)
{
	struct taken *at = user;
	int64_t now = (int64_t)llround(1e9 * v[TIME]);
	struct gn_val_true *r;

	while (at->k < at->n && at->rep[at->k].at.end_ns < now)
		leave(at);
	if (at->k == at->n || at->rep[at->k].at.start_ns > now)
		return GN_OK;
	r = &at->rep[at->k];
	if (!at->rows++)
		at->from_ns = now;
	at->to_ns = now;
	for (int a = 0; a < GN_ANGLES; a++) {
		r->least_deg[a] = fmin(r->least_deg[a], v[a]);
		r->most_deg[a] = fmax(r->most_deg[a], v[a]);
	}
	return GN_OK;
}

int gn_val_optical(const char *path, struct gn_val_true *t, size_t n,
		   struct gn_diag *why)
{
	double blank[NONE + 1];
	const struct gn_val_ref reference = {
		.column = column_of, .row = widen, .blank = blank,
		.n = NONE + 1, .needed = UINT64_C(1) << TIME,
		.needs = "a channel LATENCY" };
	struct taken at = { .rep = t, .n = n };
	int err;

	for (int i = 0; i <= NONE; i++)
		blank[i] = NAN;
	err = gn_val_ref_read(&reference, &at, path, why);
	while (at.k < n)
		leave(&at);
	return err;
}
