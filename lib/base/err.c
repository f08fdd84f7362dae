/* SPDX-License-Identifier: MIT */
#include "gonio/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

const char *gn_strerror(int err)
{
	switch (err) {
#define X(name, value, text) case name: return text;
	GN_ERRORS(X)
#undef X
	default: return "unknown error";
	}
}

const char *gn_errname(int err)
{
	switch (err) {
#define X(name, value, text) case name: return #name;
	GN_ERRORS(X)
#undef X
	default: return "?";
	}
}

int gn_diag_set(struct gn_diag *why, int err, const char *fmt, ...)
{
	va_list ap;

	if (!why)
		return err;
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	/* File content ends up here: nothing of it may steer a terminal. */
	for (char *p = why->text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	return err;
}
