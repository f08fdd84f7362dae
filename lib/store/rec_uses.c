/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <nettle/version.h>
#include <sqlite3.h>
#include <stdio.h>
#include <zstd.h>

#include "gonio/uses.h"

void gn_uses_store(char *out, size_t size)
{
	snprintf(out, size, "SQLite %s, zstd %s, jansson %s, nettle %d.%d",
		 sqlite3_libversion(), ZSTD_versionString(),
		 jansson_version_str(), nettle_version_major(),
		 nettle_version_minor());
}
