/* SPDX-License-Identifier: MIT */
/* The setting `form` of an entry: rules of form, see gonio/form_rule.h. */
#include <stdio.h>

#include "catalogue_read.h"
#include "gonio/joint.h"

/* How far a limit of each kind of measure may go. */
#define DEG_MOST 360.0
#define TIME_MOST_S 60.0
#define SPEED_MOST_DPS 2000.0

/* An angle without its side: "knee_flexion". */
static int is_angle(const char *name)
{
	char sided[40];

	if (gn_angle_find(name) >= GN_PELVIS_TILT)
		return 1;
	snprintf(sided, sizeof(sided), "%.32s_l", name);
	return gn_angle_find(sided) >= 0;
}

static int is_place(const char *name)
{
	enum gn_side side;

	return gn_place_parse(name, &side) != GN_PLACE_UNKNOWN &&
	       side == GN_SIDE_NONE;
}

/* What the word of a rule's `of` is; 0: nothing that any rule takes. */
static unsigned kind_of(const char *of)
{
	static const char *const times[] = { "eccentric", "concentric",
					     "repetition" };

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (!strcmp(of, times[i]))
			return GN_OF_TIME;
	if (!strcmp(of, "turn") || !strcmp(of, "end"))
		return GN_OF_PAUSE;
	if (is_angle(of))
		return GN_OF_ANGLE;
	return is_place(of) ? GN_OF_PLACE : 0;
}

static int read_of(const struct reading *r, const config_setting_t *group,
		   struct gn_form_rule *f)
{
	const config_setting_t *s = config_setting_get_member(group, "of");
	unsigned takes = gn_form_takes(f->kind), kind;
	int err;

	if (takes == GN_OF_SET)
		return bad(r, group, "this rule is of a plan, not of an "
			   "exercise");
	f->of_kind = GN_OF_SELF;
	if (!s)
		return takes & GN_OF_SELF ? GN_OK :
			bad(r, group, "this rule needs `of`: an angle, a "
			    "place or a part of the repetition");
	err = read_word(r, s, f->of, sizeof(f->of));
	if (err)
		return err;
	kind = kind_of(f->of);
	if (!kind)
		return bad(r, s, "no such angle, place or part of a "
			   "repetition; write them without a side");
	if (!(kind & takes))
		return bad(r, s, "not what this rule is about");
	f->of_kind = (enum gn_form_of)kind;
	return GN_OK;
}

/* The limit's unit follows from what is measured. */
static int read_limit(const struct reading *r, const config_setting_t *s,
		      struct gn_form_rule *f)
{
	double v = 0.0, most = DEG_MOST, unit = RAD_PER_DEG;
	int err = read_number(r, s, &v);

	if (err)
		return err;
	if (f->of_kind == GN_OF_TIME || f->of_kind == GN_OF_PAUSE ||
	    f->kind == GN_FORM_UNEVEN) {
		most = TIME_MOST_S;
		unit = 1.0;
	} else if (f->kind == GN_FORM_SPEED || f->kind == GN_FORM_TREMOR) {
		most = SPEED_MOST_DPS;
	} else if (f->of_kind == GN_OF_SELF) {
		return bad(r, s, "this rule takes no limit");
	}
	if (!(v > 0.0 && v <= most))
		return bad(r, s, "out of range");
	f->limit = (float)(v * unit);
	return GN_OK;
}

static int read_origin(const struct reading *r, const config_setting_t *group,
		       struct gn_form_rule *f)
{
	static const char *const tags[] = { "V", "V2", "Vc", "V0", "M" };
	const config_setting_t *s = config_setting_get_member(group, "source");
	const config_setting_t *tag = config_setting_get_member(group,
								"verified");
	int err;

	if (!s || !tag)
		return bad(r, group, "a limit needs `source` and `verified`");
	err = read_word(r, s, f->source, sizeof(f->source));
	if (!err)
		err = read_word(r, tag, f->verified, sizeof(f->verified));
	for (size_t i = 0; !err && i < sizeof(tags) / sizeof(tags[0]); i++)
		if (!strcmp(f->verified, tags[i]))
			return GN_OK;
	return err ? err : bad(r, tag, "must be V, V2, Vc, V0 or M: general "
			       "knowledge is no limit, leave it out to "
			       "compare with the person's own repetitions");
}

