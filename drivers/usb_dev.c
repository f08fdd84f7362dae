/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usb.h"
#include "usb_priv.h"

#define CHUNK 512       /* bytes sent at a time; whole packets of any size */

/* Which device is asked for; vid 0: any of ids. */
struct wanted {
	const struct gn_usb_id *ids;
	uint16_t vid, pid;
	const char *name;       /* serial number or port; "": any */
};

/* 4 hexadecimal digits, or -1. */
static long hex4(const char *s)
{
	char digits[5];

	for (int i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)s[i]))
			return -1;
		digits[i] = s[i];
	}
	digits[4] = '\0';
	return strtol(digits, NULL, 16);
}

static void parse_which(struct wanted *w, const char *which)
{
	long vid = hex4(which);
	long pid = vid > 0 && which[4] == ':' ? hex4(which + 5) : -1;

	w->name = which;
	if (pid < 0 || (which[9] != ':' && which[9] != '\0'))
		return;
	w->vid = (uint16_t)vid;
	w->pid = (uint16_t)pid;
	w->name = which + 9 + (which[9] == ':');
}

static bool model_fits(const struct wanted *w, const struct gn_usb_info *i)
{
	if (!i->port[0])
		return false;
	if (w->vid)
		return i->vid == w->vid && i->pid == w->pid;
	return gn_usb_id_find(w->ids, i) != NULL;
}

static bool name_fits(const struct wanted *w, const struct gn_usb_info *i)
{
	return !w->name[0] || !strcmp(w->name, i->serial) ||
	       !strcmp(w->name, i->port);
}

/* Append to a text that may be cut. */
static void add_info(char *text, size_t size, const struct gn_usb_info *i)
{
	size_t len = strlen(text);

	snprintf(text + len, size - len, "%s%04x:%04x at %s%s%s",
		 len ? ", " : "", i->vid, i->pid, i->port,
		 i->serial[0] ? " serial " : "", i->serial);
}

static int none_found(const struct wanted *w, const char *others,
		      struct gn_diag *why)
{
	char text[120] = "";

	if (others[0])
		return gn_diag_set(why, GN_ENODEV, "no USB device with serial "
				   "number or port '%.64s'; there is %s",
				   w->name, others);
	if (w->vid)
		return gn_diag_set(why, GN_ENODEV, "no USB device %04x:%04x is "
				   "plugged in", w->vid, w->pid);
	for (const struct gn_usb_id *id = w->ids; id->vid; id++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, "%s%04x:%04x",
			 len ? ", " : "", id->vid, id->pid);
	}
	return gn_diag_set(why, GN_ENODEV, "no such USB device is plugged in; "
			   "looked for %s", text);
}

/* The one device that fits, with a reference that the caller gives back. */
static int find(struct gn_usb *u, const struct wanted *w, libusb_device **out,
		struct gn_usb_info *info, struct gn_diag *why)
{
	char fit[200] = "", other[200] = "";
	libusb_device **list;
	struct gn_usb_info i;
	libusb_device *found = NULL;
	int n_fit = 0;
	ssize_t n = libusb_get_device_list(u->ctx, &list);

	if (n < 0)
		return gn_diag_set(why, GN_EIO, "USB devices cannot be listed: "
				   "%s", libusb_strerror((int)n));
	for (ssize_t k = 0; k < n; k++) {
		gn_usb_info_of(list[k], &i);
		if (!model_fits(w, &i))
			continue;
		if (!name_fits(w, &i)) {
			add_info(other, sizeof(other), &i);
			continue;
		}
		add_info(fit, sizeof(fit), &i);
		n_fit++;
		found = list[k];
		*info = i;
	}
	if (n_fit == 1)
		*out = libusb_ref_device(found);
	libusb_free_device_list(list, 1);
	if (n_fit == 0)
		return none_found(w, other, why);
	if (n_fit > 1)
		return gn_diag_set(why, GN_ENODEV, "%d USB devices fit: %s; "
				   "say which by its serial number or its "
				   "port, as in %04x:%04x:%s", n_fit, fit,
				   info->vid, info->pid, info->port);
	return GN_OK;
}

