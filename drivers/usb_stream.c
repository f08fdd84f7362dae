/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "usb.h"
#include "usb_priv.h"

#define MS      INT64_C(1000000)
#define STOP_MS 1000    /* what the kernel has to end transfers */

/* ---- both threads, under mu -------------------------------------------- */

static void submit(struct gn_usb_slot *s)
{
	struct gn_usb_dev *d = s->dev;
	int r = libusb_submit_transfer(s->x);

	s->parked = r != 0;
	if (!r) {
		d->in_flight++;
		return;
	}
	if (r == LIBUSB_ERROR_NO_DEVICE)
		d->gone = true;
	else
		d->stats.errors++;
	atomic_store(&d->trouble, true);
}

static void cancel_all(struct gn_usb_dev *d)
{
	for (int i = 0; i < GN_USB_TRANSFERS; i++)
		if (!d->slot[i].parked)
			libusb_cancel_transfer(d->slot[i].x);
}

/* ---- event thread ------------------------------------------------------ */

/* Into the ring, without a lock. */
static void store(struct gn_usb_dev *d, const struct libusb_transfer *x,
		  int64_t t_ns)
{
	struct gn_usb_packet *p = gn_ring_slot(d->ring);

	if (!p) {
		d->lost++;
		return;
	}
	p->t_ns = t_ns;
	p->lost = d->lost;
	p->len = (uint16_t)x->actual_length;
	memcpy(p->data, x->buffer, p->len);
	gn_ring_put(d->ring);
	d->lost = 0;
}

static void count_packet(struct gn_usb_dev *d, int len)
{
	d->stats.packets++;
	d->stats.bytes += (uint64_t)len;
	d->stats.shorts += len < d->packet_max;
	d->stats.idle += d->head && len <= d->head;
	d->tries = 0;
}

/* A transfer has ended otherwise than with a packet. */
static void count_fault(struct gn_usb_dev *d, enum libusb_transfer_status st)
{
	switch (st) {
	case LIBUSB_TRANSFER_CANCELLED:
		break;
	case LIBUSB_TRANSFER_NO_DEVICE:
		d->gone = true;
		break;
	case LIBUSB_TRANSFER_STALL:
		if (!d->halted && d->state == GN_USB_RUNNING)
			cancel_all(d);
		d->halted = true;
		break;
	case LIBUSB_TRANSFER_OVERFLOW:
		d->stats.overflows++;
		d->lost++;
		break;
	default:
		d->stats.errors++;
		d->lost++;
		break;
	}
	atomic_store(&d->trouble, true);
}

static void LIBUSB_CALL received(struct libusb_transfer *x)
{
	int64_t t_ns = gn_usb_now_ns();
	struct gn_usb_slot *s = x->user_data;
	struct gn_usb_dev *d = s->dev;
	bool ok = x->status == LIBUSB_TRANSFER_COMPLETED;

	if (ok && (!d->head || x->actual_length > d->head))
		store(d, x, t_ns);
	pthread_mutex_lock(&d->mu);
	d->in_flight--;
	s->parked = true;
	if (ok)
		count_packet(d, x->actual_length);
	else
		count_fault(d, x->status);
	if (ok && !d->halted && d->state == GN_USB_RUNNING)
		submit(s);
	pthread_cond_signal(&d->changed);
	pthread_mutex_unlock(&d->mu);
}

/* ---- the reader's thread ----------------------------------------------- */

/* Wait for a change, with mu, at most until then. */
static void wait_until(struct gn_usb_dev *d, int64_t t_ns)
{
	struct timespec t = {
		.tv_sec = t_ns / 1000000000,
		.tv_nsec = t_ns % 1000000000,
	};

	pthread_cond_timedwait(&d->changed, &d->mu, &t);
}

static bool any_parked(const struct gn_usb_dev *d)
{
	for (int i = 0; i < GN_USB_TRANSFERS; i++)
		if (d->slot[i].parked)
			return true;
	return false;
}

/* Is there something to mend that does not wait for transfers to end? */
static bool can_mend(const struct gn_usb_dev *d)
{
	return !d->gone && !d->failed && any_parked(d) &&
	       !(d->halted && d->in_flight > 0);
}

/* Queue again what is parked, when it is time; with mu. */
static void mend(struct gn_usb_dev *d)
{
	int64_t now = gn_usb_now_ns();
	int r;

	if (!can_mend(d) || (d->tries > 0 && now < d->retry_ns))
		return;
	if (d->tries == GN_USB_RETRIES) {
		d->failed = true;
		return;
	}
	d->tries++;
	d->retry_ns = now + GN_USB_RETRY_MS * MS;
	if (d->halted) {
		/* it blocks; nothing is in flight that could change d */
		pthread_mutex_unlock(&d->mu);
		r = libusb_clear_halt(d->h, d->ep_in);
		pthread_mutex_lock(&d->mu);
		if (r == LIBUSB_ERROR_NO_DEVICE || r == LIBUSB_ERROR_NOT_FOUND)
			d->gone = true;
		if (r)
			return;
		d->halted = false;
		d->stats.stalls++;
	}
	atomic_store(&d->trouble, false);
	for (int i = 0; i < GN_USB_TRANSFERS && !d->gone; i++)
		if (d->slot[i].parked)
			submit(&d->slot[i]);
}