static int check_names(const struct reading *r, const config_setting_t *group)
{
	static const char *const known[] = { "rule", "of", "limit", "source",
					     "verified", "cue" };

	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s =
			config_setting_get_elem(group, (unsigned)i);
		size_t k = 0, n = sizeof(known) / sizeof(known[0]);

		while (k < n && strcmp(config_setting_name(s), known[k]))
			k++;
		if (k == n)
			return bad(r, s, "no such setting of a rule");
	}
	return GN_OK;
}

static int read_rule(const struct reading *r, const config_setting_t *group,
		     struct gn_form_rule *f)
{
	const config_setting_t *name, *cue, *limit;
	char word[32];
	int err, kind;

	if (!config_setting_is_group(group))
		return bad(r, group, "a rule is { rule, of, cue, ... }");
	err = check_names(r, group);
	if (err)
		return err;
	name = config_setting_get_member(group, "rule");
	cue = config_setting_get_member(group, "cue");
	limit = config_setting_get_member(group, "limit");
	if (!name || !cue)
		return bad(r, group, "a rule needs `rule` and `cue`");
	err = read_word(r, name, word, sizeof(word));
	if (err)
		return err;
	kind = gn_form_find_rule(word);
	if (kind < 0)
		return bad(r, name, "no such rule; the manual lists them");
	f->kind = (enum gn_form_kind)kind;
	f->against = limit ? GN_AGAINST_LIMIT : GN_AGAINST_OWN;
	f->limit = NAN;
	err = read_word(r, cue, f->cue, sizeof(f->cue));
	if (!err)
		err = read_of(r, group, f);
	if (!err && limit)
		err = read_limit(r, limit, f);
	if (!err && limit)
		err = read_origin(r, group, f);
	return err;
}

/* Of two limits on the same time: does one begin before the other ends? */
static int contradicts(const struct gn_form_rule *a,
		       const struct gn_form_rule *b)
{
	return a->kind == GN_FORM_FAST && b->kind == GN_FORM_SLOW &&
	       !strcmp(a->of, b->of) && a->limit >= b->limit;
}

static int check_pair(const struct reading *r, const config_setting_t *group,
		      const struct gn_form_rule *a,
		      const struct gn_form_rule *b)
{
	if (a->kind == b->kind && a->against == b->against &&
	    !strcmp(a->of, b->of))
		return bad(r, group, "the same rule stands here twice");
	if (contradicts(a, b) || contradicts(b, a))
		return bad(r, config_setting_get_member(group, "limit"),
			   "contradicts another rule: what is not too fast "
			   "is too slow");
	return GN_OK;
}

int gn_entry_form(const struct reading *r, const config_setting_t *s)
{
	struct gn_exercise *e = r->e;
	size_t n;
	int err = read_length(r, s, GN_FORM_RULES_MAX, &n);

	for (size_t i = 0; !err && i < n; i++) {
		const config_setting_t *g =
			config_setting_get_elem(s, (unsigned)i);

		err = read_rule(r, g, &e->form[i]);
		for (size_t k = 0; !err && k < i; k++)
			err = check_pair(r, g, &e->form[k], &e->form[i]);
	}
	if (!err)
		e->n_form = n;
	return err;
}

int gn_entry_form_agrees(const struct reading *r, const config_setting_t *root)
{
	const config_setting_t *s = config_setting_get_member(root, "form");
	const struct gn_exercise *e = r->e;

	for (size_t i = 0; i < e->n_form; i++) {
		const struct gn_form_rule *f = &e->form[i];
		const config_setting_t *limit = config_setting_get_member(
			config_setting_get_elem(s, (unsigned)i), "limit");

		if (f->against != GN_AGAINST_LIMIT)
			continue;
		if (f->kind == GN_FORM_SHALLOW && !strcmp(f->of, e->angle) &&
		    f->limit > e->rom_max_rad)
			return bad(r, limit, "contradicts rom_deg: no one "
				   "gets that far");
		if (f->kind == GN_FORM_FAST && !strcmp(f->of, "repetition") &&
		    f->limit > e->rep_max_s)
			return bad(r, limit, "contradicts rep_s: all "
				   "repetitions are faster");
	}
	return GN_OK;
}
