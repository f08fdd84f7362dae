/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "device.h"

#define REPORT_FEATURE 0x0300   /* HID 1.11, 7.2.1 */
#define GET_REPORT     0x01
#define CLASS_IN       0xa1     /* the class's, from the interface */

static void copy(float out[3], const float in[3], int has)
{
	for (int i = 0; i < 3; i++)
		out[i] = has ? in[i] : NAN;
}

/* When the next packet was sent. */
static void stamp(struct gn_device *d, const struct gn_reading *r)
{
	int64_t before = d->stamp_ns;

	gn_timesync_push(&d->sync, d->arrival_ns, r->clock, r->counter,
			 &d->stamp_ns);
	d->step_ns = d->stamp_ns - before;
}

/* A packet's readings lie closer where it follows the one before closer than
 * they nominally do: none is older than that one's last. */
static int64_t offset(const struct gn_device *d, int64_t offset_ns)
{
	if (d->step_ns <= 0 || d->step_ns >= d->period_ns)
		return offset_ns;
	return offset_ns * d->step_ns / d->period_ns;
}

void gn_device_emit(struct gn_device *d, const struct gn_reading *r)
{
	struct gn_sample *s = &d->queue[d->n];

	if (!d->grouped)
		stamp(d, r);
	d->grouped = r->offset_ns < 0;
	d->heard_ns = d->arrival_ns;
	d->st.received++;
	d->st.clipped += r->clipped != 0;
	if (d->n == GN_DEVICE_QUEUE) {
		d->st.overruns++;
		return;
	}
	s->t_ns = d->stamp_ns + offset(d, r->offset_ns) -
		  gn_host_epoch_ns(d->host);
	s->sensor = 0;
	copy(s->acc_mps2, r->acc_mps2, r->has & GN_HAS_ACC);
	copy(s->gyr_radps, r->gyr_radps, r->has & GN_HAS_GYR);
	copy(s->mag_ut, r->mag_ut, r->has & GN_HAS_MAG);
	d->n++;
}

int gn_device_receive(struct gn_device *d, const uint8_t **p, size_t *n,
		      int timeout_ms, struct gn_diag *why)
{
	const struct gn_usb_packet *packet;
	struct gn_line_piece piece;
	int r;

	if (d->kind->frame) {
		r = gn_usb_line_read(&d->line, &piece, timeout_ms, why);
		if (r <= 0)
			return r;
		*p = piece.data;
		*n = piece.len;
		d->arrival_ns = piece.t_ns;
		d->lost_packets += piece.lost;
		return r;
	}
	r = gn_usb_read(d->dev, &packet, timeout_ms, why);
	if (r <= 0)
		return r;
	*p = packet->data;
	*n = packet->len;
	d->arrival_ns = packet->t_ns;
	d->lost_packets += packet->lost;
	return r;
}

int gn_device_write(struct gn_device *d, const void *p, size_t n,
		    struct gn_diag *why)
{
	return gn_usb_write(d->dev, p, n, GN_USB_CONTROL_MS, why);
}

int gn_device_baud(struct gn_device *d, uint32_t baud, struct gn_diag *why)
{
	return gn_usb_line_baud(&d->line, baud, why);
}

int gn_device_packet(struct gn_device *d, const uint8_t **p, int timeout_ms,
		     struct gn_diag *why)
{
	size_t n = 0;
	int r = gn_device_receive(d, p, &n, timeout_ms, why);

	return r > 0 ? (int)n : r;
}

int gn_device_frame(struct gn_device *d,
		    int (*fits)(const uint8_t *p, size_t n, void *arg),
		    void *arg, int timeout_ms, const uint8_t **out,
		    struct gn_diag *why)
{
	int64_t end_ns = gn_usb_now_ns() + timeout_ms * INT64_C(1000000);
	const uint8_t *p;
	size_t n, used = 0;
	int r;

	for (;;) {
		while ((n = gn_framer_next(&d->framer, d->kind->frame,
					   &p)) > 0) {
			r = fits(p, n, arg);
			if (r < 0)
				return r;
			if (r > 0 && out)
				*out = p;
			if (r > 0)
				return (int)n;
		}
		timeout_ms = (int)((end_ns - gn_usb_now_ns()) / 1000000);
		if (timeout_ms <= 0)
			return 0;
		r = gn_device_receive(d, &p, &n, timeout_ms, why);
		if (r <= 0)
			return r;
		used = gn_framer_put(&d->framer, p, n);
		d->st.errors += n - used;
	}
}

int gn_device_ask(struct gn_device *d, const void *p, size_t n,
		  int (*fits)(const uint8_t *p, size_t n, void *arg),
		  void *arg, const uint8_t **out, struct gn_diag *why)
{
	int r = 0;

	for (int i = 0; i < GN_DEVICE_TRIES && r == 0; i++) {
		r = gn_device_write(d, p, n, why);
		if (!r)
			r = gn_device_frame(d, fits, arg, GN_DEVICE_ANSWER_MS,
					    out, why);
	}
	return r;
}

int gn_device_feature(struct gn_device *d, uint8_t id, uint8_t *buf,
		      uint16_t cap, struct gn_diag *why)
{
	return gn_usb_control(d->dev, CLASS_IN, GET_REPORT,
			      (uint16_t)(REPORT_FEATURE | id),
			      (uint16_t)gn_usb_dev_iface(d->dev), buf, cap,
			      why);
}