/* With mu: 1 and the oldest packet, 0 when it is time, or an error. */
static int wait_packet(struct gn_usb_dev *d, const struct gn_usb_packet **out,
		       int64_t end_ns, struct gn_diag *why)
{
	for (;;) {
		int64_t until = end_ns;

		mend(d);
		*out = gn_ring_first(d->ring);
		if (*out)
			return 1;
		/* the last ones may still be on their way */
		if (d->gone && d->in_flight == 0)
			return gn_usb_error(&d->info, LIBUSB_ERROR_NO_DEVICE,
					    "receiving", why);
		if (d->failed)
			return gn_diag_set(why, GN_EIO, "USB device %04x:%04x "
					   "at %s goes on failing; plug it in "
					   "again", d->info.vid, d->info.pid,
					   d->info.port);
		if (gn_usb_now_ns() >= end_ns)
			return 0;
		if (can_mend(d) && d->retry_ns < until)
			until = d->retry_ns;
		wait_until(d, until);
	}
}

int gn_usb_read(struct gn_usb_dev *d, const struct gn_usb_packet **out,
		int timeout_ms, struct gn_diag *why)
{
	int64_t end_ns;
	int r;

	if (d->state != GN_USB_RUNNING)
		return gn_diag_set(why, GN_EINVAL, "USB device %04x:%04x at %s "
				   "was not started", d->info.vid, d->info.pid,
				   d->info.port);
	if (d->held)
		gn_ring_drop(d->ring);
	d->held = false;
	*out = gn_ring_first(d->ring);
	if (*out && !atomic_load(&d->trouble)) {
		d->held = true;
		return 1;
	}
	end_ns = gn_usb_now_ns() + timeout_ms * MS;
	pthread_mutex_lock(&d->mu);
	r = wait_packet(d, out, end_ns, why);
	pthread_mutex_unlock(&d->mu);
	d->held = r == 1;
	return r;
}

/* Submit all; false when one could not be. */
static bool submit_all(struct gn_usb_dev *d)
{
	bool ok;

	pthread_mutex_lock(&d->mu);
	d->state = GN_USB_RUNNING;
	for (int i = 0; i < GN_USB_TRANSFERS; i++)
		submit(&d->slot[i]);
	ok = !any_parked(d);
	pthread_mutex_unlock(&d->mu);
	return ok;
}

int gn_usb_start(struct gn_usb_dev *d, uint16_t head, gn_usb_start_fn *start,
		 void *arg, struct gn_diag *why)
{
	int err = GN_OK;

	if (d->state != GN_USB_IDLE)
		return gn_diag_set(why, GN_EINVAL, "USB device %04x:%04x at %s "
				   "was started already", d->info.vid,
				   d->info.pid, d->info.port);
	d->head = head;
	if (!submit_all(d))
		err = gn_usb_error(&d->info, d->gone ? LIBUSB_ERROR_NO_DEVICE :
				   LIBUSB_ERROR_IO, "receiving", why);
	else if (start)
		err = start(d, arg, why);
	if (err)
		gn_usb_stream_stop(d);
	return err;
}

void gn_usb_stream_stop(struct gn_usb_dev *d)
{
	int64_t end_ns = gn_usb_now_ns() + STOP_MS * MS;

	pthread_mutex_lock(&d->mu);
	d->state = GN_USB_STOPPING;
	cancel_all(d);
	while (d->in_flight > 0 && gn_usb_now_ns() < end_ns)
		wait_until(d, end_ns);
	/* what does not end will when the device is closed, without a word */
	if (d->in_flight == 0)
		d->state = GN_USB_IDLE;
	pthread_mutex_unlock(&d->mu);
}

struct gn_usb_stats gn_usb_dev_stats(struct gn_usb_dev *d)
{
	struct gn_usb_stats s;

	pthread_mutex_lock(&d->mu);
	s = d->stats;
	pthread_mutex_unlock(&d->mu);
	s.overruns = gn_ring_overruns(d->ring);
	return s;
}

/* ---- memory ------------------------------------------------------------ */

static void fill(struct gn_usb_dev *d, int i)
{
	struct gn_usb_slot *s = &d->slot[i];
	uint8_t *buf = d->buf + (size_t)i * d->packet_max;

	s->dev = d;
	s->parked = true;
	if (d->kind == GN_USB_BULK)
		libusb_fill_bulk_transfer(s->x, d->h, d->ep_in, buf,
					  d->packet_max, received, s, 0);
	else
		libusb_fill_interrupt_transfer(s->x, d->h, d->ep_in, buf,
					       d->packet_max, received, s, 0);
}

int gn_usb_stream_init(struct gn_usb_dev *d)
{
	pthread_condattr_t monotonic;
	int err;

	d->buf = malloc((size_t)GN_USB_TRANSFERS * d->packet_max);
	if (!d->buf)
		return GN_ENOMEM;
	for (int i = 0; i < GN_USB_TRANSFERS; i++) {
		d->slot[i].x = libusb_alloc_transfer(0);
		if (!d->slot[i].x)
			return GN_ENOMEM;
		fill(d, i);
	}
	err = gn_ring_create(&d->ring, GN_USB_PACKETS,
			     sizeof(struct gn_usb_packet) + d->packet_max);
	if (err)
		return err;
	pthread_mutex_init(&d->mu, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&d->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return GN_OK;
}

void gn_usb_stream_free(struct gn_usb_dev *d)
{
	if (d->ring) {
		pthread_cond_destroy(&d->changed);
		pthread_mutex_destroy(&d->mu);
	}
	gn_ring_destroy(d->ring);
	for (int i = 0; i < GN_USB_TRANSFERS; i++)
		libusb_free_transfer(d->slot[i].x);
	free(d->buf);
}
