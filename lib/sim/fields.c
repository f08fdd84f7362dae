/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gonio/types.h"

int gn_field_error(struct gn_diag *why, int err, const config_setting_t *at,
		   const char *text)
{
	const char *file = config_setting_source_file(at);
	const char *name = config_setting_name(at);

	return gn_diag_set(why, err, "%s:%u: %s: %s", file ? file : "?",
			   config_setting_source_line(at),
			   name ? name : "entry", text);
}

static int wrong(struct gn_diag *why, const config_setting_t *at,
		 const char *text)
{
	return gn_field_error(why, GN_EFORMAT, at, text);
}

/* A number of any kind; NAN for what is none. */
static double number(const config_setting_t *s)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_INT:
		return config_setting_get_int(s);
	case CONFIG_TYPE_INT64:
		return (double)config_setting_get_int64(s);
	case CONFIG_TYPE_FLOAT:
		return config_setting_get_float(s);
	default:
		return NAN;
	}
}

static int read_number(const config_setting_t *s, const struct gn_field *f,
		       void *out, struct gn_diag *why)
{
	double x = number(s);

	if (!isfinite(x))
		return wrong(why, s, "must be a number");
	x *= f->factor;
	memcpy(out, &x, sizeof(x));
	return GN_OK;
}

static int read_vector(const config_setting_t *s, const struct gn_field *f,
		       void *out, struct gn_diag *why)
{
	double x[3];

	if (!config_setting_is_aggregate(s) || config_setting_length(s) != 3)
		return wrong(why, s, "must be three numbers, [x, y, z]");
	for (unsigned i = 0; i < 3; i++) {
		x[i] = f->factor * number(config_setting_get_elem(s, i));
		if (!isfinite(x[i]))
			return wrong(why, s, "must be three numbers");
	}
	memcpy(out, x, sizeof(x));
	return GN_OK;
}

static int read_count(const config_setting_t *s, const struct gn_field *f,
		      void *out, struct gn_diag *why)
{
	uint64_t big;
	uint32_t small;
	double x = number(s);

	if (!(x >= 0) || floor(x) < x || x > 1e9)
		return wrong(why, s, "must be a whole number, 0 or more");
	big = (uint64_t)x;
	small = (uint32_t)big;
	if (f->kind == GN_FIELD_SEED)
		memcpy(out, &big, sizeof(big));
	else
		memcpy(out, &small, sizeof(small));
	return GN_OK;
}

static int read_bits(const config_setting_t *s, void *out,
		     struct gn_diag *why)
{
	uint64_t bits = 0;

	if (!config_setting_is_aggregate(s))
		return wrong(why, s, "must be a list of numbers, [3, 7]");
	for (int i = 0; i < config_setting_length(s); i++) {
		double x = number(config_setting_get_elem(s, (unsigned)i));

		if (!(x >= 1 && x <= 64))
			return wrong(why, s, "must hold numbers of 1 to 64");
		bits |= (uint64_t)1 << ((int)x - 1);
	}
	memcpy(out, &bits, sizeof(bits));
	return GN_OK;
}

static int read_text(const config_setting_t *s, const struct gn_field *f,
		     char *out, struct gn_diag *why)
{
	const char *text = config_setting_get_string(s);
	size_t size = (size_t)f->factor;

	if (!text || !*text)
		return wrong(why, s, "must be a text");
	if (strlen(text) >= size)
		return wrong(why, s, "is too long");
	memset(out, 0, size);
	memcpy(out, text, strlen(text));
	return GN_OK;
}

static int read_word(const config_setting_t *s, const struct gn_field *f,
		     void *out, struct gn_diag *why)
{
	const char *text = config_setting_get_string(s);
	char list[160] = "must be one of";
	int n = 0;

	for (; text && f->words[n]; n++)
		if (!strcmp(f->words[n], text))
			break;
	if (text && f->words[n]) {
		uint8_t small = (uint8_t)n;

		if (f->kind == GN_FIELD_FLAGWORD)
			memcpy(out, &small, sizeof(small));
		else
			memcpy(out, &n, sizeof(n));
		return GN_OK;
	}
	for (n = 0; f->words[n]; n++) {
		size_t len = strlen(list);

		snprintf(list + len, sizeof(list) - len, " \"%s\"",
			 f->words[n]);
	}
	return wrong(why, s, list);
}

static int read_place(const config_setting_t *s, void *out,
		      struct gn_diag *why)
{
	const char *text = config_setting_get_string(s);
	enum gn_place place = GN_PLACE_UNKNOWN;
	enum gn_side side = GN_SIDE_NONE;

	if (text)
		place = gn_place_parse(text, &side);
	if (place == GN_PLACE_UNKNOWN || side != GN_SIDE_NONE)
		return wrong(why, s, "must be a segment without side, "
			     "\"thigh\", \"forearm\" ...");
	memcpy(out, &place, sizeof(place));
	return GN_OK;
}

static int read_flag(const config_setting_t *s, uint8_t *out,
		     struct gn_diag *why)
{
	if (config_setting_type(s) != CONFIG_TYPE_BOOL)
		return wrong(why, s, "must be true or false");
	*out = (uint8_t)config_setting_get_bool(s);
	return GN_OK;
}

static int read_one(const config_setting_t *s, const struct gn_field *f,
		    char *out, struct gn_diag *why)
{
	switch (f->kind) {
	case GN_FIELD_NUMBER:
		return read_number(s, f, out, why);
	case GN_FIELD_VECTOR:
		return read_vector(s, f, out, why);
	case GN_FIELD_COUNT:
	case GN_FIELD_SEED:
		return read_count(s, f, out, why);
	case GN_FIELD_BITS:
		return read_bits(s, out, why);
	case GN_FIELD_FLAG:
		return read_flag(s, (uint8_t *)out, why);
	case GN_FIELD_TEXT:
		return read_text(s, f, out, why);
	case GN_FIELD_WORD:
	case GN_FIELD_FLAGWORD:
		return read_word(s, f, out, why);
	case GN_FIELD_PLACE:
		return read_place(s, out, why);
	case GN_FIELD_OTHER:
		break;
	}
	return GN_OK;
}

int gn_fields_read(const config_setting_t *group, const struct gn_fields *t,
		   void *out, struct gn_diag *why)
{
	if (!config_setting_is_group(group))
		return wrong(why, group, "must be a group { ... }");
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s =
			config_setting_get_elem(group, (unsigned)i);
		size_t k = 0;
		int err;

		while (k < t->n && strcmp(t->field[k].name,
					  config_setting_name(s)))
			k++;
		if (k == t->n)
			return wrong(why, s, "unknown field");
		err = read_one(s, &t->field[k],
			       (char *)out + t->field[k].at, why);
		if (err)
			return err;
	}
	return GN_OK;
}
