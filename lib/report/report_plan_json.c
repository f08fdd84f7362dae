/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "gonio/report_plan.h"
#include "report_priv.h"

/* null where it is not known */
static json_t *number(double v, double scale)
{
	return isfinite(v) ? json_real(rint(v * scale) / scale) : json_null();
}

static json_t *degrees(float rad)
{
	return number((double)rad * GN_DEG_PER_RAD, 10);
}

static json_t *side_json(enum gn_side side)
{
	return side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT ||
	       side == GN_SIDE_BOTH ? json_string(gn_side_name(side))
				    : json_null();
}

static json_t *tempo_json(const struct gn_plan_item *i,
			  const struct gn_done *d)
{
	static const char *const phase[4] = { "eccentric", "pause_1",
					      "concentric", "pause_2" };
	json_t *list;

	if (!isfinite(i->tempo_s[0]))
		return json_null();
	list = json_array();
	for (int k = 0; k < 4; k++) {
		const struct gn_phase_kept *t = &d->tempo[k];

		json_array_append_new(list, json_pack(
			"{ss so so si si si si}", "phase", phase[k],
			"prescribed_s", number((double)i->tempo_s[k], 100),
			"mean_s", number((double)t->mean_s, 100),
			"known", (int)t->n, "kept", (int)t->kept,
			"short", (int)t->fast, "long", (int)t->slow));
	}
	return list;
}

static json_t *range_json(const struct gn_plan_item *i,
			  const struct gn_done *d)
{
	static const char *const verdict[] = {
		[GN_REACH_UNKNOWN] = "not_assessed",
		[GN_REACH_SHORT] = "below", [GN_REACH_WITHIN] = "within",
		[GN_REACH_MET] = "above",
	};

	if (!isfinite(i->rom_rad))
		return json_null();
	return json_pack("{ss so so so si si ss ss}", "of", i->rom_of,
			 "target_deg", degrees(i->rom_rad),
			 "mean_deg", degrees(d->rom_rad),
			 "sd_deg", degrees(d->rom_sd_rad),
			 "known", (int)d->rom_n, "short", (int)d->rom_short,
			 "verdict", verdict[d->reach],
			 "recording_gives", d->rom_seen);
}

static json_t *rejected_json(const struct gn_done *d)
{
	json_t *list = json_array();

	for (int k = 0; k < GN_REJ_COUNT; k++)
		if (d->rejected[k])
			json_array_append_new(list, json_pack("{ss si}",
				"reason", gn_reject_text(
					(enum gn_reject_reason)k),
				"n", (int)d->rejected[k]));
	return list;
}

static json_t *item_json(const struct gn_plan_item *i,
			 const struct gn_done *d)
{
	return json_pack("{ss so ss so si si si so si si si si si so so so"
			 " so}",
		"exercise", i->exercise, "side", side_json(i->side),
		"kind", gn_plan_kind_name(i->kind),
		"load_kg", number((double)i->load_kg, 100),
		"sets_prescribed", (int)i->sets,
		"reps_prescribed", (int)i->reps,
		"recordings", (int)d->recordings,
		"hold_s_prescribed", number((double)i->hold_s, 100),
		"sets", (int)d->sets, "sets_whole", (int)d->whole,
		"attempted", (int)d->attempted, "partial", (int)d->partial,
		"full", (int)d->full, "rejected", rejected_json(d),
		"tempo", tempo_json(i, d), "rom", range_json(i, d),
		"longest_hold_s", number((double)d->longest_s, 100));
}

static json_t *day_json(const struct gn_plan *p, const struct gn_plan_day *d)
{
	json_t *items = json_array(), *extra = json_array();
	char text[GN_DAY_TEXT] = "";

	if (d->dated)
		gn_day_text(d->day, text);
	for (size_t k = 0; k < p->n; k++)
		json_array_append_new(items, item_json(&p->item[k],
						       &d->done[k]));
	for (size_t k = 0; k < d->n_extra; k++)
		json_array_append_new(extra, json_pack("{ss so si}",
			"exercise", d->extra[k].exercise,
			"side", side_json(d->extra[k].side),
			"reps", (int)d->extra[k].reps));
	return json_pack("{so ss so so si so}", "date", d->dated ?
			 json_string(text) : json_null(),
			 "session", d->session, "exercises", items,
			 "not_in_plan", extra, "not_in_plan_unlisted",
			 (int)d->unlisted, "steps", d->walks ?
			 json_integer(d->steps) : json_null());
}

int gn_report_plan_json(const struct gn_plan *p,
			const struct gn_plan_day *day, size_t n, FILE *to)
{
	json_t *days = json_array(), *all;
	int err = GN_ENOMEM;

	for (size_t k = 0; k < n; k++)
		json_array_append_new(days, day_json(p, &day[k]));
	all = json_pack("{ss ss so}", "schema", "gonio.plan/1", "patient",
			p->patient, "days", days);
	if (all && !json_dumpf(all, to, JSON_COMPACT | JSON_REAL_PRECISION(9)))
		err = GN_OK;
	json_decref(all);
	fputc('\n', to);
	return err ? err : gn_report_end(to);
}
