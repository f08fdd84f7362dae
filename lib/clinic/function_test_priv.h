/* SPDX-License-Identifier: MIT */
#ifndef GN_FUNCTION_TEST_PRIV_H
#define GN_FUNCTION_TEST_PRIV_H

#include "gonio/err.h"
#include "gonio/function_test.h"

/* An empty one. */
void gn_test_begin(struct gn_function_test *t, enum gn_test kind);

/* One more figure, as struct gn_test_value; there must be room. */
struct gn_test_value *gn_test_value(struct gn_function_test *t,
				    const char *name, double value, double sd,
				    int decimals, const char *fmt, ...)
	GN_PRINTF(6, 7);

/* One more line; beyond GN_TEST_NOTES_MAX it is lost. */
void gn_test_note(struct gn_function_test *t, const char *fmt, ...)
	GN_PRINTF(2, 3);

#endif
