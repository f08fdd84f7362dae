/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_READ_H
#define CATALOGUE_READ_H

#include <libconfig.h>
#include <math.h>
#include <string.h>

#include "catalogue_priv.h"

/* What every setting of an entry is read with. */

#define RAD_PER_DEG 0.017453292519943295

/* One entry while it is read. */
struct reading {
	const char         *file;
	struct gn_exercise *e;
	struct gn_diag     *why;
};

static inline int bad(const struct reading *r, const config_setting_t *s,
		      const char *what)
{
	const char *name = config_setting_name(s);

	return gn_diag_set(r->why, GN_EFORMAT, "%s:%u: %s: %s", r->file,
			   config_setting_source_line(s),
			   name ? name : "value", what);
}

/* One word of a list of words, or of a group's members. */
static inline int read_word(const struct reading *r,
			    const config_setting_t *s, char *out, size_t size)
{
	const char *text = config_setting_get_string(s);
	size_t len;

	if (!text)
		return bad(r, s, "must be text in quotes");
	len = strlen(text);
	if (len >= size)
		return bad(r, s, "text is too long");
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return bad(r, s, "control character in text");
	memcpy(out, text, len + 1);
	return GN_OK;
}

/* An array or list with at most max elements; its length through n. */
static inline int read_length(const struct reading *r,
			      const config_setting_t *s, size_t max, size_t *n)
{
	*n = 0;
	if (!config_setting_is_array(s) && !config_setting_is_list(s))
		return bad(r, s, "must be a list: [ ... ]");
	*n = (size_t)config_setting_length(s);
	if (*n > max)
		return bad(r, s, "too many elements");
	return GN_OK;
}

static inline int read_number(const struct reading *r,
			      const config_setting_t *s, double *out)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_INT:
		*out = config_setting_get_int(s);
		break;
	case CONFIG_TYPE_INT64:
		*out = (double)config_setting_get_int64(s);
		break;
	case CONFIG_TYPE_FLOAT:
		*out = config_setting_get_float(s);
		break;
	default:
		return bad(r, s, "must be a number");
	}
	if (!isfinite(*out))
		return bad(r, s, "must be a finite number");
	return GN_OK;
}

/* The rules of form: catalogue_form.c. */
int gn_entry_form(const struct reading *r, const config_setting_t *s);

/* After all settings: do the rules and the entry agree? root: of the entry. */
int gn_entry_form_agrees(const struct reading *r,
			 const config_setting_t *root);

#endif
