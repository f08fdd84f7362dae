/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_FIELDS_H
#define GN_SIM_FIELDS_H

#include <libconfig.h>
#include <stddef.h>

#include "gonio/err.h"

/* Private to lib/sim: groups of a configuration file, read by tables. */

enum gn_field_kind {
	GN_FIELD_NUMBER,        /* double */
	GN_FIELD_VECTOR,        /* double[3], from an array of 3 */
	GN_FIELD_COUNT,         /* uint32_t, or int that is never negative */
	GN_FIELD_SEED,          /* uint64_t */
	GN_FIELD_FLAG,          /* uint8_t, from true and false */
	GN_FIELD_BITS,          /* uint64_t, from an array of numbers 1..64 */
	GN_FIELD_TEXT,          /* char[size] */
	GN_FIELD_WORD,          /* enum or int, index into words */
	GN_FIELD_FLAGWORD,      /* uint8_t, index into words */
	GN_FIELD_PLACE,         /* enum gn_place */
	GN_FIELD_OTHER          /* known here, read elsewhere */
};

struct gn_field {
	const char        *name;
	enum gn_field_kind kind;
	size_t             at;          /* offset in the struct */
	double             factor;      /* to our unit; of text: its size */
	const char *const *words;       /* NULL-ended */
};

struct gn_fields {
	const struct gn_field *field;
	size_t                 n;
};

#define GN_FIELDS(table) {table, sizeof(table) / sizeof((table)[0])}

/* err with "FILE:LINE: field: text" in why. */
int gn_field_error(struct gn_diag *why, int err, const config_setting_t *at,
		   const char *text);

/**
 * Fill a struct from a group. Fields that are not in the group stay.
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  not a group, a field that is not in the table, or a
 *                     value of the wrong kind
 */
int gn_fields_read(const config_setting_t *group, const struct gn_fields *t,
		   void *out, struct gn_diag *why);

#endif
