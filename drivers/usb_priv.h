/* SPDX-License-Identifier: MIT */
#ifndef USB_PRIV_H
#define USB_PRIV_H

#include <libusb-1.0/libusb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "gonio/ring.h"
#include "usb.h"

/* Shared by usb.c, usb_dev.c and usb_stream.c, and by nobody else. */
struct gn_usb {
	libusb_context *ctx;
	pthread_t thread;
	atomic_bool stop;
	gn_usb_hotplug_fn *hotplug;
	void *arg;
};

enum gn_usb_state { GN_USB_IDLE, GN_USB_RUNNING, GN_USB_STOPPING };

/* A transfer: in flight, or parked until gn_usb_read() queues it again. */
struct gn_usb_slot {
	struct gn_usb_dev *dev;
	struct libusb_transfer *x;
	bool parked;
};

struct gn_usb_dev {
	libusb_device_handle *h;
	struct gn_usb_info info;
	const struct gn_usb_id *id;
	int  iface, iclass;             /* that it receives from */
	int  iface2;                    /* -1: none */
	enum gn_usb_kind kind;
	uint8_t ep_in, ep_out;          /* ep_out 0: none */
	uint16_t packet_max;            /* of ep_in */
	uint16_t head;
	uint8_t *buf;                   /* GN_USB_TRANSFERS * packet_max */
	struct gn_usb_slot slot[GN_USB_TRANSFERS];

	struct gn_ring *ring;           /* of gn_usb_packet */
	uint32_t lost;                  /* event thread: not yet told */
	bool held;                      /* reader: has the ring's first */
	atomic_bool trouble;            /* parked, gone or failed */

	/* what both threads change, under mu; changed says so */
	pthread_mutex_t mu;
	pthread_cond_t changed;
	enum gn_usb_state state;
	int  in_flight;
	bool halted;                    /* the endpoint is, or all are ended
					 * because it was */
	bool gone, failed;
	int  tries;                     /* to mend, since the last packet */
	int64_t retry_ns;               /* the next is not before */
	struct gn_usb_stats stats;
};

/* What can be known of it without opening it. */
void gn_usb_info_of(libusb_device *dev, struct gn_usb_info *out);

/* Is it in ids? Its row, or NULL. */
const struct gn_usb_id *gn_usb_id_find(const struct gn_usb_id *ids,
				       const struct gn_usb_info *info);

/* A libusb error, while doing what, as one of ours with its reason. */
int gn_usb_error(const struct gn_usb_info *info, int libusb_err,
		 const char *what, struct gn_diag *why);

/* Transfers, ring, mutex of a device whose endpoints are known; and back. */
int gn_usb_stream_init(struct gn_usb_dev *d);
void gn_usb_stream_free(struct gn_usb_dev *d);

/* End all transfers: nothing is received any more. */
void gn_usb_stream_stop(struct gn_usb_dev *d);

#endif
