/* SPDX-License-Identifier: MIT */
#ifndef USBEMU_PRIV_H
#define USBEMU_PRIV_H

#include <linux/usbdevice_fs.h>
#include <umockdev.h>

#include "usbemu.h"

/*
 * Between the two halves of the emulation: usbemu.c is the test's side,
 * usbemu_fs.c what the host sees.
 */
#define URBS    64
#define CLIENTS 8
#define PACKET  64
#define REPLY   256
#define IFACES  2

/* A transfer of the host's; it lies in the host's memory until it is reaped. */
struct urb {
	UMockdevIoctlData *data;        /* NULL: this place is free */
	UMockdevIoctlClient *client;
	gulong addr;
	bool done, in;
	uint8_t type, ep;
	int len, status, actual;
	uint64_t order;                 /* of submission, then of ending */
	uint8_t reply[REPLY];
};

struct fed {
	int err;
	uint8_t len, data[PACKET];
};

struct emu {
	const struct usbemu_model *m;   /* NULL: not plugged in */
	UMockdevIoctlBase *base;
	char node[40], real[256], sys[80];
	bool gone, halted, stuck, forbid, occupied[IFACES];
	char driver[IFACES][32];
	UMockdevIoctlClient *owner[IFACES];
	struct urb urb[URBS];
	struct fed fed[USBEMU_PACKETS];
	unsigned fed_at, fed_n;
	char log[USBEMU_LOG];
	uint8_t sent[8192];
	size_t sent_n;
	int cleared, queued_at[256], event;
	uint64_t order;
};

/* USBEMU_MAX + 1 of them; all that follows is called with the lock held. */
extern struct emu emus[];

void emu_lock(void);
void emu_unlock(void);

void emu_die(const char *what);

/* The first that is done or not, of a client or of any, IN or any. */
struct urb *emu_oldest(struct emu *e, bool done, const UMockdevIoctlClient *c,
		       bool in);
int emu_waiting(const struct emu *e);           /* IN, not done */
void emu_end_all(struct emu *e, int status, bool in_only);
void emu_free_urb(struct urb *u);

/* One more for the host: data, or an errno. */
void emu_push(struct emu *e, int err, const void *data, size_t len);

/* Its poll() is as its transfers are. */
void emu_tell_poll(struct emu *e);

/* Takes the lock itself. */
gboolean emu_on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *c,
		      gpointer user);

#endif
