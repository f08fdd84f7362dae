/* SPDX-License-Identifier: MIT */
#include "camera.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 6               /* of a virtual sensor: acc, gyr */

/* The columns of the virtual sensors. */
static void replace_layout(const struct gn_camera *c, struct gn_layout *l)
{
	int time_col = l->time_col;

	gn_layout_init(l);
	l->n_sensors = c->skeleton.n_segments;
	l->n_cols = COLUMNS * l->n_sensors;
	/* behind the values: that there is one is all that matters */
	l->time_col = time_col < 0 ? -1 : (int)l->n_cols;
	for (size_t i = 0; i < l->n_sensors; i++) {
		struct gn_layout_sensor *s = &l->sensors[i];

		gn_skeleton_sensor(&c->skeleton, i, &s->sensor);
		gn_layout_computed(s, COLUMNS * i, COLUMNS);
	}
}

int gn_camera_create(struct gn_camera **out, struct gn_layout *l,
		     double rate_hz)
{
	struct gn_camera *c = calloc(1, sizeof(*c));
	int n;

	*out = NULL;
	if (!c)
		return GN_ENOMEM;
	n = gn_skeleton_init(&c->skeleton, l->has_points, rate_hz);
	if (n <= 0) {
		free(c);
		return GN_OK;
	}
	c->layout = *l;
	c->rate_hz = rate_hz;
	c->v = calloc(l->n_cols + 1, sizeof(*c->v));
	if (!c->v) {
		free(c);
		return GN_ENOMEM;
	}
	replace_layout(c, l);
	*out = c;
	return GN_OK;
}

void gn_camera_free(struct gn_camera *c)
{
	if (!c)
		return;
	free(c->v);
	free(c);
}

/* Read one more row, or note the end. */
static void take_row(struct gn_camera *c, struct gn_rows *rows)
{
	float at[GN_POINT_COUNT][3];
	int64_t t_ns = 0;
	int ret = gn_rows_next(rows, &c->layout, c->v, &t_ns, &c->why);

	if (ret < 0) {
		c->ended = ret;
		gn_skeleton_flush(&c->skeleton);
		return;
	}
	if (c->layout.time_col < 0)
		t_ns = llround((double)c->row * 1e9 / c->rate_hz);
	c->row++;
	for (int p = 0; p < GN_POINT_COUNT; p++)
		for (int k = 0; c->layout.has_points >> p & 1 && k < 3; k++) {
			const struct gn_layout_point *q = &c->layout.points[p];
			double x = c->v[q->col[k]] * q->scale[k];

			/* beyond a float is beyond any room */
			at[p][k] = fabs(x) <= (double)FLT_MAX ? (float)x : NAN;
		}
	/* all that was ready was taken: late frames alone are refused, and the
	 * skeleton counts them */
	ret = gn_skeleton_push(&c->skeleton, t_ns, (const float (*)[3])at);
	(void)ret;
}

int gn_camera_next(struct gn_camera *c, struct gn_rows *rows, double *v,
		   int64_t *t_ns, struct gn_diag *why)
{
	struct gn_skeleton_out out;

	while (!gn_skeleton_next(&c->skeleton, &out)) {
		if (c->ended)
			return gn_diag_set(why, c->ended, "%s", c->why.text);
		take_row(c, rows);
	}
	*t_ns = out.t_ns;
	for (size_t i = 0; i < c->skeleton.n_segments; i++)
		for (int k = 0; k < 3; k++) {
			v[COLUMNS * i + (size_t)k] = (double)out.acc_mps2[i][k];
			v[COLUMNS * i + 3 + (size_t)k] =
				(double)out.gyr_radps[i][k];
		}
	return 1;
}
