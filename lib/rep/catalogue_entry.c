/* SPDX-License-Identifier: MIT */
#include "catalogue_read.h"

#include <ctype.h>

static int is_snake_case(const char *s)
{
	if (!islower((unsigned char)*s))
		return 0;
	for (; *s; s++)
		if (!islower((unsigned char)*s) && *s != '_' &&
		    !isdigit((unsigned char)*s))
			return 0;
	return 1;
}

static int read_name(const struct reading *r, const config_setting_t *s)
{
	int err = read_word(r, s, r->e->name, sizeof(r->e->name));

	if (!err && !is_snake_case(r->e->name))
		err = bad(r, s, "must be lower case, digits and '_'");
	return err;
}

static int read_title(const struct reading *r, const config_setting_t *s)
{
	return read_word(r, s, r->e->title, sizeof(r->e->title));
}

static int read_angle(const struct reading *r, const config_setting_t *s)
{
	return read_word(r, s, r->e->angle, sizeof(r->e->angle));
}

static int read_aliases(const struct reading *r, const config_setting_t *s)
{
	char key[GN_KEY_SIZE];
	size_t n;
	int err = read_length(r, s, GN_EXERCISE_ALIASES_MAX, &n);

	for (size_t i = 0; !err && i < n; i++) {
		err = read_word(r, config_setting_get_elem(s, (unsigned)i),
				r->e->aliases[i], sizeof(r->e->aliases[i]));
		if (err)
			break;
		gn_catalogue_key(key, r->e->aliases[i]);
		if (!*key)
			err = bad(r, s, "an alias needs letters");
	}
	if (!err)
		r->e->n_aliases = n;
	return err;
}

/* One of n words; its index. */
static int read_choice(const struct reading *r, const config_setting_t *s,
		       const char *const *words, size_t n, const char *want,
		       size_t *out)
{
	char word[20];
	int err = read_word(r, s, word, sizeof(word));

	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(word, words[i])) {
			*out = i;
			return GN_OK;
		}
	}
	return bad(r, s, want);
}

static int read_task(const struct reading *r, const config_setting_t *s)
{
	static const char *const words[] = {
		[GN_TASK_REPETITIONS] = "repetitions",
		[GN_TASK_HOLD] = "hold",
		[GN_TASK_WALK] = "walk",
	};
	size_t k = 0;
	int err = read_choice(r, s, words, sizeof(words) / sizeof(words[0]),
			      "must be repetitions, hold or walk", &k);

	r->e->task = (enum gn_task_kind)k;
	return err;
}

static int read_first(const struct reading *r, const config_setting_t *s)
{
	static const char *const words[] = {
		[GN_PHASE_ECCENTRIC] = "eccentric",
		[GN_PHASE_CONCENTRIC] = "concentric",
	};
	size_t k = 0;
	int err = read_choice(r, s, words, sizeof(words) / sizeof(words[0]),
			      "must be \"eccentric\" or \"concentric\"", &k);

	r->e->first = (enum gn_phase)k;
	return err;
}

static int read_signal(const struct reading *r, const config_setting_t *s)
{
	static const char *const words[] = {
		[GN_SIGNAL_AUTO] = "auto", [GN_SIGNAL_TILT] = "tilt",
		[GN_SIGNAL_ROTATION] = "rotation",
		[GN_SIGNAL_VERTICAL] = "vertical",
	};
	size_t k = 0;
	int err = read_choice(r, s, words, sizeof(words) / sizeof(words[0]),
			      "must be auto, tilt, rotation or vertical", &k);

	r->e->signal = (enum gn_signal)k;
	return err;
}

static int read_begins(const struct reading *r, const config_setting_t *s)
{
	static const char *const words[] = {
		[GN_BEGINS_ANY] = "any", [GN_BEGINS_LOW] = "low",
		[GN_BEGINS_HIGH] = "high",
	};
	size_t k = 0;
	int err = read_choice(r, s, words, sizeof(words) / sizeof(words[0]),
			      "must be low, high or any", &k);

	r->e->begins = (enum gn_begins)k;
	return err;
}

static int read_plane(const struct reading *r, const config_setting_t *s)
{
	static const char *const words[] = { "any", "sagittal" };
	size_t k = 0;
	int err = read_choice(r, s, words, sizeof(words) / sizeof(words[0]),
			      "must be sagittal or any", &k);

	r->e->sagittal = k == 1;
	return err;
}

