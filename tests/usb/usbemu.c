/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "usbemu_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

struct emu emus[USBEMU_MAX + 1];
static UMockdevTestbed *bed;

void usbemu_begin(void)
{
	char *root;

	bed = umockdev_testbed_new();
	/* only now: it remembers the answer, and sends "add" only if true */
	if (!umockdev_in_mock_environment())
		emu_die("umockdev's preload library is not linked");
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
				 G_CALLBACK(emu_on_ioctl), e);
		if (!umockdev_testbed_attach_ioctl(bed, e->node, e->base,
						   NULL))
			emu_die("attach_ioctl");
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
				emu_free_urb(u);
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
		emu_die("add_from_string");
	g_string_free(s, TRUE);
}

void usbemu_plug(int n, const struct usbemu_model *m)
{
	struct emu *e = &emus[n];
	char *dir = g_path_get_dirname(e->real);
	int fd;

	emu_lock();
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
		emu_die("node");
	close(fd);
	emu_tell_poll(e);
	emu_unlock();
	add_sysfs(e, n);
}

void usbemu_unplug(int n)
{
	struct emu *e = &emus[n];
	char sys[100];

	snprintf(sys, sizeof(sys), "/sys%s", e->sys);
	emu_lock();
	emu_end_all(e, -ESHUTDOWN, false);
	for (int i = 0; i < IFACES; i++)
		g_clear_object(&e->owner[i]);
	e->gone = true;
	memset(e->driver, 0, sizeof(e->driver));
	emu_tell_poll(e);
	unlink(e->real);
	emu_unlock();
	umockdev_testbed_uevent(bed, sys, "remove");
	umockdev_testbed_remove_device(bed, sys);
}

static void push(int n, int err, const void *data, size_t len)
{
	emu_lock();
	emu_push(&emus[n], err, data, len);
	emu_tell_poll(&emus[n]);
	emu_unlock();
}

void usbemu_feed(int n, const void *data, size_t len)
{
	push(n, 0, data, len);
}

void usbemu_say(int n, const void *data, size_t len)
{
	emu_push(&emus[n], 0, data, len);
}

void usbemu_fault(int n, int err)
{
	push(n, err, NULL, 0);
}

void usbemu_stuck(int n, bool on)
{
	emu_lock();
	emus[n].stuck = on;
	emu_unlock();
}

void usbemu_forbid(int n, bool on)
{
	emus[n].forbid = on;
}

void usbemu_driver(int n, int iface, const char *name)
{
	emu_lock();
	snprintf(emus[n].driver[iface], sizeof(emus[n].driver[0]), "%s",
		 name ? name : "");
	emu_unlock();
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

	emu_lock();
	len = emus[n].sent_n;
	memcpy(out, emus[n].sent, len < cap ? len : cap);
	emu_unlock();
	return len;
}

unsigned usbemu_unread(int n)
{
	unsigned r;

	emu_lock();
	r = emus[n].fed_n;
	emu_unlock();
	return r;
}

int usbemu_queued(int n)
{
	int r;

	emu_lock();
	r = emu_waiting(&emus[n]);
	emu_unlock();
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
		emu_lock();
		*ready = emu_oldest(e, true, NULL, false) != NULL;
		*gone = e->gone;
		emu_unlock();
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
