/* SPDX-License-Identifier: MIT */
#ifndef GN_ANALYSE_H
#define GN_ANALYSE_H

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/report.h"

/*
 * One recording, or another source, from its address to its result: what
 * `score` and `validate` both do, written once. It is read in blocks through
 * the session; memory besides the result does not grow with its length.
 */

/**
 * Open a recording, run the session over it and collect everything that it
 * yields.
 *
 * The exercise is that named, else the recording's task; a name that the
 * catalogue does not hold falls back to "general" with a warning in the
 * result.
 *
 * @param[out] out       filled; the caller frees it with gn_result_free().
 *                       Zeroed on error, nothing to free
 * @param[in]  path      a path or an address, as for gn_source_open()
 * @param[in]  cat       the catalogue; must outlive the result
 * @param[in]  exercise  a name; NULL: the recording's own task
 * @param[out] why       file, line or field on error; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENODEV   no such driver, or the device is gone
 * @retval GN_EINVAL   the address is malformed
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_EUNITS, GN_ENODATA, GN_ENOMEM
 *
 * Threads: calls on different results may run at the same time.
 */
GN_NODISCARD int gn_analyse(struct gn_result *out, const char *path,
			    const struct gn_catalogue *cat,
			    const char *exercise, struct gn_diag *why);

#endif
