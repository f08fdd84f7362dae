/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/joint.h"
#include "plan_priv.h"

#define RAD_PER_DEG 0.017453292519943295
#define WITHIN_S 0.5f

static int read_exercise(const struct reading *r, const config_setting_t *s)
{
	const struct gn_exercise *e;
	const char *near;
	char name[64];
	int err = gn_plan_text(r, s, name, sizeof(name));

	if (err)
		return err;
	e = gn_catalogue_find(r->cat, name);
	if (e) {
		snprintf(r->i->exercise, sizeof(r->i->exercise), "%s",
			 e->name);
		return GN_OK;
	}
	near = gn_catalogue_nearest(r->cat, name);
	return gn_plan_bad(r, s, "'%s' is no exercise of the catalogue%s%s",
			   name, near ? ", nearest is " : "; 'gonio exercises' "
			   "lists them", near ? near : "");
}

/* Which of n words; n: none of them. */
static size_t word_of(const char *text, const char *const *words, size_t n)
{
	size_t k = 0;

	while (k < n && strcmp(text, words[k]))
		k++;
	return k;
}

static int read_side(const struct reading *r, const config_setting_t *s)
{
	static const char *const words[] = { "left", "right", "both" };
	char text[16];
	size_t k;
	int err = gn_plan_text(r, s, text, sizeof(text));

	if (err)
		return err;
	k = word_of(text, words, 3);
	if (k == 3)
		return gn_plan_bad(r, s, "must be left, right or both");
	r->i->side = k == 0 ? GN_SIDE_LEFT :
		     k == 1 ? GN_SIDE_RIGHT : GN_SIDE_BOTH;
	return GN_OK;
}

static const char *const kinds[GN_PLAN_KINDS] = {
	[GN_PLAN_STRENGTH] = "strength", [GN_PLAN_BALANCE] = "balance",
	[GN_PLAN_MOBILITY] = "mobility",
};

const char *gn_plan_kind_name(enum gn_plan_kind kind)
{
	return kinds[kind];
}

static int read_kind(const struct reading *r, const config_setting_t *s)
{
	char text[16];
	size_t k;
	int err = gn_plan_text(r, s, text, sizeof(text));

	if (err)
		return err;
	k = word_of(text, kinds, GN_PLAN_KINDS);
	if (k == GN_PLAN_KINDS)
		return gn_plan_bad(r, s, "must be strength, balance or "
				   "mobility");
	r->i->kind = (enum gn_plan_kind)k;
	return GN_OK;
}

static int read_sets(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_whole(r, s, 1, 20, " sets", &r->i->sets);
}

static int read_reps(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_whole(r, s, 1, 200, " repetitions", &r->i->reps);
}

static int read_hold(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_float(r, s, 1, 3600, " s", &r->i->hold_s);
}

static int read_tempo(const struct reading *r, const config_setting_t *s)
{
	float sum = 0.0f;
	int err = GN_OK;

	if ((!config_setting_is_array(s) && !config_setting_is_list(s)) ||
	    config_setting_length(s) != 4)
		return gn_plan_bad(r, s, "must be four times: [ lowering, "
				   "pause, lifting, pause ]");
	for (unsigned k = 0; k < 4 && !err; k++) {
		err = gn_plan_float(r, config_setting_get_elem(s, k), 0, 60,
				 " s", &r->i->tempo_s[k]);
		sum += r->i->tempo_s[k];
	}
	if (!err && !(sum > 0.0f))
		err = gn_plan_bad(r, s, "a repetition takes time: all four are "
				  "0");
	return err;
}

static int read_within(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_float(r, s, 0, 10, " s", &r->i->within_s);
}

static int read_rom(const struct reading *r, const config_setting_t *s)
{
	float deg;
	int err = gn_plan_float(r, s, 1, 360, " degrees", &deg);

	r->i->rom_rad = (float)((double)deg * RAD_PER_DEG);
	return err;
}

/* "knee_flexion" is an angle if "knee_flexion_l" is; so is the trunk's. */
static int is_angle(const char *name)
{
	char limb[64];

	snprintf(limb, sizeof(limb), "%s_l", name);
	return gn_angle_find(name) >= 0 || gn_angle_find(limb) >= 0;
}

/* "tilt thigh", as one sensor has it. */
static int is_segment(const char *name)
{
	enum gn_side side;
	const char *place = strchr(name, ' ');

	return place && (!strncmp(name, "tilt ", 5) ||
			 !strncmp(name, "rotation ", 9)) &&
	       gn_place_parse(place + 1, &side) != GN_PLACE_UNKNOWN &&
	       side == GN_SIDE_NONE;
}