/* [least, most], both within [low, high] and in this order. */
static int read_range(const struct reading *r, const config_setting_t *s,
		      double low, double high, double v[2])
{
	size_t n;
	int err = read_length(r, s, 2, &n);

	if (err)
		return err;
	if (n != 2)
		return bad(r, s, "must be [least, most]");
	for (unsigned i = 0; i < 2; i++) {
		err = read_number(r, config_setting_get_elem(s, i), &v[i]);
		if (err)
			return err;
		if (v[i] < low || v[i] > high)
			return bad(r, s, "out of range");
	}
	if (v[0] >= v[1])
		return bad(r, s, "the least must be below the most");
	return GN_OK;
}

static int read_rep_s(const struct reading *r, const config_setting_t *s)
{
	double v[2];
	int err = read_range(r, s, 0.2, 60.0, v);

	if (err)
		return err;
	r->e->rep_min_s = (float)v[0];
	r->e->rep_max_s = (float)v[1];
	return GN_OK;
}

static int read_rom_deg(const struct reading *r, const config_setting_t *s)
{
	double v[2];
	int err = read_range(r, s, 0.0, 360.0, v);

	if (err)
		return err;
	r->e->rom_min_rad = (float)(v[0] * RAD_PER_DEG);
	r->e->rom_max_rad = (float)(v[1] * RAD_PER_DEG);
	return GN_OK;
}

static int read_partial_of(const struct reading *r, const config_setting_t *s)
{
	double v = 0.0;
	int err = read_number(r, s, &v);

	if (err)
		return err;
	if (v < 0.0 || v > 1.0)
		return bad(r, s, "must be 0 to 1");
	r->e->partial_of = (float)v;
	return GN_OK;
}

static int read_flag(const struct reading *r, const config_setting_t *s,
		     uint8_t *out)
{
	if (config_setting_type(s) != CONFIG_TYPE_BOOL)
		return bad(r, s, "must be true or false");
	*out = config_setting_get_bool(s) ? 1 : 0;
	return GN_OK;
}

#define FLAG(member)                                                       \
static int read_##member(const struct reading *r, const config_setting_t *s) \
{                                                                          \
	return read_flag(r, s, &r->e->member);                             \
}
FLAG(upright)
FLAG(symmetric)
FLAG(alternating)
FLAG(cyclic)
FLAG(on_one_leg)

static int read_place(const struct reading *r, const config_setting_t *s,
		      enum gn_place *out)
{
	enum gn_side side;
	char word[24];
	int err = read_word(r, s, word, sizeof(word));

	if (err)
		return err;
	*out = gn_place_parse(word, &side);
	if (*out == GN_PLACE_UNKNOWN || side != GN_SIDE_NONE)
		return bad(r, s, "no such place; write thigh, pelvis, wrist, "
			   "... without a side");
	return GN_OK;
}

static int read_joint(const struct reading *r, const config_setting_t *s)
{
	size_t n;
	int err = read_length(r, s, 2, &n);

	if (!err && n != 2)
		err = bad(r, s, "must be [proximal, distal segment]");
	for (unsigned i = 0; !err && i < 2; i++)
		err = read_place(r, config_setting_get_elem(s, i),
				 &r->e->joint[i]);
	return err;
}

static int read_order(const struct reading *r, const config_setting_t *s,
		      struct gn_order *o)
{
	size_t n;
	int err = read_length(r, s, sizeof(o->place) / sizeof(o->place[0]),
			      &n);

	if (!err && n < 2)
		err = bad(r, s, "an order is of 2 to 4 places");
	for (size_t i = 0; !err && i < n; i++)
		err = read_place(r, config_setting_get_elem(s, (unsigned)i),
				 &o->place[i]);
	o->n = n;
	return err;
}

static int read_orders(const struct reading *r, const config_setting_t *s,
		       struct gn_order *o, size_t *n)
{
	int err = read_length(r, s, GN_EXERCISE_ORDERS_MAX, n);

	for (size_t i = 0; !err && i < *n; i++)
		err = read_order(r, config_setting_get_elem(s, (unsigned)i),
				 &o[i]);
	return err;
}

static int read_turns(const struct reading *r, const config_setting_t *s)
{
	return read_orders(r, s, r->e->turns, &r->e->n_turns);
}

