/* SPDX-License-Identifier: MIT */
#include "gonio/uses.h"

#include <libusb-1.0/libusb.h>
#include <stdio.h>

void gn_uses_drivers(char *out, size_t size)
{
	const struct libusb_version *v = libusb_get_version();

	snprintf(out, size, "libusb %d.%d.%d", v->major, v->minor, v->micro);
}
