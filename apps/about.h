/* SPDX-License-Identifier: MIT */
#ifndef ABOUT_H
#define ABOUT_H

/* What this program is: its version, that of its results, and of all
 * libraries as they are loaded. CLI_OK */
int cli_version(void);

#endif
