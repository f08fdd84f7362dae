/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plan_priv.h"

int gn_plan_bad(const struct reading *r, const config_setting_t *s,
	       const char *fmt, ...)
{
	const char *name = config_setting_name(s);
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (!name && config_setting_parent(s))
		name = config_setting_name(config_setting_parent(s));
	return gn_diag_set(r->why, GN_EFORMAT, "%s:%u: %s: %s", r->file,
			   config_setting_source_line(s),
			   name ? name : "value", what);
}

int gn_plan_text(const struct reading *r, const config_setting_t *s,
		     char *out, size_t size)
{
	const char *text = config_setting_get_string(s);

	if (!text || !*text)
		return gn_plan_bad(r, s, "must be text in quotes");
	if (strlen(text) >= size)
		return gn_plan_bad(r, s, "is longer than %zu characters",
				   size - 1);
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return gn_plan_bad(r, s, "control character in text");
	snprintf(out, size, "%s", text);
	return GN_OK;
}

static int read_number(const struct reading *r, const config_setting_t *s,
		       double low, double high, const char *unit, double *out)
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
		return gn_plan_bad(r, s, "must be a number");
	}
	if (!(*out >= low && *out <= high))
		return gn_plan_bad(r, s, "%g is impossible: %g to %g%s", *out,
				   low, high, unit);
	return GN_OK;
}

int gn_plan_float(const struct reading *r, const config_setting_t *s,
		      double low, double high, const char *unit, float *out)
{
	double v = 0.0;
	int err = read_number(r, s, low, high, unit, &v);

	*out = (float)v;
	return err;
}

int gn_plan_whole(const struct reading *r, const config_setting_t *s,
		      uint32_t low, uint32_t high, const char *unit,
		      uint32_t *out)
{
	double v = 0.0;

	if (config_setting_type(s) == CONFIG_TYPE_FLOAT)
		return gn_plan_bad(r, s, "must be a whole number");
	if (read_number(r, s, low, high, unit, &v))
		return GN_EFORMAT;
	*out = (uint32_t)v;
	return GN_OK;
}

int gn_plan_flag(const struct reading *r, const config_setting_t *s,
		     uint8_t *out)
{
	if (config_setting_type(s) != CONFIG_TYPE_BOOL)
		return gn_plan_bad(r, s, "must be true or false");
	*out = config_setting_get_bool(s) ? 1 : 0;
	return GN_OK;
}
