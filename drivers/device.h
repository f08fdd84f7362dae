/* SPDX-License-Identifier: MIT */
#ifndef DEVICE_H
#define DEVICE_H

#include "gonio/driver.h"
#include "gonio/timesync.h"
#include "host_priv.h"
#include "proto.h"
#include "usb_line.h"

/*
 * One sensor on USB: what all device drivers do alike. It opens the device,
 * has its kind start it, times what it sends, restarts it when it falls
 * silent, and waits for it at its port when it is unplugged. A driver adds a
 * struct gn_device_kind and a state that begins with a struct gn_device:
 *
 *     struct foo { struct gn_device d; ... };
 *     foo_open:   return gn_device_open(&s->d, &kind, host, arg, why);
 *     and gn_device_info, _read, _status, _close as they are in its
 *     struct gn_driver, which has them by GN_DEVICE_OPS.
 *
 * Private to drivers/.
 */
#define GN_DEVICE_QUEUE   256           /* readings of one packet */
#define GN_DEVICE_TRIES   3             /* of gn_device_ask() */
#define GN_DEVICE_ANSWER_MS 300         /* for each */
#define GN_DEVICE_SILENT_NS INT64_C(1000000000)
#define GN_DEVICE_GONE_NS INT64_C(600000000000) /* then it is given up */

struct gn_device;

struct gn_device_kind {
	const char *scheme;             /* of its addresses */
	const char *model;              /* if the device does not say */
	const struct gn_usb_id *ids;    /* ends with vid 0 */
	uint8_t maybe;                  /* as in struct gn_device_info */
	/* Of a serial line at baud: its protocol's frame function. NULL: what
	 * comes is packets. */
	int (*frame)(const uint8_t *p, size_t n);
	uint32_t baud;
	struct gn_usb_want want;        /* of packets */
	double rate_hz;                 /* without ?rate= */
	double rate_max_hz;             /* at most; 0: rate_hz is fixed */
	uint8_t per_packet;             /* readings that come and are timed
					 * together; 0 or 1: one */
	uint8_t has_acc, has_gyr, has_mag;
	struct gn_timesync_params clock; /* of packets; its rate_hz is set by
					  * the core */

	/*
	 * Make the opened device send; also after a silence, when it may be
	 * sending already. May block 2 s. May set d->rate_hz, firmware and
	 * serial in d->st.
	 * GN_OK, or GN_ENODEV, GN_EIO with the reason.
	 */
	int (*start)(struct gn_device *d, struct gn_diag *why);

	/* Take a packet, or a frame of the line, apart: gn_device_emit() what
	 * is in it. May set d->st.battery_pct and add to d->st.errors. */
	void (*take)(struct gn_device *d, const uint8_t *p, size_t n);
};

struct gn_device {
	/* for the kind */
	struct gn_source_status st;
	double rate_hz;                 /* asked for; start may correct it */
	struct gn_framer framer;        /* of a line; emptied at each start */

	/* private */
	const struct gn_device_kind *kind;
	struct gn_host *host;
	struct gn_usb *usb;
	struct gn_usb_line line;
	struct gn_usb_dev *dev;         /* the line's too; NULL: gone */
	struct gn_recording_info info;
	char which[128], fixed[128];    /* as asked; this one and no other */
	struct gn_timesync sync;
	struct gn_timesync_stats before; /* of earlier starts, summed up */
	uint64_t usb_overruns;          /* likewise */
	uint64_t lost_packets;          /* that the computer knows of */
	int64_t arrival_ns;             /* of the packet at hand */
	int64_t stamp_ns;               /* of the readings at hand */
	int64_t step_ns;                /* from the stamp before */
	int64_t period_ns;              /* of packets, nominal */
	uint8_t grouped;                /* 1: more readings of it come */
	int64_t heard_ns;               /* of the newest reading */
	int64_t tried_ns, gone_ns;
	size_t at, n;
	struct gn_sample queue[GN_DEVICE_QUEUE];
};