static int read_bounces(const struct reading *r, const config_setting_t *s)
{
	return read_orders(r, s, r->e->bounces, &r->e->n_bounces);
}

static int read_test(const struct reading *r, const config_setting_t *s)
{
	static const char *const words[] = {
		[GN_TEST_NONE] = "none",
		[GN_TEST_COUNT_STANDS] = "count_stands",
		[GN_TEST_TIME_STANDS] = "time_stands",
		[GN_TEST_UP_AND_GO] = "up_and_go",
	};
	size_t k = 0;
	int err = read_choice(r, s, words, sizeof(words) / sizeof(words[0]),
			      "must be count_stands, time_stands, up_and_go or "
			      "none", &k);

	r->e->test = (enum gn_test)k;
	return err;
}

static int read_test_s(const struct reading *r, const config_setting_t *s)
{
	double v = 0.0;
	int err = read_number(r, s, &v);

	r->e->test_s = (float)v;
	return !err && (v < 5.0 || v > 300.0) ?
		bad(r, s, "must be 5 to 300") : err;
}

static int read_test_reps(const struct reading *r, const config_setting_t *s)
{
	double v = 0.0;
	int err = read_number(r, s, &v);

	if (!err && (v < 1.0 || v > 50.0 || v > floor(v)))
		err = bad(r, s, "must be a whole number, 1 to 50");
	r->e->test_reps = err ? 0 : (uint32_t)v;
	return err;
}

static int read_place_list(const struct reading *r, const config_setting_t *s,
			   enum gn_place *out, size_t *count)
{
	size_t n;
	int err = read_length(r, s, GN_EXERCISE_PLACES_MAX, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = read_place(r, config_setting_get_elem(s, (unsigned)i),
				 &out[i]);
	if (!err)
		*count = n;
	return err;
}

static int read_places(const struct reading *r, const config_setting_t *s)
{
	return read_place_list(r, s, r->e->places, &r->e->n_places);
}

static int read_twice(const struct reading *r, const config_setting_t *s)
{
	return read_place_list(r, s, r->e->twice, &r->e->n_twice);
}

static int read_quiet_at(const struct reading *r, const config_setting_t *s)
{
	return read_place_list(r, s, r->e->quiet_at, &r->e->n_quiet_at);
}

/* A number from low to high, times factor. */
static int read_within(const struct reading *r, const config_setting_t *s,
		       double low, double high, double factor, float *out)
{
	double v = 0.0;
	int err = read_number(r, s, &v);

	if (err)
		return err;
	if (v < low || v > high)
		return bad(r, s, "out of range");
	*out = (float)(v * factor);
	return GN_OK;
}

#define WITHIN(name, low, high, factor, member)                            \
static int name(const struct reading *r, const config_setting_t *s)        \
{                                                                          \
	return read_within(r, s, low, high, factor, &r->e->member);        \
}
WITHIN(read_leave, 2.0, 90.0, RAD_PER_DEG, leave_rad)
WITHIN(read_away, 0.0, 180.0, RAD_PER_DEG, away_rad)
WITHIN(read_least, 0.5, 600.0, 1.0, least_s)
WITHIN(read_break, 0.0, 60.0, 1.0, break_s)
WITHIN(read_cap, 1.0, 3600.0, 1.0, cap_s)

/* Which fields a source may speak for: those of the entry, see fields[]. */
static int is_field(const char *name);

static int read_source(const struct reading *r, const config_setting_t *s,
		       struct gn_source *out)
{
	static const char *const tags[] = { "V", "V2", "Vc", "V0", "M", "GK" };
	const config_setting_t *field, *text, *tag;
	int err;

