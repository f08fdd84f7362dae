/* SPDX-License-Identifier: MIT */
#include "analyse.h"

#include <stdlib.h>
#include <string.h>

#include "analyse_warn.h"
#include "gonio/driver.h"
#include "gonio/session.h"

#define BLOCK 256
#define TIMEOUT_MS 1000

struct analysis {
	struct gn_source      *src;
	struct gn_session     *session;
	struct gn_units_check *units;
	struct gn_diag        *why;
};

/*
 * The array with room for one more after its n. It doubles, and so it is full
 * exactly when n is 0 or a power of two. NULL: out of memory, and the array
 * stays as it was.
 */
static void *grow(void *array, size_t n, size_t size)
{
	if (n & (n - 1))
		return array;
	return realloc(array, (n ? 2 * n : 1) * size);
}

static int add_rep(struct gn_result *r, const struct gn_rep *rep)
{
	struct gn_rep *a = grow(r->reps, r->n_reps, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->reps = a;
	a[r->n_reps++] = *rep;
	return GN_OK;
}

static int add_set(struct gn_result *r, const struct gn_set *set)
{
	struct gn_set *a = grow(r->sets, r->n_sets, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->sets = a;
	a[r->n_sets++] = *set;
	return GN_OK;
}

static int add_reject(struct gn_result *r, const struct gn_reject *reject)
{
	struct gn_reject *a = grow(r->rejected, r->n_rejected, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->rejected = a;
	a[r->n_rejected++] = *reject;
	return GN_OK;
}

/* Take what the session has to tell so far. */
static int collect(struct analysis *a, struct gn_result *r)
{
	struct gn_session_event ev;
	int err = GN_OK;

	while (!err && gn_session_next(a->session, &ev)) {
		switch (ev.kind) {
		case GN_EV_REP:
			err = add_rep(r, &ev.u.rep);
			break;
		case GN_EV_SET:
			err = add_set(r, &ev.u.set);
			break;
		case GN_EV_REJECT:
			err = add_reject(r, &ev.u.reject);
			break;
		case GN_EV_REVISE:      /* only with provisional ones */
			break;
		}
	}
	return err;
}

/* Every sample of the source through the session. */
static int run(struct analysis *a, struct gn_result *r)
{
	struct gn_sample block[BLOCK];
	int n, err;

	for (;;) {
		n = gn_source_read(a->src, block, BLOCK, TIMEOUT_MS, a->why);
		if (n < 0)
			break;
		gn_units_push(a->units, block, (size_t)n);
		err = gn_session_push(a->session, block, (size_t)n);
		if (!err)
			err = collect(a, r);
		if (err)
			return gn_diag_set(a->why, err, "%s: %s", r->recording,
					   gn_strerror(err));
	}
	if (n != GN_EOF)
		return n;
	gn_session_flush(a->session);
	err = collect(a, r);
	if (err)
		gn_diag_set(a->why, err, "%s: %s", r->recording,
			    gn_strerror(err));
	return err;
}

/* The catalogue's entry for a name, "general" with a warning for others. */
static int choose(struct gn_result *r, const struct gn_catalogue *cat,
		  const char *name)
{
	const char *near;

	r->exercise = *name ? gn_catalogue_find(cat, name) : NULL;
	if (r->exercise)
		return GN_OK;
	r->exercise = gn_catalogue_find(cat, "general");
	if (!*name)
		return gn_warn(r, GN_WARN_EXERCISE, "the recording names no "
			       "exercise; scored as general");
	near = gn_catalogue_nearest(cat, name);
	return gn_warn(r, GN_WARN_EXERCISE, "'%.60s' is no exercise of the "
		       "catalogue%s%s; scored as general", name,
		       near ? ", nearest is " : "", near ? near : "");
}

static int start(struct analysis *a, struct gn_result *r, const char *path,
		 const struct gn_catalogue *cat, const char *exercise)
{
	const struct gn_recording_info *info;
	struct gn_session_params p = { 0 };
	int err;

	err = gn_source_open(&a->src, path, a->why);
	if (err)
		return err;
	info = gn_source_info(a->src);
	err = gn_result_init(r, info, path);
	if (!err)
		err = choose(r, cat, exercise ? exercise : info->task);
	if (err)
		goto out;
	a->units = calloc(1, sizeof(*a->units));
	err = a->units ? gn_units_init(a->units, info->sensors,
				       info->n_sensors) : GN_ENOMEM;
	if (err)
		goto out;
	p.sensors = info->sensors;
	p.n_sensors = info->n_sensors;
	p.exercise = r->exercise;
	err = gn_session_create(&a->session, &p);
out:
	if (err)
		gn_diag_set(a->why, err, "%s: %s", path, gn_strerror(err));
	return err;
}

static int finish(struct analysis *a, struct gn_result *r)
{
	int err;

	for (size_t i = 0; i < r->n_sensors; i++)
		gn_session_quality(a->session, i, &r->quality[i]);
	r->n_cuts = gn_session_cuts(a->session);
	err = gn_warn_units(r, a->units, a->why);
	if (err)
		return err;
	err = gn_warn_quality(r);
	if (!err)
		err = gn_source_hash(a->src, r->input_sha256);
	if (err)
		gn_diag_set(a->why, err, "%s: %s", r->recording,
			    gn_strerror(err));
	return err;
}

int gn_analyse(struct gn_result *out, const char *path,
	       const struct gn_catalogue *cat, const char *exercise,
	       struct gn_diag *why)
{
	struct analysis a = { .why = why };
	int err;

	memset(out, 0, sizeof(*out));
	err = start(&a, out, path, cat, exercise);
	if (!err)
		err = run(&a, out);
	if (!err)
		err = finish(&a, out);
	if (err)
		gn_result_free(out);
	free(a.units);
	gn_session_destroy(a.session);
	gn_source_close(a.src);
	return err;
}