/**
 * Open the device that arg names, [WHICH][?rate=HZ], and wait for its first
 * reading. Errors as gn_driver.open.
 */
GN_NODISCARD int gn_device_open(struct gn_device *d,
				const struct gn_device_kind *kind,
				struct gn_host *host, const char *arg,
				struct gn_diag *why);

/* As the operations of struct gn_driver; the state begins with the device. */
const struct gn_recording_info *gn_device_info(const void *state);
int gn_device_read(void *state, struct gn_sample *out, size_t cap,
		   int timeout_ms, struct gn_diag *why);
void gn_device_status(const void *state, struct gn_source_status *out);
void gn_device_close(void *state);

#define GN_DEVICE_OPS                                                      \
	.device = 1, .info = gn_device_info, .read = gn_device_read,       \
	.status = gn_device_status, .close = gn_device_close

/* Between device.c and device_io.c: the next packet or piece of the line, as
 * gn_usb_read(); sets arrival_ns, counts what was lost. */
GN_NODISCARD int gn_device_receive(struct gn_device *d, const uint8_t **p,
				   size_t *n, int timeout_ms,
				   struct gn_diag *why);

/* As gn_driver.devices, of a kind. */
GN_NODISCARD int gn_device_list(const struct gn_device_kind *kind,
				struct gn_host *host,
				struct gn_device_info *out, size_t cap,
				struct gn_diag *why);

/* ---- for a kind's start and take --------------------------------------- */

/* Time a reading and put it into the queue. */
void gn_device_emit(struct gn_device *d, const struct gn_reading *r);

/* Say what happened, in words: the newest note in its status. */
__attribute__((format(printf, 2, 3)))
void gn_device_note(struct gn_device *d, const char *fmt, ...);

/* Send bytes. GN_OK, GN_EINVAL, GN_ENODEV, GN_EIO as gn_usb_write(). */
GN_NODISCARD int gn_device_write(struct gn_device *d, const void *p, size_t n,
				 struct gn_diag *why);

/* Another speed of the line; errors as gn_usb_line_baud(). */
GN_NODISCARD int gn_device_baud(struct gn_device *d, uint32_t baud,
				struct gn_diag *why);

/**
 * Wait for the next packet of a dialogue; it is not passed to take.
 * @param[out] p  valid until the next call
 * @return its length, 0 if none came in time, or GN_ENODEV, GN_EIO
 */
GN_NODISCARD int gn_device_packet(struct gn_device *d, const uint8_t **p,
				  int timeout_ms, struct gn_diag *why);

/**
 * Wait on a line for a frame that fits; it is not passed to take.
 *
 * @param[in]  fits   > 0: this is it; 0: go on; < 0: an error that is returned
 * @param[out] out    the frame, valid until the next call; may be NULL
 *
 * @return its length, 0 if none came in time, GN_ENODEV, GN_EIO, or what fits
 *         returned
 */
GN_NODISCARD int gn_device_frame(struct gn_device *d,
				 int (*fits)(const uint8_t *p, size_t n,
					     void *arg),
				 void *arg, int timeout_ms,
				 const uint8_t **out, struct gn_diag *why);

/* Send n bytes on a line until a frame that fits comes; as
 * gn_device_frame(), 0 if none came after the last try. */
GN_NODISCARD int gn_device_ask(struct gn_device *d, const void *p, size_t n,
			       int (*fits)(const uint8_t *p, size_t n,
					   void *arg),
			       void *arg, const uint8_t **out,
			       struct gn_diag *why);

/* HID: the feature report id, whole; its length or an error as
 * gn_usb_control(). buf[0] is the id. */
GN_NODISCARD int gn_device_feature(struct gn_device *d, uint8_t id,
				   uint8_t *buf, uint16_t cap,
				   struct gn_diag *why);

#endif