static int read_rom_of(const struct reading *r, const config_setting_t *s)
{
	int err = gn_plan_text(r, s, r->i->rom_of, sizeof(r->i->rom_of) - 2);

	if (!err && !is_angle(r->i->rom_of) && !is_segment(r->i->rom_of))
		err = gn_plan_bad(r, s, "'%s' is no angle: write it without a "
				  "side, such as knee_flexion or \"tilt "
				  "thigh\"", r->i->rom_of);
	return err;
}

static int read_load(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_float(r, s, 0, 1000, " kg", &r->i->load_kg);
}

static int read_days(const struct reading *r, const config_setting_t *s)
{
	const config_setting_t *day;
	const char *text;
	int k;

	if ((!config_setting_is_array(s) && !config_setting_is_list(s)) ||
	    !config_setting_length(s))
		return gn_plan_bad(r, s, "must be a list: [ \"mon\", \"thu\" "
				   "]");
	if (config_setting_length(s) > GN_WEEKDAYS)
		return gn_plan_bad(r, s, "%d days: a week has 7",
				   config_setting_length(s));
	for (int i = 0; i < config_setting_length(s); i++) {
		day = config_setting_get_elem(s, (unsigned)i);
		text = config_setting_get_string(day);
		for (k = 0; text && k < GN_WEEKDAYS; k++)
			if (!strcmp(text, gn_weekday_name(k)))
				break;
		if (!text || k == GN_WEEKDAYS)
			return gn_plan_bad(r, day, "must be mon, tue, wed, "
					   "thu, fri, sat or sun");
		if (r->i->days & 1u << k)
			return gn_plan_bad(r, day, "%s stands twice", text);
		r->i->days |= (uint8_t)(1u << k);
	}
	return GN_OK;
}

static int read_days_a_week(const struct reading *r,
			    const config_setting_t *s)
{
	uint32_t n = 0;
	int err = gn_plan_whole(r, s, 1, 7, " days", &n);

	r->i->days_a_week = (uint8_t)n;
	return err;
}

static int read_rest(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_flag(r, s, &r->i->rest);
}

struct field {
	const char *name;
	int         required;
	int       (*read)(const struct reading *r, const config_setting_t *s);
};

static const struct field item_fields[] = {
	{ "exercise",       1, read_exercise },
	{ "sets",           1, read_sets },
	{ "kind",           0, read_kind },
	{ "side",           0, read_side },
	{ "reps",           0, read_reps },
	{ "hold_s",         0, read_hold },
	{ "tempo_s",        0, read_tempo },
	{ "tempo_within_s", 0, read_within },
	{ "rom_deg",        0, read_rom },
	{ "rom_of",         0, read_rom_of },
	{ "load_kg",        0, read_load },
	{ "days",           0, read_days },
	{ "days_a_week",    0, read_days_a_week },
	{ "rest",           0, read_rest },
};

/* The file as a whole has no line. */
static int missing(const struct reading *r, const config_setting_t *g,
		   const char *name)
{
	char line[16] = "";

	if (!config_setting_is_root(g))
		snprintf(line, sizeof(line), ":%u",
			 config_setting_source_line(g));
	return gn_diag_set(r->why, GN_EFORMAT, "%s%s: %s: is missing",
			   r->file, line, name);
}

/* All fields of a group, and no others. */
static int read_fields(const struct reading *r, const config_setting_t *g,
		       const struct field *f, size_t n)
{
	const config_setting_t *s;
	int err = GN_OK;

	for (int i = 0; i < config_setting_length(g); i++) {
		size_t k = 0;

		s = config_setting_get_elem(g, (unsigned)i);
		while (k < n && strcmp(f[k].name, config_setting_name(s)))
			k++;
		if (k == n)
			return gn_plan_bad(r, s, "no such setting");
	}
	for (size_t k = 0; k < n && !err; k++) {
		s = config_setting_get_member(g, f[k].name);
		if (s)
			err = f[k].read(r, s);
		else if (f[k].required)
			err = missing(r, g, f[k].name);
	}
	return err;
}

static const config_setting_t *member(const config_setting_t *g,
				      const char *name)
{
	const config_setting_t *s = config_setting_get_member(g, name);

	return s ? s : g;
}

static uint32_t count_days(uint8_t days)
{
	uint32_t n = 0;

	for (; days; days &= (uint8_t)(days - 1))
		n++;
	return n;
}