/* The endpoints, if its IN endpoint is of the kind wanted. */
static bool take_endpoints(struct gn_usb_dev *d, enum gn_usb_kind kind,
			   const struct libusb_interface_descriptor *a)
{
	const int type = kind == GN_USB_BULK ? LIBUSB_TRANSFER_TYPE_BULK :
		LIBUSB_TRANSFER_TYPE_INTERRUPT;

	d->ep_in = d->ep_out = 0;
	for (int i = 0; i < a->bNumEndpoints; i++) {
		const struct libusb_endpoint_descriptor *e = &a->endpoint[i];
		uint16_t size = e->wMaxPacketSize & 0x7ff;

		if ((e->bmAttributes & 3) != type || size == 0 ||
		    size > GN_USB_PACKET_MAX)
			continue;
		if (!(e->bEndpointAddress & LIBUSB_ENDPOINT_IN)) {
			if (!d->ep_out)
				d->ep_out = e->bEndpointAddress;
		} else if (!d->ep_in) {
			d->ep_in = e->bEndpointAddress;
			d->packet_max = size;
		}
	}
	return d->ep_in != 0;
}

/* Fill in what the descriptors say of the interface wanted. */
static bool take_iface(struct gn_usb_dev *d, const struct gn_usb_want *want,
		       const struct libusb_config_descriptor *c)
{
	for (int i = 0; i < c->bNumInterfaces; i++) {
		const struct libusb_interface_descriptor *a =
			c->interface[i].altsetting;

		if (c->interface[i].num_altsetting < 1 ||
		    (want->iclass != GN_USB_ANY &&
		     want->iclass != a->bInterfaceClass) ||
		    (want->number != GN_USB_ANY &&
		     want->number != a->bInterfaceNumber) ||
		    !take_endpoints(d, want->kind, a))
			continue;
		d->kind = want->kind;
		d->iface = a->bInterfaceNumber;
		d->iclass = a->bInterfaceClass;
		return true;
	}
	return false;
}

static int claim(struct gn_usb_dev *d, int iface, struct gn_diag *why)
{
	char what[32];
	int r = libusb_claim_interface(d->h, iface);

	if (!r)
		return GN_OK;
	snprintf(what, sizeof(what), "interface %d", iface);
	return gn_usb_error(&d->info, r, what, why);
}

static int no_iface(const struct gn_usb_dev *d, const char *what,
		    struct gn_diag *why)
{
	return gn_diag_set(why, GN_ENODEV, "USB device %04x:%04x at %s has no "
			   "%s: it is of another kind, or not configured",
			   d->info.vid, d->info.pid, d->info.port, what);
}

/* With the handle: find the interface, claim it, take what it needs. */
static int set_up(struct gn_usb_dev *d, const struct gn_usb_want *want,
		  struct gn_diag *why)
{
	struct libusb_config_descriptor *c = NULL;
	bool found;
	int r;

	/* not to be had on other systems than Linux; then claim() will say */
	libusb_set_auto_detach_kernel_driver(d->h, 1);
	r = libusb_get_active_config_descriptor(libusb_get_device(d->h), &c);
	found = !r && take_iface(d, want, c);
	libusb_free_config_descriptor(c);
	if (!found)
		return no_iface(d, want->kind == GN_USB_BULK ?
				"interface with a bulk endpoint" :
				"interface with an interrupt endpoint", why);
	r = claim(d, d->iface, why);
	if (r) {
		d->iface = -1;
		return r;
	}
	if (gn_usb_stream_init(d))
		return gn_diag_set(why, GN_ENOMEM, "USB: out of memory");
	return GN_OK;
}

