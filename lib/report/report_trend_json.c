/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>

#include "gonio/day.h"
#include "gonio/report_trend.h"
#include "report_priv.h"
#include "report_trend_priv.h"

/* In the unit's own, to a hundredth of what people read; null: not known. */
static json_t *number(const struct gn_series *s, double v)
{
	double scale = pow(10, 2 + gn_report_decimals(s->unit));

	v *= gn_report_scale(s->unit);
	return isfinite(v) ? json_real(rint(v * scale) / scale) : json_null();
}

static json_t *change_json(enum gn_change c)
{
	return c == GN_CHANGE_UNKNOWN ? json_null() :
	       json_boolean(c == GN_CHANGE_BEYOND);
}

static json_t *week_json(const struct gn_series *s,
			 const struct gn_trend_reading *r)
{
	if (!isfinite(r->value))
		return json_null();
	return json_pack("{sf so so}", "at_days", r->at_days, "value",
			 number(s, r->value), "changed",
			 change_json(r->change));
}

static json_t *fall_json(const struct gn_series_set *set,
			 const struct gn_series *s)
{
	char text[256];

	if (gn_report_fall(set, s, text, sizeof(text)))
		return json_null();
	return json_pack("{ss so so ss}", "kind",
			 s->fall.kind == GN_FALL_SUDDEN ? "sudden" :
			 "gradual", "drop", number(s, s->fall.drop), "mdc95",
			 number(s, s->fall.mdc), "text", text);
}

static json_t *series_json(const struct gn_progress *p,
			   const struct gn_series *s)
{
	static const char *const from[] = {
		[GN_SEM_NONE] = NULL, [GN_SEM_WITHIN] = "within_sessions",
		[GN_SEM_SESSIONS] = "between_sessions",
	};
	const struct gn_trend *t = &s->trend;
	double week = p->day ? 7 : 1;

	return json_pack("{ss ss ss ss si so so so so so ss? so so so so so "
			 "so so}",
		"exercise", s->exercise, "measure", s->measure,
		"unit", gn_report_unit(s->unit),
		"side", s->side == GN_SIDE_UNKNOWN ? "unknown" :
			gn_side_name(s->side),
		"sessions", (int)t->n,
		"baseline", number(s, t->first), "latest", number(s, t->last),
		"change", number(s, t->n > 1 ? t->last - t->first : NAN),
		"sem", number(s, t->sem), "mdc95", number(s, t->mdc),
		"sem_from", from[t->from], "changed", change_json(t->change),
		"slope", number(s, t->line.slope * week),
		"slope_low", number(s, t->line.low * week),
		"slope_high", number(s, t->line.high * week),
		"week_4", week_json(s, &t->week4),
		"week_8", week_json(s, &t->week8),
		"fall", s->watched && s->fall.kind != GN_FALL_UNKNOWN ?
			fall_json(p->set, s) : json_string("not_assessed"));
}

int gn_report_trend_json(const struct gn_progress *p, FILE *to)
{
	json_t *days = json_array(), *list = json_array(), *all;
	char text[GN_DAY_TEXT];
	int err = GN_ENOMEM;

	for (size_t k = 0; p->day && k < p->set->n_sessions; k++) {
		gn_day_text(p->day[k], text);
		json_array_append_new(days, json_string(text));
	}
	for (size_t i = 0; i < p->set->n; i++)
		json_array_append_new(list, series_json(p, &p->set->s[i]));
	all = json_pack("{ss ss si so ss si so so}", "schema", "gonio.trend/1",
			"patient", p->patient, "sessions",
			(int)p->set->n_sessions, "dates", days, "slope_per",
			p->day ? "week" : "session", "unnamed",
			(int)p->n_unnamed, "measures", list, "sides", p->sides ?
			gn_report_over_json(p->sides) : json_array());
	if (all && !json_dumpf(all, to, JSON_COMPACT | JSON_REAL_PRECISION(9)))
		err = GN_OK;
	json_decref(all);
	fputc('\n', to);
	return err ? err : gn_report_end(to);
}
