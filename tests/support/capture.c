/* SPDX-License-Identifier: MIT */
#include "capture.h"

#include <stdlib.h>
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
