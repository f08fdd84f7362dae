/* SPDX-License-Identifier: MIT */
#ifndef HOST_PRIV_H
#define HOST_PRIV_H

#include "gonio/host.h"
#include "usb.h"

/*
 * USB, which is started at the first call.
 * @retval GN_OK, GN_EIO, GN_ENOMEM as gn_usb_create()
 */
GN_NODISCARD int gn_host_usb(struct gn_host *h, struct gn_usb **out,
			     struct gn_diag *why);

/* What was given to gn_host_share_phones(); NULL: nothing. */
struct gn_phones *gn_host_phones(const struct gn_host *h);

#endif