/* What the target of range is of, where the file does not say. */
static int settle_rom(const struct reading *r, const config_setting_t *g)
{
	struct gn_plan_item *i = r->i;
	const struct gn_exercise *e = gn_catalogue_find(r->cat, i->exercise);

	if (isfinite(i->rom_rad) && !i->rom_of[0]) {
		snprintf(i->rom_of, sizeof(i->rom_of), "%s", e->angle);
		if (!e->angle[0])
			return gn_plan_bad(r, member(g, "rom_deg"), "%s has no "
					   "angle of its own: say of what with "
					   "rom_of", e->name);
	}
	if (!isfinite(i->rom_rad) && i->rom_of[0])
		return gn_plan_bad(r, member(g, "rom_of"), "without rom_deg it "
				   "says nothing");
	return GN_OK;
}

static int check_days(const struct reading *r, const config_setting_t *g)
{
	struct gn_plan_item *i = r->i;

	if (i->days && i->days_a_week && count_days(i->days) !=
	    i->days_a_week)
		return gn_plan_bad(r, member(g, "days_a_week"), "%u "
				   "contradicts the %u days that are named",
				   (unsigned)i->days_a_week,
				   (unsigned)count_days(i->days));
	if (i->days)
		i->days_a_week = (uint8_t)count_days(i->days);
	if (i->kind != GN_PLAN_STRENGTH || !i->rest)
		return GN_OK;
	for (int k = 0; k + 1 < GN_WEEKDAYS; k++)
		if ((i->days >> k & 3u) == 3u)
			return gn_plan_bad(r, member(g, "days"), "%s follows "
					   "%s: strength needs a day of rest "
					   "between; if it is meant write rest "
					   "= false", gn_weekday_name(k + 1),
					   gn_weekday_name(k));
	if (i->days_a_week > 4)
		return gn_plan_bad(r, member(g, "days_a_week"), "%u "
				   "contradicts a day of rest between: 4 at "
				   "most, or write rest = false",
				   (unsigned)i->days_a_week);
	return GN_OK;
}

static int check_item(const struct reading *r, const config_setting_t *g)
{
	const struct gn_plan_item *i = r->i;
	int held = isfinite(i->hold_s);

	if (held && i->reps)
		return gn_plan_bad(r, member(g, "hold_s"), "contradicts reps: "
				   "it is held or repeated");
	if (!held && !i->reps)
		return gn_plan_bad(r, g, "%s: reps or hold_s is missing",
				   i->exercise);
	if (held && isfinite(i->tempo_s[0]))
		return gn_plan_bad(r, member(g, "tempo_s"), "contradicts "
				   "hold_s: what is held has no tempo");
	if (settle_rom(r, g))
		return GN_EFORMAT;
	return check_days(r, g);
}

static int sides_meet(enum gn_side a, enum gn_side b)
{
	return !((a == GN_SIDE_LEFT && b == GN_SIDE_RIGHT) ||
		 (a == GN_SIDE_RIGHT && b == GN_SIDE_LEFT));
}

/* No day on which one limb does an exercise by two prescriptions. */
static int check_twice(const struct reading *r, const config_setting_t *g)
{
	const struct gn_plan_item *i = r->i;

	for (size_t k = 0; k < r->p->n; k++) {
		const struct gn_plan_item *o = &r->p->item[k];

		if (!strcmp(o->exercise, i->exercise) &&
		    sides_meet(o->side, i->side) &&
		    (!o->days || !i->days || (o->days & i->days)))
			return gn_plan_bad(r, member(g, "exercise"), "%s "
					   "stands twice for the same side and "
					   "day", i->exercise);
	}
	return GN_OK;
}

static int read_item(struct reading *r, const config_setting_t *g)
{
	struct gn_plan_item *i = &r->p->item[r->p->n];
	int err;

	if (!config_setting_is_group(g))
		return gn_plan_bad(r, g, "an exercise is { exercise = ...; }");
	r->i = i;
	memset(i, 0, sizeof(*i));
	i->within_s = WITHIN_S;
	i->rest = 1;
	i->hold_s = i->rom_rad = i->load_kg = NAN;
	for (int k = 0; k < 4; k++)
		i->tempo_s[k] = NAN;
	err = read_fields(r, g, item_fields,
			  sizeof(item_fields) / sizeof(item_fields[0]));
	if (!err)
		err = check_item(r, g);
	if (!err)
		err = check_twice(r, g);
	if (!err)
		r->p->n++;
	return err;
}

