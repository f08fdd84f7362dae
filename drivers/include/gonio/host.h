/* SPDX-License-Identifier: MIT */
#ifndef GN_HOST_H
#define GN_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * What the devices of one session share: USB with its one event thread, and
 * the time base. Sources are opened on it with gn_source_open_on() and closed
 * before it. USB is not touched until it is needed, so a host costs nothing
 * where there are no devices.
 */
struct gn_host;

/* One sensor that is plugged in, known without opening it. */
struct gn_device_info {
	char uri[128];          /* opens this one and no other */
	char model[64];         /* as it calls itself, else its driver's word */
	char serial[64];        /* "" if it has none */
	char port[32];          /* "1-2.4": bus, ports */
	uint8_t maybe;          /* 1: the plug is a general one, such as a
				 * serial adapter; what is behind it is known
				 * after opening only */
};

/**
 * Make a host; its epoch is now.
 * @retval GN_OK
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_host_create(struct gn_host **out, struct gn_diag *why);

/* After its last source was closed. NULL is fine. */
void gn_host_destroy(struct gn_host *h);

/* Time 0 of its devices' samples, on CLOCK_MONOTONIC. */
int64_t gn_host_epoch_ns(const struct gn_host *h);

/* Phones that may send to its sources; they belong to the caller and outlive
 * it. Without them no source "phone:" can be opened. */
struct gn_phones;
void gn_host_share_phones(struct gn_host *h, struct gn_phones *phones);

/**
 * List the sensors that are plugged in, by driver, then by port.
 *
 * @param[out] out  at most cap of them
 *
 * @return how many there are, which may be more than cap; or
 * @retval GN_EIO  no USB on this computer, or it cannot be listed
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_host_devices(struct gn_host *h, struct gn_device_info *out,
				 size_t cap, struct gn_diag *why);

#endif
