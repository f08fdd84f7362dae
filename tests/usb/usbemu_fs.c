/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "usbemu_priv.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void emu_lock(void)
{
	pthread_mutex_lock(&mu);
}

void emu_unlock(void)
{
	pthread_mutex_unlock(&mu);
}

void emu_die(const char *what)
{
	fprintf(stderr, "usbemu: %s\n", what);
	abort();
}

/* ---- transfers, with mu ------------------------------------------------ */

struct urb *emu_oldest(struct emu *e, bool done,
			  const UMockdevIoctlClient *c, bool in)
{
	struct urb *best = NULL;

	for (struct urb *u = e->urb; u < e->urb + URBS; u++)
		if (u->data && u->done == done && (!c || u->client == c) &&
		    (!in || u->in) && (!best || u->order < best->order))
			best = u;
	return best;
}

void emu_tell_poll(struct emu *e)
{
	uint64_t v = 1;
	ssize_t r;

	if (emu_oldest(e, true, NULL, false) || e->gone)
		r = write(e->event, &v, sizeof(v));
	else
		r = read(e->event, &v, sizeof(v));
	(void)r;
}

static void end_urb(struct emu *e, struct urb *u, int status, int actual)
{
	u->done = true;
	u->status = status;
	u->actual = actual;
	u->order = ++e->order;
}

void emu_end_all(struct emu *e, int status, bool in_only)
{
	struct urb *u;

	while ((u = emu_oldest(e, false, NULL, in_only)) != NULL)
		end_urb(e, u, status, 0);
}

/* What was fed goes to those that wait. */
static void flow(struct emu *e)
{
	struct urb *u;

	while ((u = emu_oldest(e, false, NULL, true)) != NULL) {
		const struct fed *f = &e->fed[e->fed_at];

		if (e->halted) {
			emu_end_all(e, -EPIPE, true);
			return;
		}
		if (e->fed_n == 0)
			return;
		e->fed_at = (e->fed_at + 1) % USBEMU_PACKETS;
		e->fed_n--;
		if (f->err == EPIPE)
			e->halted = true;
		if (f->err) {
			end_urb(e, u, -f->err, 0);
			continue;
		}
		if (f->len > u->len) {
			end_urb(e, u, -EOVERFLOW, 0);
			continue;
		}
		memcpy(u->reply, f->data, f->len);
		end_urb(e, u, 0, f->len);
	}
}

void emu_push(struct emu *e, int err, const void *data, size_t len)
{
	struct fed *f;

	if (e->fed_n == USBEMU_PACKETS || len > PACKET)
		emu_die("fed too much");
	f = &e->fed[(e->fed_at + e->fed_n++) % USBEMU_PACKETS];
	f->err = err;
	f->len = (uint8_t)len;
	if (len > 0)
		memcpy(f->data, data, len);
	flow(e);
}

int emu_waiting(const struct emu *e)
{
	int n = 0;

	for (const struct urb *u = e->urb; u < e->urb + URBS; u++)
		n += u->data && !u->done && u->in;
	return n;
}

void emu_free_urb(struct urb *u)
{
	g_object_unref(u->data);
	g_object_unref(u->client);
	memset(u, 0, sizeof(*u));
}

/* umockdev does not tell of a close(): what is of it goes now. */
static void sweep(struct emu *e)
{
	for (int i = 0; i < IFACES; i++)
		if (e->owner[i] &&
		    !umockdev_ioctl_client_get_connected(e->owner[i])) {
			g_object_unref(e->owner[i]);
			e->owner[i] = NULL;
		}
	for (struct urb *u = e->urb; u < e->urb + URBS; u++)
		if (u->data && !umockdev_ioctl_client_get_connected(u->client))
			emu_free_urb(u);
}

static int claim(struct emu *e, UMockdevIoctlClient *c, unsigned i)
{
	if (i >= e->m->config[4])
		return -ENOENT;
	if (e->owner[i] == c)
		return 0;
	if (e->owner[i] || e->occupied[i] || e->driver[i][0])
		return -EBUSY;
	e->owner[i] = g_object_ref(c);
	return 0;
}

static int release(struct emu *e, UMockdevIoctlClient *c, unsigned i)
{
	if (i >= IFACES || e->owner[i] != c)
		return -EINVAL;
	g_object_unref(c);
	e->owner[i] = NULL;
	return 0;
}

