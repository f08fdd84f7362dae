/* SPDX-License-Identifier: MIT */
#ifndef PDF_H
#define PDF_H

#include "gonio/err.h"

/**
 * Print a page as a browser does, A4, by a Chromium that is installed.
 *
 * @param[in] html  the page
 * @param[in] path  of the PDF; written over
 *
 * @retval GN_OK
 * @retval GN_ENOENT  no such browser on the PATH: why says what to install
 * @retval GN_EIO     it failed, or path cannot be written
 * @retval GN_ENOMEM
 *
 * Takes about a second, in a process of its own.
 */
GN_NODISCARD int gn_pdf_print(const char *html, const char *path,
			      struct gn_diag *why);

#endif
