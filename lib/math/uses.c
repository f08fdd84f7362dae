/* SPDX-License-Identifier: MIT */
#include "gonio/uses.h"

#include <cblas.h>
#include <gsl/gsl_version.h>
#include <stdio.h>

void gn_uses_math(char *out, size_t size)
{
	snprintf(out, size, "%s; GSL %s", openblas_get_config(), gsl_version);
}
