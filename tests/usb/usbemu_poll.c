/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "usbemu.h"

/*
 * poll() and open() as libusb calls them. umockdev's node is a plain file:
 * ready at all times, and readable by root. Here it is ready when a transfer
 * has ended, and in error when the device is gone, as usbdev_poll() has it.
 */
#define FDS_MAX 64

int poll(struct pollfd *fds, nfds_t n, int timeout);
/* what open(path, flags) is called in a libusb built with _FORTIFY_SOURCE */
int __open_2(const char *path, int flags);

/* Asks: which emulated device is it, if any? Its fd or -1. */
static int emulated(int fd, bool *ready, bool *gone)
{
	char link[40], path[512];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len <= 0)
		return -1;
	path[len] = '\0';
	return usbemu_poll_fd(path, ready, gone);
}

static int collect(struct pollfd *fds, const struct pollfd *t, nfds_t n)
{
	int count = 0;

	for (nfds_t i = 0; i < n; i++) {
		bool ready = false, gone = false;

		fds[i].revents = t[i].revents;
		if (t[i].fd != fds[i].fd) {
			emulated(fds[i].fd, &ready, &gone);
			fds[i].revents = (short)((ready ? POLLOUT : 0) |
				(gone ? POLLERR | POLLHUP : 0));
		}
		count += fds[i].revents != 0;
	}
	return count;
}

int poll(struct pollfd *fds, nfds_t n, int timeout)
{
	int (*real)(struct pollfd *, nfds_t, int) =
		(int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
	struct pollfd t[FDS_MAX];
	bool any = false, ready, gone;
	int r;

	if (n > FDS_MAX)
		return real(fds, n, timeout);
	for (nfds_t i = 0; i < n; i++) {
		int fd = -1;

		t[i] = fds[i];
		/* libusb asks usbfs for POLLOUT and nothing else */
		if (fds[i].events == POLLOUT)
			fd = emulated(fds[i].fd, &ready, &gone);
		if (fd < 0)
			continue;
		t[i].fd = fd;
		t[i].events = POLLIN;
		any = true;
	}
	if (!any)
		return real(fds, n, timeout);
	r = real(t, n, timeout);
	if (r < 0)
		return r;
	return collect(fds, t, n);
}

int __open_2(const char *path, int flags)
{
	if (usbemu_forbidden(path)) {
		errno = EACCES;
		return -1;
	}
	/* umockdev's */
	return open(path, flags & ~O_CREAT);
}
