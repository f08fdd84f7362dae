/* SPDX-License-Identifier: MIT */
#include "gonio/form_target.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* In order of time in a repetition; phase is an index of tempo_s. */
static const struct {
	enum gn_form_kind kind;
	enum gn_form_of   of_kind;
	const char       *of;
	int               phase;
	const char       *cue;
} rules[GN_FORM_TARGET_RULES] = {
	{ GN_FORM_FAST, GN_OF_TIME, "eccentric", 0,
	  "Lower as slowly as prescribed." },
	{ GN_FORM_SLOW, GN_OF_TIME, "eccentric", 0,
	  "Lower as fast as prescribed." },
	{ GN_FORM_PAUSE, GN_OF_PAUSE, "", 1,
	  "Pause at the turn as prescribed." },
	{ GN_FORM_FAST, GN_OF_TIME, "concentric", 2,
	  "Lift as slowly as prescribed." },
	{ GN_FORM_SLOW, GN_OF_TIME, "concentric", 2,
	  "Lift as fast as prescribed." },
	{ GN_FORM_PAUSE, GN_OF_PAUSE, "", 3,
	  "Pause before the next as prescribed." },
	{ GN_FORM_RANGE, GN_OF_ANGLE, "", 0, "As far as prescribed." },
	{ GN_FORM_STOP, GN_OF_SET, "", 0, "Finish the set, or tell "
	  "why not." },
};

const struct gn_form_target *gn_form_target_of(const struct gn_form_plan *p,
					       enum gn_side side)
{
	return p && p->of[side] ? &p->target[p->of[side] - 1] : NULL;
}

int gn_form_is(const char *name, const char *of)
{
	size_t n = strlen(of);

	return !strncmp(name, of, n) &&
	       (!name[n] || !strcmp(name + n, "_l") || !strcmp(name + n, "_r"));
}

/* The range is of an angle, or of what the repetitions were counted on. */
static void name_range(const struct gn_form_target *t,
		       struct gn_form_rule *out)
{
	if (!strncmp(t->rom_of, "tilt ", 5))
		out->of_kind = GN_OF_SELF;
	snprintf(out->of, sizeof(out->of), "%s", t->rom_of);
}

/* NAN or not above 0: nothing is prescribed. */
static float limit_of(const struct gn_form_target *t, size_t k)
{
	const float tempo = t->tempo_s[rules[k].phase];

	switch (rules[k].kind) {
	case GN_FORM_SLOW:  return tempo > 0.0f ? tempo + t->within_s : NAN;
	case GN_FORM_RANGE: return t->rom_rad;
	case GN_FORM_STOP:  return (float)t->reps;
	default:            return tempo - t->within_s;
	}
}

int gn_form_target_rule(const struct gn_form_target *t, size_t k,
			enum gn_phase first, struct gn_form_rule *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = rules[k].kind;
	out->of_kind = rules[k].of_kind;
	out->against = GN_AGAINST_TARGET;
	out->limit = limit_of(t, k);
	snprintf(out->of, sizeof(out->of), "%s", rules[k].of);
	snprintf(out->cue, sizeof(out->cue), "%s", rules[k].cue);
	if (out->kind == GN_FORM_RANGE)
		name_range(t, out);
	/* the turn comes after the half that is first */
	if (out->kind == GN_FORM_PAUSE)
		snprintf(out->of, sizeof(out->of), "%s",
			 (rules[k].phase == 1) ==
			 (first == GN_PHASE_ECCENTRIC) ? "turn" : "end");
	return out->limit > 0.0f;
}
