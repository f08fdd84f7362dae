/* SPDX-License-Identifier: MIT */
#ifndef USB_H
#define USB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * Packets of USB devices through libusb: private to drivers/.
 *
 * One struct gn_usb holds one libusb context and one event thread. Who owns
 * it passes it to all that open devices with it, and keeps it until the last
 * of them is closed. Each device receives into a ring of its own:
 *
 *     gn_usb_create(&usb, NULL, NULL, why)
 *     gn_usb_open(&dev, usb, ids, which, &want, why)
 *     gn_usb_control(dev, ...)                            set-up
 *     gn_usb_start(dev, start_command, arg, why)
 *     while (gn_usb_read(dev, &packet, timeout_ms, why) >= 0)
 *             ...
 *     gn_usb_close(dev)
 *     gn_usb_destroy(usb)
 *
 * Serial lines (CDC-ACM, FTDI, CP210x, CH341) are in usb_line.h.
 *
 * What may go wrong, and what then happens:
 *     stall             all transfers are ended, the halt is cleared, they are
 *                       queued again; counted
 *     overflow, babble  that packet is lost and counted, the transfer is
 *                       queued again
 *     bus error         the same
 *     one of these GN_USB_RETRIES times running without a packet in between
 *                       gn_usb_read() returns GN_EIO
 *     short, empty      delivered as they are; counted
 *     ring full         the newest packet is lost and counted
 *     any packet lost   the next one that is received says how many
 *     unplugged         what was received is delivered, then GN_ENODEV
 * All of it is mended within gn_usb_read(), so the event thread never blocks
 * and one device in trouble does not hold up the others.
 *
 * Every GN_* failure has its reason in *why, which may be NULL.
 */
#define GN_USB_TRANSFERS   8    /* in flight for each device */
#define GN_USB_PACKETS  1024    /* the ring's: 5 s at 200 Hz */
#define GN_USB_RETRIES    50
#define GN_USB_RETRY_MS   20    /* wait before each but the first */
#define GN_USB_CONTROL_MS 500   /* time that a device has to answer */

/* A device model. Tables of them end with vid 0. */
struct gn_usb_id {
	uint16_t vid, pid;
	int tag;                /* whatever its driver wants to know of it */
};

/* What is known of a device without opening it. */
struct gn_usb_info {
	uint16_t vid, pid;
	uint16_t release;       /* bcdDevice: 0x0600 is 6.00 */
	uint8_t  bus;
	uint8_t  address;       /* changes at each plugging */
	char     port[32];      /* bus and ports it is plugged in at: "1-2.4" */
	char     serial[64];    /* "" if it has none */
	char     product[64];   /* "" if it has none */
};

enum gn_usb_kind { GN_USB_INTERRUPT, GN_USB_BULK };

#define GN_USB_ANY (-1)

/* The interface to receive from: the first whose IN endpoint is of kind. */
struct gn_usb_want {
	enum gn_usb_kind kind;
	int iclass;             /* bInterfaceClass, or GN_USB_ANY */
	int number;             /* bInterfaceNumber, or GN_USB_ANY */
};

/* One received packet. */
struct gn_usb_packet {
	int64_t  t_ns;          /* arrival, CLOCK_MONOTONIC */
	uint32_t lost;          /* packets known to be lost just before it */
	uint16_t len;           /* 0..GN_USB_PACKET_MAX */
	uint8_t  data[];
};

#define GN_USB_PACKET_MAX 1024

/* Counted since the device was opened. */
struct gn_usb_stats {
	uint64_t packets;       /* received, lost ones included */
	uint64_t bytes;         /* in them */
	uint64_t shorts;        /* shorter than the endpoint's packets */
	uint64_t idle;          /* nothing behind the head: not queued */
	uint64_t overruns;      /* lost because nobody read in time */
	uint64_t stalls;        /* halts that were cleared */
	uint64_t overflows;     /* longer than the endpoint's packets: lost */
	uint64_t errors;        /* other transfers that failed */
};

struct gn_usb;
struct gn_usb_dev;

/* CLOCK_MONOTONIC, which packets are stamped with. */
int64_t gn_usb_now_ns(void);

/*
 * A device has come or gone. Called in the event thread: it must return soon,
 * and may not call any function of this file. Of one that is gone, serial and
 * product are empty: it is known by its port.
 */
typedef void gn_usb_hotplug_fn(void *arg, bool arrived,
			       const struct gn_usb_info *info);

/**
 * Start libusb and the event thread.
 *
 * @param[out] out      gn_usb_destroy(); untouched on error
 * @param[in]  hotplug  told of what is plugged in or out from now on; what is
 *                      there already: gn_usb_list(). NULL: nobody is told
 *
 * @retval GN_OK
 * @retval GN_EIO    no USB here, or no thread
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_usb_create(struct gn_usb **out, gn_usb_hotplug_fn *hotplug,
			       void *arg, struct gn_diag *why);

/* All its devices are closed. NULL is fine. */
void gn_usb_destroy(struct gn_usb *u);

