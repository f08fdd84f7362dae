/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "gonio/driver.h"
#include "host_priv.h"

struct gn_host {
	int64_t        epoch_ns;
	struct gn_usb *usb;             /* NULL: nobody asked for it yet */
	struct gn_phones *phones;       /* NULL: none can send */
};

int gn_host_create(struct gn_host **out, struct gn_diag *why)
{
	struct gn_host *h = calloc(1, sizeof(*h));

	if (!h)
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	h->epoch_ns = gn_usb_now_ns();
	*out = h;
	return GN_OK;
}

void gn_host_destroy(struct gn_host *h)
{
	if (!h)
		return;
	gn_usb_destroy(h->usb);
	free(h);
}

int64_t gn_host_epoch_ns(const struct gn_host *h)
{
	return h->epoch_ns;
}

void gn_host_share_phones(struct gn_host *h, struct gn_phones *phones)
{
	h->phones = phones;
}

struct gn_phones *gn_host_phones(const struct gn_host *h)
{
	return h->phones;
}

int gn_host_usb(struct gn_host *h, struct gn_usb **out, struct gn_diag *why)
{
	int err = GN_OK;

	if (!h->usb)
		err = gn_usb_create(&h->usb, NULL, NULL, why);
	if (!err)
		*out = h->usb;
	return err;
}

int gn_host_devices(struct gn_host *h, struct gn_device_info *out, size_t cap,
		    struct gn_diag *why)
{
	size_t n = 0;

	for (size_t i = 0; gn_drivers[i]; i++) {
		size_t used = n < cap ? n : cap;
		int got;

		if (!gn_drivers[i]->devices)
			continue;
		got = gn_drivers[i]->devices(h, out + used, cap - used, why);
		if (got < 0)
			return got;
		n += (size_t)got;
	}
	return (int)n;
}
