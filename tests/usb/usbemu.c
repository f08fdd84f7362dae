/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "usbemu.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <umockdev.h>
#include <unistd.h>

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
	uint8_t sent[1024];
	size_t sent_n;
	int cleared, queued_at[256], event;
	uint64_t order;
};

static struct emu emus[USBEMU_MAX + 1];
static UMockdevTestbed *bed;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

static void die(const char *what)
{
	fprintf(stderr, "usbemu: %s\n", what);
	abort();
}

/* ---- transfers, with mu ------------------------------------------------ */

/* The first that is done or not, of a client or of any, IN or any. */
static struct urb *oldest(struct emu *e, bool done,
			  const UMockdevIoctlClient *c, bool in)
{
	struct urb *best = NULL;

	for (struct urb *u = e->urb; u < e->urb + URBS; u++)
		if (u->data && u->done == done && (!c || u->client == c) &&
		    (!in || u->in) && (!best || u->order < best->order))
			best = u;
	return best;
}

static void tell_poll(struct emu *e)
{
	uint64_t v = 1;
	ssize_t r;

	if (oldest(e, true, NULL, false) || e->gone)
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

static void end_all(struct emu *e, int status, bool in_only)
{
	struct urb *u;

	while ((u = oldest(e, false, NULL, in_only)) != NULL)
		end_urb(e, u, status, 0);
}

/* What was fed goes to those that wait. */
static void flow(struct emu *e)
{
	struct urb *u;

	while ((u = oldest(e, false, NULL, true)) != NULL) {
		const struct fed *f = &e->fed[e->fed_at];

		if (e->halted) {
			end_all(e, -EPIPE, true);
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

static int waiting(const struct emu *e)
{
	int n = 0;

	for (const struct urb *u = e->urb; u < e->urb + URBS; u++)
		n += u->data && !u->done && u->in;
	return n;
}

static void free_urb(struct urb *u)
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
			free_urb(u);
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
		die("log full");
	memcpy(e->log + n, "\n", 2);
	if (e->queued_at[s[1]] < 0)
		e->queued_at[s[1]] = waiting(e);
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
	if (!(s[0] & 0x80))
		return len;
	if (len > REPLY - 8)
		len = REPLY - 8;
	for (int i = 0; i < len; i++)
		data[i] = (uint8_t)(e->m->version + i);
	return len;
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
		die("too many transfers");
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
			die("control transfer too long");
		memcpy(u->reply, k->buffer, (size_t)u->len);
		r = control(e, u->reply, u->reply + 8);
		if (r != -EINPROGRESS)
			end_urb(e, u, r < 0 ? r : 0, r < 0 ? 0 : r);
	} else if (u->ep & 0x80) {
		u->in = true;
		flow(e);
	} else {
		if (e->sent_n + (size_t)u->len > sizeof(e->sent))
			die("too much was sent");
		memcpy(e->sent + e->sent_n, k->buffer, (size_t)u->len);
		e->sent_n += (size_t)u->len;
		end_urb(e, u, 0, u->len);
	}
	return 0;
}

static int reap(struct emu *e, UMockdevIoctlClient *c, UMockdevIoctlData *arg)
{
	struct urb *u = oldest(e, true, c, false);
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
	free_urb(u);
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
		die("an ioctl's argument");
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

static gboolean on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *c,
			 gpointer user)
{
	struct emu *e = user;
	UMockdevIoctlData *d = NULL;
	int r;

	(void)base;
	pthread_mutex_lock(&mu);
	sweep(e);
	r = answer(e, c, umockdev_ioctl_client_get_request(c),
		   umockdev_ioctl_client_get_arg(c), &d);
	tell_poll(e);
	pthread_mutex_unlock(&mu);
	if (d)
		g_object_unref(d);
	umockdev_ioctl_client_complete(c, r < 0 ? -1 : r, r < 0 ? -r : 0);
	return TRUE;
}

/* ---- the test's side --------------------------------------------------- */

void usbemu_begin(void)
{
	char *root;

	bed = umockdev_testbed_new();
	/* only now: it remembers the answer, and sends "add" only if true */
	if (!umockdev_in_mock_environment())
		die("umockdev's preload library is not linked");
	root = umockdev_testbed_get_root_dir(bed);
	memset(emus, 0, sizeof(emus));
	for (int i = 1; i <= USBEMU_MAX; i++) {
		struct emu *e = &emus[i];

		snprintf(e->node, sizeof(e->node), "/dev/bus/usb/001/%03d",
			 i + 1);
		snprintf(e->real, sizeof(e->real), "%s%s", root, e->node);
		snprintf(e->sys, sizeof(e->sys),
			 "/devices/pci0000:00/0000:00:14.0/usb1/1-%d", i);
		e->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		e->base = umockdev_ioctl_base_new();
		g_signal_connect(e->base, "handle-ioctl",
				 G_CALLBACK(on_ioctl), e);
		if (!umockdev_testbed_attach_ioctl(bed, e->node, e->base,
						   NULL))
			die("attach_ioctl");
	}
	g_free(root);
}

void usbemu_end(void)
{
	for (int i = 1; i <= USBEMU_MAX; i++) {
		struct emu *e = &emus[i];

		umockdev_testbed_detach_ioctl(bed, e->node, NULL);
		g_object_unref(e->base);
		for (struct urb *u = e->urb; u < e->urb + URBS; u++)
			if (u->data)
				free_urb(u);
		for (int k = 0; k < IFACES; k++)
			g_clear_object(&e->owner[k]);
		close(e->event);
	}
	g_clear_object(&bed);
}

static void add_text(GString *s, const char *name, const char *text)
{
	if (text)
		g_string_append_printf(s, "A: %s=%s\\n\n", name, text);
}

static void add_sysfs(const struct emu *e, int n)
{
	const struct usbemu_model *m = e->m;
	const uint16_t ids[3] = { m->vid, m->pid, m->release };
	uint8_t device[18] = { 18, 1, 0, 2, [7] = 64, [17] = 1 };
	GString *s = g_string_new(NULL);

	for (int i = 0; i < 3; i++) {
		device[8 + 2 * i] = (uint8_t)ids[i];
		device[9 + 2 * i] = (uint8_t)(ids[i] >> 8);
	}
	g_string_append_printf(s, "P: %s\nE: SUBSYSTEM=usb\n"
		"E: DEVTYPE=usb_device\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
		"E: DEVNAME=%s\nE: MAJOR=189\nE: MINOR=%d\nA: busnum=1\\n\n"
		"A: devnum=%d\\n\nA: bConfigurationValue=1\\n\nA: speed=12\\n\n"
		"A: dev=189:%d\\n\n", e->sys, n + 1, e->node, n, n + 1, n);
	add_text(s, "serial", m->serial);
	add_text(s, "product", m->product);
	g_string_append(s, "H: descriptors=");
	for (size_t i = 0; i < sizeof(device); i++)
		g_string_append_printf(s, "%02x", device[i]);
	for (size_t i = 0; i < m->config_len; i++)
		g_string_append_printf(s, "%02x", m->config[i]);
	g_string_append(s, "\n");
	if (!umockdev_testbed_add_from_string(bed, s->str, NULL))
		die("add_from_string");
	g_string_free(s, TRUE);
}

void usbemu_plug(int n, const struct usbemu_model *m)
{
	struct emu *e = &emus[n];
	char *dir = g_path_get_dirname(e->real);
	int fd;

	pthread_mutex_lock(&mu);
	e->m = m;
	e->gone = e->halted = e->stuck = false;
	e->fed_at = e->fed_n = 0;
	e->sent_n = 0;
	e->cleared = 0;
	e->log[0] = '\0';
	for (int i = 0; i < 256; i++)
		e->queued_at[i] = -1;
	g_mkdir_with_parents(dir, 0755);
	g_free(dir);
	fd = open(e->real, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
	if (fd < 0)
		die("node");
	close(fd);
	tell_poll(e);
	pthread_mutex_unlock(&mu);
	add_sysfs(e, n);
}

void usbemu_unplug(int n)
{
	struct emu *e = &emus[n];
	char sys[100];

	snprintf(sys, sizeof(sys), "/sys%s", e->sys);
	pthread_mutex_lock(&mu);
	end_all(e, -ESHUTDOWN, false);
	for (int i = 0; i < IFACES; i++)
		g_clear_object(&e->owner[i]);
	e->gone = true;
	memset(e->driver, 0, sizeof(e->driver));
	tell_poll(e);
	unlink(e->real);
	pthread_mutex_unlock(&mu);
	umockdev_testbed_uevent(bed, sys, "remove");
	umockdev_testbed_remove_device(bed, sys);
}

static void push(int n, int err, const void *data, size_t len)
{
	struct emu *e = &emus[n];
	struct fed *f;

	pthread_mutex_lock(&mu);
	if (e->fed_n == USBEMU_PACKETS || len > PACKET)
		die("fed too much");
	f = &e->fed[(e->fed_at + e->fed_n++) % USBEMU_PACKETS];
	f->err = err;
	f->len = (uint8_t)len;
	if (len > 0)
		memcpy(f->data, data, len);
	flow(e);
	tell_poll(e);
	pthread_mutex_unlock(&mu);
}

void usbemu_feed(int n, const void *data, size_t len)
{
	push(n, 0, data, len);
}

void usbemu_fault(int n, int err)
{
	push(n, err, NULL, 0);
}

void usbemu_stuck(int n, bool on)
{
	pthread_mutex_lock(&mu);
	emus[n].stuck = on;
	pthread_mutex_unlock(&mu);
}

void usbemu_forbid(int n, bool on)
{
	emus[n].forbid = on;
}

void usbemu_driver(int n, int iface, const char *name)
{
	pthread_mutex_lock(&mu);
	snprintf(emus[n].driver[iface], sizeof(emus[n].driver[0]), "%s",
		 name ? name : "");
	pthread_mutex_unlock(&mu);
}

const char *usbemu_driver_of(int n, int iface)
{
	return emus[n].driver[iface];
}

void usbemu_occupy(int n, int iface, bool on)
{
	emus[n].occupied[iface] = on;
}

const char *usbemu_log(int n)
{
	return emus[n].log;
}

size_t usbemu_sent(int n, void *out, size_t cap)
{
	size_t len;

	pthread_mutex_lock(&mu);
	len = emus[n].sent_n;
	memcpy(out, emus[n].sent, len < cap ? len : cap);
	pthread_mutex_unlock(&mu);
	return len;
}

int usbemu_queued(int n)
{
	int r;

	pthread_mutex_lock(&mu);
	r = waiting(&emus[n]);
	pthread_mutex_unlock(&mu);
	return r;
}

int usbemu_cleared(int n)
{
	return emus[n].cleared;
}

int usbemu_queued_at(int n, uint8_t request)
{
	return emus[n].queued_at[request];
}

int usbemu_poll_fd(const char *path, bool *ready, bool *gone)
{
	for (int i = 1; bed && i <= USBEMU_MAX; i++) {
		struct emu *e = &emus[i];
		size_t n = strlen(e->real);

		/* " (deleted)" follows when it is unplugged */
		if (strncmp(path, e->real, n) || (path[n] && path[n] != ' '))
			continue;
		pthread_mutex_lock(&mu);
		*ready = oldest(e, true, NULL, false) != NULL;
		*gone = e->gone;
		pthread_mutex_unlock(&mu);
		return e->event;
	}
	return -1;
}

bool usbemu_forbidden(const char *path)
{
	for (int i = 1; bed && i <= USBEMU_MAX; i++)
		if (emus[i].forbid && !strcmp(path, emus[i].node))
			return true;
	return false;
}