/* ---- control ----------------------------------------------------------- */

static void write_log(struct emu *e, const uint8_t *s, const uint8_t *data)
{
	size_t n = strlen(e->log), len = s[6] | (size_t)s[7] << 8;

	n += (size_t)snprintf(e->log + n, USBEMU_LOG - n,
			      "%02x %02x %04x %04x", s[0], s[1],
			      s[2] | s[3] << 8, s[4] | s[5] << 8);
	for (size_t i = 0; !(s[0] & 0x80) && i < len && n < USBEMU_LOG; i++)
		n += (size_t)snprintf(e->log + n, USBEMU_LOG - n, "%s %02x",
				      i ? "" : ":", data[i]);
	if (n + 2 > USBEMU_LOG)
		emu_die("log full");
	memcpy(e->log + n, "\n", 2);
	if (e->queued_at[s[1]] < 0)
		e->queued_at[s[1]] = emu_waiting(e);
}

/* Bytes for the host, 0, or a negative errno; -EINPROGRESS: no answer. */
static int control(struct emu *e, const uint8_t *s, uint8_t *data)
{
	int len = s[6] | s[7] << 8;

	if ((s[0] & 0x60) == 0)         /* standard: libusb's own */
		return 0;
	write_log(e, s, data);
	if (e->m->refuse && s[1] == e->m->refuse)
		return -EPIPE;
	if (e->m->ignore && s[1] == e->m->ignore)
		return -EINPROGRESS;
	if (e->m->control)
		return e->m->control(s, data);
	if (!(s[0] & 0x80))
		return len;
	if (len > REPLY - 8)
		len = REPLY - 8;
	for (int i = 0; i < len; i++)
		data[i] = (uint8_t)(e->m->version + i);
	return len;
}

/* What the device says to what it was sent. */
static void reply(struct emu *e, const uint8_t *p, size_t n)
{
	uint8_t out[PACKET];
	size_t len = e->m->out(p, n, out);

	if (len > 0)
		emu_push(e, 0, out, len);
}

/* ---- ioctls, in umockdev's thread, with mu ----------------------------- */

static int submit(struct emu *e, UMockdevIoctlClient *c,
		  UMockdevIoctlData *arg)
{
	UMockdevIoctlData *d = umockdev_ioctl_data_resolve(
		arg, 0, sizeof(struct usbdevfs_urb), NULL);
	struct usbdevfs_urb *k = (void *)d->data;
	UMockdevIoctlData *buf = NULL;
	struct urb *u = e->urb;

	while (u < e->urb + URBS && u->data)
		u++;
	if (u == e->urb + URBS)
		emu_die("too many transfers");
	if (k->buffer_length > 0) {
		buf = umockdev_ioctl_data_resolve(
			d, offsetof(struct usbdevfs_urb, buffer),
			(gsize)k->buffer_length, NULL);
		g_object_unref(buf);    /* d keeps it */
	}
	*u = (struct urb){ .data = d, .client = g_object_ref(c),
			   .addr = d->client_addr, .type = k->type,
			   .ep = k->endpoint, .len = k->buffer_length,
			   .order = ++e->order };
	if (u->type == USBDEVFS_URB_TYPE_CONTROL) {
		int r;

		if (u->len > REPLY)
			emu_die("control transfer too long");
		memcpy(u->reply, k->buffer, (size_t)u->len);
		r = control(e, u->reply, u->reply + 8);
		if (r != -EINPROGRESS)
			end_urb(e, u, r < 0 ? r : 0, r < 0 ? 0 : r);
	} else if (u->ep & 0x80) {
		u->in = true;
		flow(e);
	} else {
		if (e->sent_n + (size_t)u->len > sizeof(e->sent))
			emu_die("too much was sent");
		memcpy(e->sent + e->sent_n, k->buffer, (size_t)u->len);
		e->sent_n += (size_t)u->len;
		end_urb(e, u, 0, u->len);
		if (e->m->out)
			reply(e, k->buffer, (size_t)u->len);
	}
	return 0;
}

