/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"
#include "sidecar.h"
#include "text.h"

/* Load the file beside a motion.tsv; that it lacks is an error here. */
static int load_beside(const char *path, const char *ending, char **text,
		       size_t *len, char name[GN_PATH_MAX],
		       struct gn_diag *why)
{
	int err = gn_bids_beside(path, ending, name);

	if (err)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: the path is too long", path);
	err = gn_text_load(name, text, len, why);
	if (err == GN_ENOENT)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: is missing; a motion.tsv needs it "
				   "beside it", name);
	return err;
}

static int load_sidecars(struct gn_table *t, const char *path,
			 struct gn_diag *why)
{
	struct gn_motion_json json;
	char name[GN_PATH_MAX], *text = NULL;
	size_t len;
	int err;

	err = load_beside(path, "_channels.tsv", &text, &len, name, why);
	if (err)
		return err;
	err = gn_channels_parse(text, len, name, &t->layout, why);
	free(text);
	if (err)
		return err;
	err = load_beside(path, "_motion.json", &text, &len, name, why);
	if (err)
		return err;
	err = gn_motion_json_parse(text, len, name, &json, why);
	free(text);
	if (err)
		return err;
	t->rate_hz = json.rate_hz;
	memcpy(t->task, json.task, sizeof(t->task));
	return GN_OK;
}

/* Off by this factor a time column's unit is wrong, not its rate. */
#define STEP_FACTOR 100.0

/*
 * Do the stamps step as the rate says? Bursts make the median step small, gaps
 * the mean one large: only both together tell of a wrong unit.
 */
static int check_steps(struct gn_table *t, struct gn_diag *why)
{
	struct gn_steps steps;
	double a, b;

	if (t->layout.time_col < 0)
		return GN_OK;
	gn_rows_steps(&t->rows, &t->layout, t->v, &steps);
	a = steps.median * 1e-9 * t->rate_hz;
	b = steps.mean * 1e-9 * t->rate_hz;
	if (!(a > 0) || ((a < STEP_FACTOR || b < STEP_FACTOR) &&
			 (a > 1 / STEP_FACTOR || b > 1 / STEP_FACTOR)))
		return GN_OK;
	return gn_diag_set(why, GN_EUNITS,
			   "%s: LATENCY steps by %g s but SamplingFrequency is "
			   "%g Hz; correct one's unit in channels.tsv or "
			   "motion.json", t->rows.path, steps.median * 1e-9,
			   t->rate_hz);
}

static int take_row(struct gn_table *t, struct gn_diag *why)
{
	free(t->v);
	t->v = calloc(t->layout.n_cols + 1, sizeof(*t->v));
	return t->v ? GN_OK : gn_diag_set(why, GN_ENOMEM,
					  "%s: out of memory", t->rows.path);
}

/* Positions: the table's sensors are those that they stand for. */
static int open_camera(struct gn_table *t, struct gn_diag *why)
{
	if (gn_camera_create(&t->camera, &t->layout, t->rate_hz))
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   t->rows.path);
	return t->camera ? take_row(t, why) : GN_OK;
}

int gn_table_open_bids(struct gn_table *t, const char *path,
		       struct gn_diag *why)
{
	int err;

	memset(t, 0, sizeof(*t));
	err = gn_rows_open(&t->rows, path, why);
	if (err)
		return err;
	err = load_sidecars(t, path, why);
	if (err)
		goto out;
	err = take_row(t, why);
	if (!err)
		err = check_steps(t, why);
	if (!err && t->layout.has_points)
		err = open_camera(t, why);
out:
	if (err)
		gn_table_close(t);
	return err;
}

void gn_table_close(struct gn_table *t)
{
	gn_rows_close(&t->rows);
	gn_camera_free(t->camera);
	gn_fused_free(t->fused);
	t->camera = NULL;
	t->fused = NULL;
	free(t->cwa);
	t->cwa = NULL;
	gn_opal_close(t->opal);
	t->opal = NULL;
	free(t->v);
	t->v = NULL;
}

int gn_table_open_opal(struct gn_table *t, const char *path,
		       const struct gn_opal_sensor *sensor, int is_first,
		       struct gn_diag *why)
{
	int err = GN_OK;

	memset(t, 0, sizeof(*t));
	snprintf(t->rows.path, sizeof(t->rows.path), "%s", path);
	if (is_first)
		err = gn_rows_open(&t->rows, path, why);
	if (!err)
		err = gn_opal_open(&t->opal, path, sensor, &t->layout,
				   &t->rate_hz, why);
	if (!err)
		err = take_row(t, why);
	if (err)
		gn_table_close(t);
	return err;
}

/* The next row; behind the last one the bytes of the file pass, for the hash:
 * libhdf5 reads them in an order of its own. */
static int next_opal(struct gn_table *t)
{
	int ret = gn_opal_next(t->opal, t->v, &t->t_ns, &t->why);

	while (ret == GN_EOF && t->rows.buf && !t->rows.eof) {
		int err;

		t->rows.pos = t->rows.end;
		err = gn_rows_bytes(&t->rows, GN_ROWS_BUF, &t->why);
		if (err)
			return err;
	}
	return ret;
}

/* A counter that starts again goes on where it was. */
static int64_t unwrap(struct gn_table_clock *c, int64_t t_ns)
{
	if (c->tick_ns > 0)
		t_ns = llround((double)t_ns * c->tick_ns);
	if (!c->wrap_ns)
		return t_ns;
	t_ns += c->base_ns;
	if (t_ns < c->last_ns - c->wrap_ns / 2) {
		t_ns += c->wrap_ns;
		c->base_ns += c->wrap_ns;
	}
	c->last_ns = t_ns;
	return t_ns;
}

/* The next row of the file, by its own layout. */
static int next_row(struct gn_table *t, const struct gn_layout *l, double *v,
		    int64_t *t_ns)
{
	int ret = gn_rows_next(&t->rows, l, v, t_ns, &t->why);

	if (ret < 0)
		return ret;
	if (l->time_col < 0)
		*t_ns = llround((double)t->row * 1e9 / t->rate_hz);
	else
		*t_ns = unwrap(&t->clock, *t_ns);
	t->row++;
	return ret;
}

/* What orientations say, a row behind the file. */
static int next_fused(struct gn_table *t)
{
	struct gn_fused *f = t->fused;
	int64_t now_ns;
	int ret;

	while (!t->drained) {
		ret = next_row(t, &f->layout, f->v, &now_ns);
		if (ret < 0)
			t->drained = ret;
		else if (gn_fused_push(f, now_ns, t->v, &t->t_ns))
			return 1;
	}
	return gn_fused_flush(f, t->v, &t->t_ns) ? 1 : t->drained;
}

void gn_table_advance(struct gn_table *t)
{
	int ret;

	t->next = 0;
	if (t->camera)
		ret = gn_camera_next(t->camera, &t->rows, t->v, &t->t_ns,
				     &t->why);
	else if (t->fused)
		ret = next_fused(t);
	else if (t->cwa)
		ret = gn_cwa_next(t->cwa, &t->rows, t->v, &t->t_ns, &t->why);
	else if (t->opal)
		ret = next_opal(t);
	else
		ret = next_row(t, &t->layout, t->v, &t->t_ns);
	if (ret < 0)
		t->ended = ret;
}
