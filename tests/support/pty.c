/* SPDX-License-Identifier: MIT */
#include "pty.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

void pty_resize(int fd, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };

	ck_assert_int_eq(ioctl(fd, TIOCSWINSZ, &size), 0);
}

int pty_open(int *master, int rows, int cols)
{
	int slave;

	*master = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(*master, 0);
	ck_assert(!grantpt(*master) && !unlockpt(*master));
	slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(slave, 0);
	pty_resize(slave, rows, cols);
	return slave;
}

size_t pty_seen(int master, int wait_ms, char *got, size_t cap)
{
	struct pollfd p = { .fd = master, .events = POLLIN };
	size_t n = 0;
	ssize_t k;

	while (n < cap - 1 && poll(&p, 1, wait_ms) == 1) {
		k = read(master, got + n, cap - 1 - n);
		if (k <= 0)
			break;
		n += (size_t)k;
	}
	got[n] = '\0';
	return n;
}
