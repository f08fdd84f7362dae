/* SPDX-License-Identifier: MIT */
#ifndef PLAN_PRIV_H
#define PLAN_PRIV_H

#include <libconfig.h>
#include <stddef.h>
#include <stdint.h>

#include "gonio/plan.h"

/* One prescription while it is read. */
struct reading {
	const char *file;
	const struct gn_catalogue *cat;
	struct gn_plan *p;
	struct gn_plan_item *i;         /* the exercise that is read */
	struct gn_diag *why;
};

/* What is wrong with a setting: file, its line, its name or that of the list
 * it stands in, and the words. Returns GN_EFORMAT. */
int gn_plan_bad(const struct reading *r, const config_setting_t *s,
		const char *fmt, ...) GN_PRINTF(3, 4);

/*
 * Read one value, GN_OK or GN_EFORMAT: text in quotes, not empty; a number
 * from low to high, the unit of which is for the reason; true or false.
 */
GN_NODISCARD int gn_plan_text(const struct reading *r,
			      const config_setting_t *s, char *out,
			      size_t size);
GN_NODISCARD int gn_plan_float(const struct reading *r,
			       const config_setting_t *s, double low,
			       double high, const char *unit, float *out);
GN_NODISCARD int gn_plan_whole(const struct reading *r,
			       const config_setting_t *s, uint32_t low,
			       uint32_t high, const char *unit,
			       uint32_t *out);
GN_NODISCARD int gn_plan_flag(const struct reading *r,
			      const config_setting_t *s, uint8_t *out);

#endif
