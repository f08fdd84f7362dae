/* SPDX-License-Identifier: MIT */
/* What was done of what is prescribed, in sentences. */
#include "page_out.h"

#include <math.h>
#include <string.h>

/* The exercise, and the side if one is prescribed. */
static const char *name_of(const struct gn_page_out *o, char out[GN_LINE],
			   const struct gn_plan_item *i)
{
	char plain[GN_LINE];

	gn_page_title_of(o, plain, i->exercise);
	if (i->side != GN_SIDE_LEFT && i->side != GN_SIDE_RIGHT)
		return gn_page_fill(out, "%s", plain);
	return gn_page_fill(out, gn_page_say(o, i->side == GN_SIDE_LEFT ?
					     N_("%s, left") :
					     N_("%s, right")), plain);
}

static void put_tempo(struct gn_page_out *o, const char *name,
		      const struct gn_plan_item *i, const struct gn_done *d)
{
	const uint32_t kept = d->attempted - d->tempo_reps;
	char t[4][GN_NUMBER_SIZE];

	if (!isfinite(i->tempo_s[0]) || !d->attempted)
		return;
	for (int k = 0; k < 4; k++)
		gn_page_number(o, t[k], (double)i->tempo_s[k], 1);
	gn_page_line(o, d->tempo_reps ? GN_TONE_FAULT : GN_TONE_PLAIN,
		     gn_page_say(o,
		"%1$s: the prescribed tempo (%2$s s lowering, %3$s s pause, "
		"%4$s s lifting, %5$s s pause) was kept in %6$u of %7$u "
		"repetitions."), name, t[0], t[1], t[2], t[3], (unsigned)kept,
		(unsigned)d->attempted);
}

static void put_range(struct gn_page_out *o, const char *name,
		      const struct gn_plan_item *i, const struct gn_done *d)
{
	static const char *const reach[] = {
		[GN_REACH_UNKNOWN] = N_("%1$s: the target of %4$s degrees "
			"(%2$s) was not assessed."),
		[GN_REACH_SHORT] = N_("%1$s: %3$s degrees on average (%2$s), "
			"below the target of %4$s."),
		[GN_REACH_WITHIN] = N_("%1$s: %3$s degrees on average (%2$s), "
			"at the target of %4$s as far as can be measured."),
		[GN_REACH_MET] = N_("%1$s: %3$s degrees on average (%2$s), "
			"above the target of %4$s."),
	};
	char of[GN_LINE], t[2][GN_NUMBER_SIZE];

	if (!isfinite(i->rom_rad) || !d->attempted)
		return;
	gn_page_line(o, d->reach == GN_REACH_UNKNOWN ? GN_TONE_UNKNOWN :
		     d->reach == GN_REACH_SHORT ? GN_TONE_FAULT :
		     GN_TONE_PLAIN, gn_page_say(o, reach[d->reach]), name,
		     gn_page_name(o, of, i->rom_of),
		     gn_page_number(o, t[0], (double)d->rom_rad *
				    GN_DEG_PER_RAD, 0),
		     gn_page_number(o, t[1], (double)i->rom_rad *
				    GN_DEG_PER_RAD, 0));
}

static void put_holds(struct gn_page_out *o, const char *name,
		      const struct gn_plan_item *i, const struct gn_done *d)
{
	char t[2][GN_NUMBER_SIZE];

	gn_page_line(o, d->whole < i->sets ? GN_TONE_FAULT : GN_TONE_PLAIN,
		gn_page_say(o, "%1$s: held for %2$s s %3$u of %4$u prescribed "
		"times; the longest was %5$s s."), name,
		gn_page_number(o, t[0], (double)i->hold_s, 0),
		(unsigned)d->whole, (unsigned)i->sets,
		gn_page_number(o, t[1], (double)d->longest_s, 1));
}

static void put_steps(struct gn_page_out *o, const struct gn_plan *p,
		      const struct gn_plan_day *d)
{
	if (p->steps_per_day && d->walks)
		gn_page_line(o, d->steps < p->steps_per_day ? GN_TONE_FAULT :
			     GN_TONE_PLAIN, gn_page_say(o,
			"%1$u steps were recorded; %2$u a day are "
			"prescribed."), (unsigned)d->steps,
			(unsigned)p->steps_per_day);
}

static void put_item(struct gn_page_out *o, const struct gn_plan_item *i,
		     const struct gn_done *d)
{
	const unsigned all = i->sets * i->reps;
	char name[GN_LINE];

	name_of(o, name, i);
	if (!d->recordings) {
		gn_page_line(o, GN_TONE_FAULT, gn_page_say(o,
			"%s: prescribed, not done."), name);
		return;
	}
	if (!i->reps) {
		put_holds(o, name, i, d);
		return;
	}
	gn_page_line(o, d->attempted < all ? GN_TONE_FAULT : GN_TONE_PLAIN,
		gn_page_say(o, "%1$s: %2$u of %3$u prescribed repetitions, "
		"%4$u of %5$u sets whole."), name, (unsigned)d->attempted,
		all, (unsigned)d->whole, (unsigned)i->sets);
	put_tempo(o, name, i, d);
	put_range(o, name, i, d);
}

void gn_page_plan(struct gn_page_out *o)
{
	const struct gn_plan *p = o->p->plan;
	const struct gn_plan_day *d = o->p->done;

	for (size_t k = 0; k < p->n; k++)
		if (gn_report_plan_shows(p, d, k))
			put_item(o, &p->item[k], &d->done[k]);
	put_steps(o, p, d);
}

/* --- the target of a chart --- */

const struct gn_plan_item *gn_page_target(const struct gn_page_out *o,
					  const struct gn_result *r)
{
	const struct gn_plan *p = o->p->plan;

	for (size_t k = 0; p && k < p->n; k++)
		if (!strcmp(p->item[k].exercise, r->exercise->name) &&
		    isfinite(p->item[k].rom_rad))
			return &p->item[k];
	return NULL;
}
