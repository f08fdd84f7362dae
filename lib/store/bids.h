/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_BIDS_H
#define GN_STORE_BIDS_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/recording.h"

#define GN_PATH_MAX 512

/* Most tracking systems of one recording: each sensor may be its own. */
#define GN_SYSTEMS_MAX 32

/* The names of BIDS-Motion files, taken apart. */

/* 1 if the path ends in _motion.tsv. */
int gn_bids_is_motion(const char *path);

/* 1 if its tracking system is "ref", a reference and no sensor. */
int gn_bids_is_ref(const char *path);

/**
 * The file beside a motion.tsv, say "_channels.tsv".
 * @retval GN_OK
 * @retval GN_EINVAL  path does not end in _motion.tsv, or is too long
 */
GN_NODISCARD int gn_bids_beside(const char *path, const char *ending,
				char out[GN_PATH_MAX]);

/**
 * The files in the folder of path that same() says belong to it, by their
 * names without folders, in order of name.
 *
 * @param[out] out  n paths
 * @retval GN_OK
 * @retval GN_EIO      the folder cannot be read
 * @retval GN_EFORMAT  more than GN_SYSTEMS_MAX of them
 */
GN_NODISCARD int gn_files_beside(const char *path,
				 int (*same)(const char *name,
					     const char *of),
				 char out[GN_SYSTEMS_MAX][GN_PATH_MAX],
				 size_t *n, struct gn_diag *why);

/* 1 if two files belong to one recording: names equal but for tracksys. */
int gn_bids_same_recording(const char *a, const char *b);

/**
 * The motion.tsv files of the recording that path belongs to, references left
 * out; as gn_files_beside().
 */
GN_NODISCARD int gn_bids_systems(const char *path,
				 char out[GN_SYSTEMS_MAX][GN_PATH_MAX],
				 size_t *n, struct gn_diag *why);

#endif
