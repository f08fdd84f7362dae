/* SPDX-License-Identifier: MIT */
#ifndef PTY_H
#define PTY_H

#include <stddef.h>

/* A terminal whose other end is ours, or the test fails. */

/* The terminal's file, of so many rows and columns; *master is our end. */
int pty_open(int *master, int rows, int cols);

void pty_resize(int fd, int rows, int cols);

/* What has come to the screen since, 0-terminated, until nothing does for
 * wait_ms; its length. */
size_t pty_seen(int master, int wait_ms, char *got, size_t cap);

#endif