/**
 * List what is plugged in, hubs of the computer itself left out; nothing is
 * opened.
 *
 * @param[in]  ids  only these; NULL: all
 * @param[out] out  at most cap of them, sorted by port
 *
 * @return how many there are, which may be more than cap; or
 * @retval GN_EIO
 */
GN_NODISCARD int gn_usb_list(struct gn_usb *u, const struct gn_usb_id *ids,
			     struct gn_usb_info *out, size_t cap,
			     struct gn_diag *why);

/**
 * Open a device and claim an interface; a kernel driver that has it is
 * detached until the device is closed.
 *
 * @param[in] ids    what to look for
 * @param[in] which  of several: "", or SERIAL, or PORT ("1-2.4"), or
 *                   VID:PID[:SERIAL|:PORT], the two as 4 hexadecimal digits
 *                   each; they need not be in ids
 *
 * @retval GN_OK
 * @retval GN_ENODEV  none is plugged in; several are, and which does not say;
 *                    not permitted; in use by another program; it has no such
 *                    interface
 * @retval GN_EIO
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_usb_open(struct gn_usb_dev **out, struct gn_usb *u,
			     const struct gn_usb_id *ids, const char *which,
			     const struct gn_usb_want *want,
			     struct gn_diag *why);

/**
 * Claim one more interface, given back with the others at the end. At most one.
 *
 * @param[in] iclass  the first of this bInterfaceClass
 * @return its number, or
 * @retval GN_ENODEV  no such interface, in use, unplugged
 * @retval GN_EIO
 */
GN_NODISCARD int gn_usb_claim_class(struct gn_usb_dev *d, int iclass,
				    struct gn_diag *why);

/* Stop, give the interfaces back to the kernel's drivers. NULL is fine. */
void gn_usb_close(struct gn_usb_dev *d);

const struct gn_usb_info *gn_usb_dev_info(const struct gn_usb_dev *d);

/* The row of ids that it was found by; NULL if only by its VID:PID. */
const struct gn_usb_id *gn_usb_dev_id(const struct gn_usb_dev *d);

int gn_usb_dev_iface(const struct gn_usb_dev *d);       /* number */
int gn_usb_dev_iclass(const struct gn_usb_dev *d);      /* bInterfaceClass */

/**
 * One control transfer on endpoint 0; blocks up to GN_USB_CONTROL_MS.
 *
 * @param[in]     type  bmRequestType; bit 7: from the device
 * @param[in,out] data  len bytes; NULL only if len = 0. Sending does not
 *                      change them
 *
 * @return bytes moved, which may be fewer than len; or
 * @retval GN_EINVAL  the device refuses the request
 * @retval GN_ENODEV  unplugged
 * @retval GN_EIO     no answer in time, or a bus error
 */
GN_NODISCARD int gn_usb_control(struct gn_usb_dev *d, uint8_t type,
				uint8_t request, uint16_t value,
				uint16_t index, void *data, uint16_t len,
				struct gn_diag *why);

/**
 * Send len bytes to the interface's OUT endpoint; blocks up to timeout_ms.
 *
 * @retval GN_OK      all sent
 * @retval GN_EINVAL  it has no OUT endpoint, or refuses
 * @retval GN_ENODEV  unplugged
 * @retval GN_EIO     not in time, or a bus error: some may have been sent
 */
GN_NODISCARD int gn_usb_write(struct gn_usb_dev *d, const void *data,
			      size_t len, int timeout_ms,
			      struct gn_diag *why);

/* Tell a device to begin; the return value of a failure is passed on. */
typedef int gn_usb_start_fn(struct gn_usb_dev *d, void *arg,
			    struct gn_diag *why);

/**
 * Queue all transfers, then call start, so that the first packet after it is
 * not missed.
 *
 * @param[in] head   bytes before the data of each packet (FTDI: 2); a packet
 *                   that has no more is counted as idle and not queued.
 *                   0: all are queued, empty ones too
 * @param[in] start  NULL: it begins by itself
 *
 * @retval GN_OK
 * @retval GN_EINVAL  started already
 * @retval GN_ENODEV, GN_EIO
 * @return or what start returned; it is not started then
 */
GN_NODISCARD int gn_usb_start(struct gn_usb_dev *d, uint16_t head,
			      gn_usb_start_fn *start, void *arg,
			      struct gn_diag *why);

/**
 * Wait for the next packet. One thread at a time; no allocation of ours.
 *
 * @param[out] out  the device's own, valid until the next call
 *
 * @retval 1          *out is a packet
 * @retval 0          none in timeout_ms
 * @retval GN_ENODEV  unplugged
 * @retval GN_EIO     it goes on failing
 * @retval GN_EINVAL  not started
 *
 * GN_ENODEV and GN_EIO come back at every later call; only gn_usb_close() is
 * left to do, and opening it anew.
 */
GN_NODISCARD int gn_usb_read(struct gn_usb_dev *d,
			     const struct gn_usb_packet **out, int timeout_ms,
			     struct gn_diag *why);

/* Any thread. */
struct gn_usb_stats gn_usb_dev_stats(struct gn_usb_dev *d);

#endif
