/* SPDX-License-Identifier: MIT */
#include "capture.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void capture_start(struct capture *c, int fd)
{
	fflush(NULL);
	c->fd = fd;
	c->file = tmpfile();
	c->saved = dup(fd);
	if (!c->file || c->saved < 0 || dup2(fileno(c->file), fd) < 0) {
		perror("capture");
		abort();
	}
}

void capture_stop(struct capture *c, char *out, size_t cap)
{
	size_t n;

	fflush(NULL);
	dup2(c->saved, c->fd);
	close(c->saved);
	rewind(c->file);
	n = fread(out, 1, cap - 1, c->file);
	out[n] = '\0';
	fclose(c->file);
}

int capture_command(int (*cmd)(int argc, char **argv),
		    const char *const *words, char *out, size_t out_cap,
		    char *err, size_t err_cap)
{
	struct capture to[2];
	char *argv[CAPTURE_WORDS + 2];
	int argc = 1, code;

	argv[0] = strdup("x");
	for (; words[argc - 1]; argc++) {
		if (argc > CAPTURE_WORDS)
			abort();
		argv[argc] = strdup(words[argc - 1]);
	}
	argv[argc] = NULL;
	capture_start(&to[0], STDOUT_FILENO);
	capture_start(&to[1], STDERR_FILENO);
	optind = 0;     /* glibc: forget the last command line */
	code = cmd(argc, argv);
	capture_stop(&to[1], err, err_cap);
	capture_stop(&to[0], out, out_cap);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return code;
}
