/* SPDX-License-Identifier: MIT */
#include "view_sensors.h"

#include <math.h>
#include <stdio.h>

#define LOST_BAD 0.05           /* ours: more than that is shown as bad */
#define BATTERY_BAD 15          /* ours, percent */

static const char *state_text(enum gn_view_sensor_state state)
{
	switch (state) {
	case GN_VIEW_WAITING:   return "waiting";
	case GN_VIEW_STREAMING: return "streaming";
	case GN_VIEW_SILENT:    return "silent";
	case GN_VIEW_GONE:      return "gone";
	}
	return "?";
}

static int in_trouble(const struct gn_view_sensor *s)
{
	return s->state == GN_VIEW_SILENT || s->state == GN_VIEW_GONE ||
	       s->lost > LOST_BAD || s->battery_pct < BATTERY_BAD;
}

/* One sensor, or for NULL the heading. */
static void put_one(struct gn_grid *g, int row,
		    const struct gn_view_sensor *s)
{
	static const struct {
		const char *head;
		int width;
	} column[] = {
		{ "rate Hz", 11 }, { "lost %", 7 }, { "battery %", 10 },
		{ "clock ppm", 10 }
	};
	struct gn_grid_at at = gn_grid_row(g, row);
	char rate[48], nominal[48], x[4][100];

	if (s) {
		snprintf(x[0], sizeof(x[0]), "%s/%s",
			 gn_grid_number(rate, sizeof(rate), s->rate_hz,
					s->rate_hz < 1000),
			 gn_grid_number(nominal, sizeof(nominal),
					s->nominal_hz, 0));
		gn_grid_number(x[1], sizeof(x[1]), 100 * s->lost, 1);
		gn_grid_number(x[2], sizeof(x[2]), s->battery_pct, 0);
		gn_grid_number(x[3], sizeof(x[3]), s->drift_ppm, 0);
		at.attr = in_trouble(s) ? GN_GRID_BAD :
			  s->state == GN_VIEW_STREAMING ? GN_GRID_GOOD :
			  GN_GRID_PLAIN;
	}
	at.col = 1;
	at.end = 12;
	gn_grid_put(&at, "%s", s ? s->name : "sensor");
	at.col = 13;
	at.end = g->cols;
	gn_grid_put(&at, "%s", s ? state_text(s->state) : "state");
	at.col = 22;
	for (int i = 0; i < 4; i++)
		gn_grid_put_right(&at, column[i].width,
				  s ? x[i] : column[i].head);
}

/* Those in trouble first if there is no room for all. */
static void put_list(struct gn_grid *g, int row, int rows,
		     const struct gn_view_state *v)
{
	int all = (int)v->n_sensors < rows, end = row + rows;
	int left = (int)v->n_sensors;
	struct gn_grid_at at;

	put_one(g, row++, NULL);
	for (int round = all; round < 2; round++) {
		for (size_t i = 0; i < v->n_sensors; i++) {
			const struct gn_view_sensor *s = &v->sensor[i];

			if (!all && in_trouble(s) == round)
				continue;
			if (row == end - !all)
				break;
			put_one(g, row++, s);
			left--;
		}
	}
	at = gn_grid_row(g, row);
	at.col = 1;
	if (left)
		gn_grid_put(&at, "and %d more", left);
}

static void put_joined(struct gn_grid *g, int row,
		       const struct gn_view_state *v)
{
	struct gn_grid_at at = gn_grid_row(g, row);
	size_t streaming = 0;

	for (size_t i = 0; i < v->n_sensors; i++)
		streaming += v->sensor[i].state == GN_VIEW_STREAMING;
	at.col = 1;
	gn_grid_put(&at, "sensors %zu of %zu", streaming, v->n_sensors);
	at.attr = GN_GRID_BAD;
	for (size_t i = 0; i < v->n_sensors; i++)
		if (in_trouble(&v->sensor[i]))
			gn_grid_put(&at, " %s", v->sensor[i].name);
}

void gn_view_put_sensors(struct gn_grid *g, int row, int rows,
			 const struct gn_view_state *v)
{
	if (rows > 1)
		put_list(g, row, rows, v);
	else if (rows == 1)
		put_joined(g, row, v);
}