int gn_usb_open(struct gn_usb_dev **out, struct gn_usb *u,
		const struct gn_usb_id *ids, const char *which,
		const struct gn_usb_want *want, struct gn_diag *why)
{
	struct wanted w = { .ids = ids };
	libusb_device *dev = NULL;
	struct gn_usb_dev *d;
	int err;

	d = calloc(1, sizeof(*d));
	if (!d)
		return gn_diag_set(why, GN_ENOMEM, "USB: out of memory");
	d->iface = d->iface2 = -1;
	parse_which(&w, which);
	err = find(u, &w, &dev, &d->info, why);
	if (err)
		goto out;
	d->id = gn_usb_id_find(ids, &d->info);
	err = libusb_open(dev, &d->h);
	libusb_unref_device(dev);
	if (err) {
		d->h = NULL;
		err = gn_usb_error(&d->info, err, "opening it", why);
		goto out;
	}
	err = set_up(d, want, why);
	if (err)
		goto out;
	*out = d;
	return GN_OK;
out:
	gn_usb_close(d);
	return err;
}

int gn_usb_claim_class(struct gn_usb_dev *d, int iclass, struct gn_diag *why)
{
	struct libusb_config_descriptor *c = NULL;
	int number = -1;
	int err = libusb_get_active_config_descriptor(
		libusb_get_device(d->h), &c);

	for (int i = 0; !err && number < 0 && i < c->bNumInterfaces; i++)
		if (c->interface[i].num_altsetting > 0 &&
		    c->interface[i].altsetting->bInterfaceClass == iclass)
			number = c->interface[i].altsetting->bInterfaceNumber;
	libusb_free_config_descriptor(c);
	if (number < 0 || d->iface2 >= 0)
		return no_iface(d, "interface for control", why);
	if (number == d->iface)
		return number;
	err = claim(d, number, why);
	if (err)
		return err;
	d->iface2 = number;
	return number;
}

void gn_usb_close(struct gn_usb_dev *d)
{
	if (!d)
		return;
	if (d->ring)
		gn_usb_stream_stop(d);
	/* what was detached is attached again */
	if (d->iface2 >= 0)
		libusb_release_interface(d->h, d->iface2);
	if (d->h && d->iface >= 0)
		libusb_release_interface(d->h, d->iface);
	if (d->h)
		libusb_close(d->h);
	gn_usb_stream_free(d);
	free(d);
}

const struct gn_usb_info *gn_usb_dev_info(const struct gn_usb_dev *d)
{
	return &d->info;
}

const struct gn_usb_id *gn_usb_dev_id(const struct gn_usb_dev *d)
{
	return d->id;
}

int gn_usb_dev_iface(const struct gn_usb_dev *d)
{
	return d->iface;
}

int gn_usb_dev_iclass(const struct gn_usb_dev *d)
{
	return d->iclass;
}

int gn_usb_control(struct gn_usb_dev *d, uint8_t type, uint8_t request,
		   uint16_t value, uint16_t index, void *data, uint16_t len,
		   struct gn_diag *why)
{
	char what[40];
	int r = libusb_control_transfer(d->h, type, request, value, index,
					data, len, GN_USB_CONTROL_MS);

	if (r >= 0)
		return r;
	snprintf(what, sizeof(what), "request %02x %02x %04x", type, request,
		 value);
	return gn_usb_error(&d->info, r, what, why);
}

int gn_usb_write(struct gn_usb_dev *d, const void *data, size_t len,
		 int timeout_ms, struct gn_diag *why)
{
	const uint8_t *p = data;
	int64_t end = gn_usb_now_ns() + timeout_ms * INT64_C(1000000);
	uint8_t buf[CHUNK];
	int r = d->ep_out ? 0 : LIBUSB_ERROR_PIPE;

	while (!r && len > 0) {
		int n = len < CHUNK ? (int)len : CHUNK, sent = 0;
		int64_t left = (end - gn_usb_now_ns()) / 1000000;
		/* 0 would be for ever */
		unsigned ms = left > 1 ? (unsigned)left : 1;

		memcpy(buf, p, (size_t)n);
		r = d->kind == GN_USB_BULK ?
			libusb_bulk_transfer(d->h, d->ep_out, buf, n, &sent,
					     ms) :
			libusb_interrupt_transfer(d->h, d->ep_out, buf, n,
						  &sent, ms);
		p += sent;
		len -= (size_t)sent;
	}
	return r ? gn_usb_error(&d->info, r, "sending to it", why) : GN_OK;
}
