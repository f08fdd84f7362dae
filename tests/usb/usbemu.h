/* SPDX-License-Identifier: MIT */
#ifndef USBEMU_H
#define USBEMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Emulated USB devices below the real libusb: what usbfs of the kernel does
 * (drivers/usb/core/devio.c), answered through umockdev. There is no clock: a
 * device sends what the test feeds it, as fast as the host asks.
 *
 * One bed at a time; emulated devices are told apart by their port "1-N",
 * N 1..USBEMU_MAX, their handle being N.
 */
#define USBEMU_MAX     8
#define USBEMU_PACKETS 2048     /* fed and not yet asked for */
#define USBEMU_LOG     4096     /* bytes of the control log */

struct usbemu_model {
	uint16_t vid, pid, release;
	const char *serial, *product;   /* NULL: none */
	const uint8_t *config;          /* configuration descriptor, whole */
	size_t config_len;
	uint8_t version;                /* what CH341's request 0x5f answers */
	uint8_t refuse;                 /* stall this bRequest; 0: none */
	uint8_t ignore;                 /* never answer it; 0: none */
	/*
	 * What makes it a device with a mind; NULL: it only answers requests
	 * with success. Both run in the emulation's thread: of this file they
	 * may call usbemu_say() only. control: of 8 bytes setup, the data sent
	 * or to be sent; returns how many, or a negative errno. out: of n
	 * bytes sent to endpoint 0x02; returns the bytes of its reply, 0: none.
	 */
	int (*control)(const uint8_t *setup, uint8_t *data);
	size_t (*out)(const uint8_t *p, size_t n, uint8_t reply[64]);
};

/* Some models: one IN, one OUT endpoint of 64 bytes, 0x81 and 0x02. */
extern const struct usbemu_model usbemu_hid;    /* 054c:0ce6, interrupt */
extern const struct usbemu_model usbemu_bulk;   /* 2639:0001 */
extern const struct usbemu_model usbemu_cdc;    /* 199b:3065, 2 interfaces */
extern const struct usbemu_model usbemu_ftdi;   /* 0403:6001 */
extern const struct usbemu_model usbemu_cp210x; /* 10c4:ea60 */
extern const struct usbemu_model usbemu_ch341;  /* 1a86:7523 */

/* Before libusb is first used; and after all that use it have ended. */
void usbemu_begin(void);
void usbemu_end(void);

void usbemu_plug(int n, const struct usbemu_model *m);
void usbemu_unplug(int n);

/* One packet on endpoint 0x81. */
void usbemu_feed(int n, const void *data, size_t len);

/* The same from within control or out of a model: before the reply. */
void usbemu_say(int n, const void *data, size_t len);

/* A transfer that ends with an errno: EPIPE (stall, until the halt is
 * cleared), EOVERFLOW, EPROTO. */
void usbemu_fault(int n, int err);

/* Clearing the halt, or anything else, makes it stall again at once. */
void usbemu_stuck(int n, bool on);

/* open() of its node gives EACCES. */
void usbemu_forbid(int n, bool on);

/* A kernel driver has the interface (detachable); NULL: none. */
void usbemu_driver(int n, int iface, const char *name);
const char *usbemu_driver_of(int n, int iface);         /* "": none */

/* Another program has the interface. */
void usbemu_occupy(int n, int iface, bool on);

/*
 * The control requests since it was plugged in, without the standard ones, one
 * a line: "40 03 4138 0000" (type, request, value, index), for those that send
 * data followed by ": 00 c2". Valid until usbemu_end().
 */
const char *usbemu_log(int n);

/* What was sent to endpoint 0x02; returns its length. */
size_t usbemu_sent(int n, void *out, size_t cap);

/* Packets fed and not yet asked for. */
unsigned usbemu_unread(int n);

/* IN transfers queued now; halts cleared so far. */
int usbemu_queued(int n);
int usbemu_cleared(int n);
/* IN transfers that were queued at the first request of a log line's type. */
int usbemu_queued_at(int n, uint8_t request);

/* For poll() in usbemu_poll.c: the device's event fd, or -1. */
int usbemu_poll_fd(const char *path, bool *ready, bool *gone);
bool usbemu_forbidden(const char *path);

#endif
