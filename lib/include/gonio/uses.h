/* SPDX-License-Identifier: MIT */
#ifndef GN_USES_H
#define GN_USES_H

#include <stddef.h>

/*
 * The libraries of others that a layer calls, with the versions that are
 * loaded, which need not be those it was built with: "SQLite 3.40.1, zstd
 * 1.5.4". That of OpenBLAS comes with its own words on how it was built and
 * for which processor, as the last bits of a result depend on these.
 *
 * @param[out] out   0-terminated, cut to size; 200 are enough
 * @param[in]  size  > 0
 */
#define GN_USES_MAX 200

void gn_uses_math(char *out, size_t size);
void gn_uses_store(char *out, size_t size);
void gn_uses_drivers(char *out, size_t size);

#endif
