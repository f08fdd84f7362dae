/* SPDX-License-Identifier: MIT */
#include <hdf5.h>
#include <jansson.h>
#include <nettle/version.h>
#include <sqlite3.h>
#include <stdio.h>
#include <zstd.h>

#include "gonio/uses.h"

void gn_uses_store(char *out, size_t size)
{
	unsigned major = 0, minor = 0, release = 0;

	H5get_libversion(&major, &minor, &release);
	snprintf(out, size, "SQLite %s, zstd %s, jansson %s, nettle %d.%d, "
		 "HDF5 %u.%u.%u", sqlite3_libversion(), ZSTD_versionString(),
		 jansson_version_str(), nettle_version_major(),
		 nettle_version_minor(), major, minor, release);
}