	if (!config_setting_is_group(s) || config_setting_length(s) != 3)
		return bad(r, s, "a source is { field, text, verified }");
	field = config_setting_get_member(s, "field");
	text = config_setting_get_member(s, "text");
	tag = config_setting_get_member(s, "verified");
	if (!field || !text || !tag)
		return bad(r, s, "a source is { field, text, verified }");
	err = read_word(r, field, out->field, sizeof(out->field));
	if (!err)
		err = read_word(r, text, out->text, sizeof(out->text));
	if (!err)
		err = read_word(r, tag, out->verified, sizeof(out->verified));
	if (err)
		return err;
	if (!is_field(out->field))
		return bad(r, field, "no such setting");
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (!strcmp(out->verified, tags[i]))
			return GN_OK;
	return bad(r, tag, "must be V, V2, Vc, V0, M or GK");
}

static int read_sources(const struct reading *r, const config_setting_t *s)
{
	size_t n;
	int err = read_length(r, s, GN_EXERCISE_SOURCES_MAX, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = read_source(r, config_setting_get_elem(s, (unsigned)i),
				  &r->e->sources[i]);
	if (!err)
		r->e->n_sources = n;
	return err;
}

/* Which entries must have a field. */
enum need { ANY, ALL, REPS, HOLD };

static const struct field {
	const char *name;
	enum need   need;
	int       (*read)(const struct reading *r, const config_setting_t *s);
} fields[] = {
	{ "name",        ALL, read_name },
	{ "title",       ALL, read_title },
	{ "task",        ANY, read_task },
	{ "first",       REPS, read_first },
	{ "rep_s",       REPS, read_rep_s },
	{ "aliases",     ANY, read_aliases },
	{ "rom_deg",     ANY, read_rom_deg },
	{ "angle",       ANY, read_angle },
	{ "joint",       ANY, read_joint },
	{ "places",      ANY, read_places },
	{ "signal",      ANY, read_signal },
	{ "begins",      ANY, read_begins },
	{ "twice",       ANY, read_twice },
	{ "plane",       ANY, read_plane },
	{ "upright",     ANY, read_upright },
	{ "turns",       ANY, read_turns },
	{ "bounces",     ANY, read_bounces },
	{ "on_one_leg",  ANY, read_on_one_leg },
	{ "symmetric",   ANY, read_symmetric },
	{ "alternating", ANY, read_alternating },
	{ "cyclic",      ANY, read_cyclic },
	{ "partial_of",  ANY, read_partial_of },
	{ "test",        ANY, read_test },
	{ "test_s",      ANY, read_test_s },
	{ "test_reps",   ANY, read_test_reps },
	{ "leave_deg",   HOLD, read_leave },
	{ "away_deg",    ANY, read_away },
	{ "least_s",     ANY, read_least },
	{ "break_s",     ANY, read_break },
	{ "cap_s",       ANY, read_cap },
	{ "quiet_at",    ANY, read_quiet_at },
	{ "form",        ANY, gn_entry_form },
	{ "sources",     ANY, read_sources },
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

static int needs(const struct gn_exercise *e, enum need need)
{
	return need == ALL ||
	       (need == REPS && e->task == GN_TASK_REPETITIONS) ||
	       (need == HOLD && e->task == GN_TASK_HOLD);
}

static int is_field(const char *name)
{
	for (size_t i = 0; i < N_FIELDS; i++)
		if (!strcmp(fields[i].name, name))
			return 1;
	return 0;
}

static int read_entry(const struct reading *r, const config_t *cfg)
{
	const config_setting_t *root = config_root_setting(cfg), *s;
	int err = GN_OK;

	for (int i = 0; i < config_setting_length(root); i++) {
		s = config_setting_get_elem(root, (unsigned)i);
		if (!is_field(config_setting_name(s)))
			return bad(r, s, "no such setting");
	}
	for (size_t i = 0; !err && i < N_FIELDS; i++) {
		s = config_setting_get_member(root, fields[i].name);
		if (s)
			err = fields[i].read(r, s);
		else if (needs(r->e, fields[i].need))
			err = gn_diag_set(r->why, GN_EFORMAT,
					  "%s: setting '%s' is missing",
					  r->file, fields[i].name);
	}
	if (!err)
		err = gn_entry_form_agrees(r, root);
	return err ? err : gn_entry_check(r->e, r->file, r->why);
}

int gn_entry_parse(struct gn_exercise *e, const char *text, const char *file,
		   struct gn_diag *why)
{
	struct reading r = { .file = file, .e = e, .why = why };
	config_t cfg;
	unsigned line;
	int err;

	memset(e, 0, sizeof(*e));
	e->rom_min_rad = NAN;
	e->rom_max_rad = NAN;
	e->partial_of = 0.75f;
	e->test_s = NAN;

	if (gn_entry_include(text, &line))
		return gn_diag_set(why, GN_EFORMAT, "%s:%u: @include: an entry"
				   " stands in one file", file, line);
	config_init(&cfg);
	if (config_read_string(&cfg, text))
		err = read_entry(&r, &cfg);
	else
		err = gn_entry_syntax_error(&cfg, file, why);
	config_destroy(&cfg);
	return err;
}