static int reap(struct emu *e, UMockdevIoctlClient *c, UMockdevIoctlData *arg)
{
	struct urb *u = emu_oldest(e, true, c, false);
	UMockdevIoctlData *p;
	struct usbdevfs_urb *k;

	if (!u)
		return e->gone ? -ENODEV : -EAGAIN;
	k = (void *)u->data->data;
	k->status = u->status;
	k->actual_length = u->actual;
	if (u->type == USBDEVFS_URB_TYPE_CONTROL && u->reply[0] & 0x80)
		memcpy((uint8_t *)k->buffer + 8, u->reply + 8,
		       (size_t)u->actual);
	else if (u->in)
		memcpy(k->buffer, u->reply, (size_t)u->actual);
	p = umockdev_ioctl_data_resolve(arg, 0, sizeof(void *), NULL);
	umockdev_ioctl_data_set_ptr(p, 0, u->data);
	g_object_unref(p);
	emu_free_urb(u);
	return 0;
}

static int discard(struct emu *e, const UMockdevIoctlClient *c, gulong addr)
{
	for (struct urb *u = e->urb; u < e->urb + URBS; u++)
		if (u->data && !u->done && u->client == c && u->addr == addr) {
			end_urb(e, u, -ENOENT, 0);
			return 0;
		}
	return -EINVAL;
}

static int clear_halt(struct emu *e)
{
	e->cleared++;
	e->halted = e->stuck;
	return 0;
}

static int detach_and_claim(struct emu *e, UMockdevIoctlClient *c,
			    const struct usbdevfs_disconnect_claim *q)
{
	if (q->interface >= e->m->config[4])
		return -EINVAL;
	e->driver[q->interface][0] = '\0';
	return claim(e, c, q->interface);
}

/* libusb gives an interface back. Any driver would do: the one it had. */
static int attach(struct emu *e, const struct usbdevfs_ioctl *q)
{
	if ((unsigned)q->ioctl_code != USBDEVFS_CONNECT || q->ifno < 0 ||
	    q->ifno >= IFACES || e->owner[q->ifno])
		return -EINVAL;
	snprintf(e->driver[q->ifno], sizeof(e->driver[0]), "kernel");
	return 1;
}

/* The argument, size bytes of it, to be given back. */
static void *arg_of(UMockdevIoctlData *arg, gsize size, UMockdevIoctlData **d)
{
	*d = umockdev_ioctl_data_resolve(arg, 0, size, NULL);
	if (!*d)
		emu_die("an ioctl's argument");
	return (*d)->data;
}

static int answer(struct emu *e, UMockdevIoctlClient *c, unsigned long req,
		  UMockdevIoctlData *arg, UMockdevIoctlData **d)
{
	if (e->gone && req != USBDEVFS_REAPURBNDELAY &&
	    req != USBDEVFS_DISCARDURB)
		return -ENODEV;
	switch (req) {
	case USBDEVFS_GET_CAPABILITIES:
		*(guint32 *)arg_of(arg, 4, d) = USBDEVFS_CAP_ZERO_PACKET |
			USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
			USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
		return 0;
	case USBDEVFS_CLAIMINTERFACE:
		return claim(e, c, *(guint32 *)arg_of(arg, 4, d));
	case USBDEVFS_RELEASEINTERFACE:
		return release(e, c, *(guint32 *)arg_of(arg, 4, d));
	case USBDEVFS_DISCONNECT_CLAIM:
		return detach_and_claim(e, c, arg_of(arg,
			sizeof(struct usbdevfs_disconnect_claim), d));
	case USBDEVFS_IOCTL:
		return attach(e, arg_of(arg, sizeof(struct usbdevfs_ioctl),
					d));
	case USBDEVFS_CLEAR_HALT:
		return clear_halt(e);
	case USBDEVFS_SUBMITURB:
		return submit(e, c, arg);
	case USBDEVFS_DISCARDURB:
		return discard(e, c, *(gulong *)(void *)arg->data);
	case USBDEVFS_REAPURBNDELAY:
		return reap(e, c, arg);
	}
	return -ENOTTY;
}

gboolean emu_on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *c,
			 gpointer user)
{
	struct emu *e = user;
	UMockdevIoctlData *d = NULL;
	int r;

	(void)base;
	emu_lock();
	sweep(e);
	r = answer(e, c, umockdev_ioctl_client_get_request(c),
		   umockdev_ioctl_client_get_arg(c), &d);
	emu_tell_poll(e);
	emu_unlock();
	if (d)
		g_object_unref(d);
	umockdev_ioctl_client_complete(c, r < 0 ? -1 : r, r < 0 ? -r : 0);
	return TRUE;
}
