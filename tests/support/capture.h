/* SPDX-License-Identifier: MIT */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stddef.h>
#include <stdio.h>

/*
 * What a command writes to a standard stream. Each start needs its stop, also
 * in the test that fails in between: without a child process of its own it
 * would take the runner's output with it. So assert after the stop.
 */
struct capture {
	int fd, saved;
	FILE *file;
};

/* From now on fd (1 or 2) goes to a file without a name. */
void capture_start(struct capture *c, int fd);

/* Back to where it was; what came is in out, 0-terminated, cut to cap. */
void capture_stop(struct capture *c, char *out, size_t cap);

/*
 * A command with words, NULL after the last, at most CAPTURE_WORDS of them:
 * what it writes to both streams, and its exit code.
 */
#define CAPTURE_WORDS 14
int capture_command(int (*cmd)(int argc, char **argv),
		    const char *const *words, char *out, size_t out_cap,
		    char *err, size_t err_cap);

#endif