static int read_patient(const struct reading *r, const config_setting_t *s)
{
	char *id = r->p->patient;
	int err = gn_plan_text(r, s, id, sizeof(r->p->patient));

	if (!err && strcspn(id, " ,;/\\") != strlen(id))
		err = gn_plan_bad(r, s, "is a pseudonym, no name: no blanks, "
				  "commas or slashes");
	return err;
}

static int read_strength(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_whole(r, s, 2, 4, " days a week",
			  &r->p->strength_days);
}

static int read_balance(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_whole(r, s, 2, 3, " days a week", &r->p->balance_days);
}

static int read_steps(const struct reading *r, const config_setting_t *s)
{
	return gn_plan_whole(r, s, 100, 50000, " steps", &r->p->steps_per_day);
}

static int read_items(const struct reading *r, const config_setting_t *s)
{
	struct reading one = *r;
	int n = config_setting_length(s), err = GN_OK;

	if (!config_setting_is_list(s) || !n)
		return gn_plan_bad(r, s, "must be a list: ( { ... }, { ... } "
				   ")");
	if (n > GN_PLAN_ITEMS_MAX)
		return gn_plan_bad(r, s, "more than %d exercises",
				   GN_PLAN_ITEMS_MAX);
	for (int i = 0; i < n && !err; i++)
		err = read_item(&one, config_setting_get_elem(s, (unsigned)i));
	return err;
}

static const struct field plan_fields[] = {
	{ "patient",       1, read_patient },
	{ "strength_days", 0, read_strength },
	{ "balance_days",  0, read_balance },
	{ "steps_per_day", 0, read_steps },
	{ "exercises",     1, read_items },
};

/* The days of a kind's exercises against what the whole plan says. */
static int check_kind(const struct reading *r, const config_setting_t *root,
		      enum gn_plan_kind kind, const char *name, uint32_t said)
{
	const config_setting_t *s = config_setting_get_member(root, name);
	uint8_t days = 0;
	uint32_t any = 0;

	for (size_t k = 0; s && k < r->p->n; k++) {
		const struct gn_plan_item *i = &r->p->item[k];

		if (i->kind != kind)
			continue;
		any++;
		days |= i->days;
		if (i->days_a_week > said)
			return gn_plan_bad(r, s, "%u contradicts the %u days "
					   "of %s", (unsigned)said,
					   (unsigned)i->days_a_week,
					   i->exercise);
	}
	if (count_days(days) > said)
		return gn_plan_bad(r, s, "%u contradicts its exercises, which "
				   "name %u days", (unsigned)said,
				   (unsigned)count_days(days));
	if (s && !any)
		return gn_plan_bad(r, s, "no exercise is of that kind");
	return GN_OK;
}

static int read_plan(const struct reading *r, const config_t *cfg)
{
	const config_setting_t *root = config_root_setting(cfg);
	int err = read_fields(r, root, plan_fields,
			      sizeof(plan_fields) / sizeof(plan_fields[0]));

	if (!err)
		err = check_kind(r, root, GN_PLAN_STRENGTH, "strength_days",
				 r->p->strength_days);
	if (!err)
		err = check_kind(r, root, GN_PLAN_BALANCE, "balance_days",
				 r->p->balance_days);
	return err;
}

/* "@include" would read further files from anywhere: its line, or 0. */
static unsigned find_include(const char *text)
{
	unsigned line = 1;

	for (const char *p = text; *p; p++) {
		if ((p == text || p[-1] == '\n') &&
		    !strncmp(p + strspn(p, " \t\r\f"), "@include", 8))
			return line;
		line += *p == '\n';
	}
	return 0;
}

int gn_plan_parse(struct gn_plan *p, const char *text, const char *file,
		  const struct gn_catalogue *cat, struct gn_diag *why)
{
	struct reading r = { .file = file, .cat = cat, .p = p, .why = why };
	unsigned line = find_include(text);
	config_t cfg;
	int err;

	memset(p, 0, sizeof(*p));
	if (line)
		return gn_diag_set(why, GN_EFORMAT, "%s:%u: @include: a plan "
				   "stands in one file", file, line);
	config_init(&cfg);
	if (config_read_string(&cfg, text))
		err = read_plan(&r, &cfg);
	else
		err = gn_diag_set(why, GN_EFORMAT, "%s:%d: %s%s", file,
				  config_error_line(&cfg),
				  config_error_text(&cfg),
				  strstr(config_error_text(&cfg),
					 "mismatched element type") ?
				  ": write [ 2.0, 0.0, 1.5, 0.0 ], not "
				  "[ 2, 0, 1.5, 0 ]" : "");
	config_destroy(&cfg);
	return err;
}
