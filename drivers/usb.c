/* SPDX-License-Identifier: MIT */
#include "usb.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "usb_priv.h"

#define PORTS_MAX 7     /* USB 3.0 specification, 8.9: tiers of hubs */

int64_t gn_usb_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int gn_usb_error(const struct gn_usb_info *i, int libusb_err,
		 const char *what, struct gn_diag *why)
{
	const char *fmt = "USB device %04x:%04x at %s: %s: %s";
	const char *text;
	int err;

	switch (libusb_err) {
	case LIBUSB_ERROR_NO_DEVICE:
	case LIBUSB_ERROR_NOT_FOUND:
		err = GN_ENODEV;
		text = "it was unplugged";
		break;
	case LIBUSB_ERROR_ACCESS:
		err = GN_ENODEV;
		text = "permission denied; install the file 60-gonio.rules in "
		       "/etc/udev/rules.d, then plug it in again";
		break;
	case LIBUSB_ERROR_BUSY:
		err = GN_ENODEV;
		text = "in use by another program; close that first";
		break;
	case LIBUSB_ERROR_PIPE:
		err = GN_EINVAL;
		text = "the device refuses it";
		break;
	case LIBUSB_ERROR_TIMEOUT:
		err = GN_EIO;
		text = "no answer in time";
		break;
	case LIBUSB_ERROR_NO_MEM:
		err = GN_ENOMEM;
		text = "out of memory";
		break;
	default:
		err = GN_EIO;
		text = libusb_strerror(libusb_err);
		break;
	}
	return gn_diag_set(why, err, fmt, i->vid, i->pid, i->port, what, text);
}

/*
 * A text of the device from sysfs: anybody may read it there, and the device
 * is not disturbed while another program uses it.
 */
static void sysfs_text(const char *port, const char *name, char *out,
		       size_t size)
{
	char path[96];
	FILE *f;

	out[0] = '\0';
	snprintf(path, sizeof(path), "/sys/bus/usb/devices/%s/%s", port, name);
	f = fopen(path, "re");
	if (!f)
		return;
	if (!fgets(out, (int)size, f))
		out[0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	fclose(f);
}

void gn_usb_info_of(libusb_device *dev, struct gn_usb_info *out)
{
	struct libusb_device_descriptor desc;
	uint8_t port[PORTS_MAX];
	int n, len;

	memset(out, 0, sizeof(*out));
	/* cannot fail: libusb keeps it */
	libusb_get_device_descriptor(dev, &desc);
	out->vid = desc.idVendor;
	out->pid = desc.idProduct;
	out->release = desc.bcdDevice;
	out->bus = libusb_get_bus_number(dev);
	out->address = libusb_get_device_address(dev);
	n = libusb_get_port_numbers(dev, port, PORTS_MAX);
	if (n <= 0)
		return;
	len = snprintf(out->port, sizeof(out->port), "%d", out->bus);
	for (int i = 0; i < n; i++)
		len += snprintf(out->port + len, sizeof(out->port) - len,
				"%c%d", i ? '.' : '-', port[i]);
	sysfs_text(out->port, "serial", out->serial, sizeof(out->serial));
	sysfs_text(out->port, "product", out->product, sizeof(out->product));
}

const struct gn_usb_id *gn_usb_id_find(const struct gn_usb_id *ids,
				       const struct gn_usb_info *info)
{
	for (; ids && ids->vid; ids++)
		if (ids->vid == info->vid && ids->pid == info->pid)
			return ids;
	return NULL;
}

static int by_port(const void *a, const void *b)
{
	const struct gn_usb_info *x = a, *y = b;

	return strcmp(x->port, y->port);
}

int gn_usb_list(struct gn_usb *u, const struct gn_usb_id *ids,
		struct gn_usb_info *out, size_t cap, struct gn_diag *why)
{
	libusb_device **list;
	struct gn_usb_info info;
	int n = 0;
	ssize_t all = libusb_get_device_list(u->ctx, &list);

	if (all < 0)
		return gn_diag_set(why, GN_EIO, "USB devices cannot be listed: "
				   "%s", libusb_strerror((int)all));
	for (ssize_t i = 0; i < all; i++) {
		gn_usb_info_of(list[i], &info);
		if (!info.port[0] || (ids && !gn_usb_id_find(ids, &info)))
			continue;
		if ((size_t)n < cap)
			out[n] = info;
		n++;
	}
	libusb_free_device_list(list, 1);
	if (cap > 0)
		qsort(out, (size_t)n < cap ? (size_t)n : cap, sizeof(*out),
		      by_port);
	return n;
}

static int LIBUSB_CALL plugged(libusb_context *ctx, libusb_device *dev,
			       libusb_hotplug_event event, void *arg)
{
	struct gn_usb *u = arg;
	struct gn_usb_info info;

	(void)ctx;
	gn_usb_info_of(dev, &info);
	if (info.port[0])
		u->hotplug(u->arg,
			   event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED, &info);
	return 0;
}

static void *serve(void *arg)
{
	struct gn_usb *u = arg;

	while (!atomic_load(&u->stop)) {
		struct timeval t = { .tv_sec = 60 };

		libusb_handle_events_timeout_completed(u->ctx, &t, NULL);
	}
	return NULL;
}

/* The event thread leaves all signals to the threads of the program. */
static int start_thread(struct gn_usb *u)
{
	sigset_t all, old;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&u->thread, NULL, serve, u);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}

int gn_usb_create(struct gn_usb **out, gn_usb_hotplug_fn *hotplug, void *arg,
		  struct gn_diag *why)
{
	struct gn_usb *u = calloc(1, sizeof(*u));
	int err;

	if (!u)
		return gn_diag_set(why, GN_ENOMEM, "USB: out of memory");
	u->hotplug = hotplug;
	u->arg = arg;
	atomic_init(&u->stop, false);
	err = libusb_init(&u->ctx);
	if (err) {
		free(u);
		return gn_diag_set(why, GN_EIO, "no USB on this computer: %s",
				   libusb_strerror(err));
	}
	if (hotplug)
		err = libusb_hotplug_register_callback(u->ctx,
			LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED |
			LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
			LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
			LIBUSB_HOTPLUG_MATCH_ANY, plugged, u, NULL);
	if (!err)
		err = start_thread(u);
	if (err) {
		libusb_exit(u->ctx);
		free(u);
		return gn_diag_set(why, GN_EIO, "USB: no event thread");
	}
	*out = u;
	return GN_OK;
}

void gn_usb_destroy(struct gn_usb *u)
{
	if (!u)
		return;
	atomic_store(&u->stop, true);
	libusb_interrupt_event_handler(u->ctx);
	pthread_join(u->thread, NULL);
	libusb_exit(u->ctx);
	free(u);
}
