/* SPDX-License-Identifier: MIT */
#include "usb_line.h"

#include <string.h>

#define BAUD_MIN 300
#define BAUD_MAX 3000000
#define WRITE_MS 500
#define FTDI_HEAD 2     /* status bytes before the data of each packet */

/* bmRequestType */
#define DEV_OUT   0x40  /* vendor's, to the device */
#define DEV_IN    0xc0
#define IFACE_OUT 0x41  /* vendor's, to the interface */
#define CLASS_OUT 0x21  /* the class's, to the interface */

/* One request of a set-up that sends no data. */
struct step {
	uint8_t type, request;
	uint16_t value, index;
};

static int send_steps(struct gn_usb_line *l, const struct step *s, size_t n,
		      struct gn_diag *why)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < n; i++)
		r = gn_usb_control(l->dev, s[i].type, s[i].request, s[i].value,
				   s[i].index, NULL, 0, why);
	return r < 0 ? r : GN_OK;
}

#define SEND(l, steps, why) \
	send_steps(l, steps, sizeof(steps) / sizeof((steps)[0]), why)

static void put_le32(uint8_t *p, uint32_t x)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(x >> (8 * i));
}

/* ---- CDC-ACM ----------------------------------------------------------- */

/* Devices without a real line may refuse both requests: so be it. */
static int cdc_request(struct gn_usb_line *l, uint8_t request, uint16_t value,
		       void *data, uint16_t len, struct gn_diag *why)
{
	int r = gn_usb_control(l->dev, CLASS_OUT, request, value,
			       (uint16_t)l->ctl, data, len, why);

	return r < 0 && r != GN_EINVAL ? r : GN_OK;
}

static int cdc_baud(struct gn_usb_line *l, uint32_t baud, struct gn_diag *why)
{
	/* rate, 1 stop bit, no parity, 8 bits */
	uint8_t coding[7] = { [6] = 8 };

	put_le32(coding, baud);
	return cdc_request(l, 0x20, 0, coding, sizeof(coding), why);
}

static int cdc_open(struct gn_usb_line *l, uint32_t baud, struct gn_diag *why)
{
	int err;

	l->ctl = gn_usb_claim_class(l->dev, 0x02, why);
	if (l->ctl < 0)
		return l->ctl;
	err = cdc_baud(l, baud, why);
	return err ? err : cdc_request(l, 0x22, 0x0003, NULL, 0, why);
}

/* ---- FTDI -------------------------------------------------------------- */

uint32_t gn_line_ftdi_divisor(uint32_t baud)
{
	/* eighths 0..7 in the chip's code */
	static const uint8_t code[8] = { 0, 3, 2, 4, 1, 5, 6, 7 };
	uint32_t eighths = (24000000 + baud / 2) / baud;
	uint32_t d = eighths >> 3 | (uint32_t)code[eighths & 7] << 14;

	/* 3 and 2 Mbaud have codes of their own */
	if (d == 0x0001)
		return 0;
	return d == 0x4001 ? 1 : d;
}

unsigned gn_line_ftdi_strip(const uint8_t **data, size_t *len)
{
	unsigned n = 0;

	if (*len <= FTDI_HEAD) {
		*len = 0;
		return 0;
	}
	/* overrun 0x02, parity 0x04, framing 0x08, break 0x10 */
	for (unsigned bit = 0x02; bit <= 0x10; bit <<= 1)
		n += ((*data)[1] & bit) != 0;
	*data += FTDI_HEAD;
	*len -= FTDI_HEAD;
	return n;
}

static int ftdi_baud(struct gn_usb_line *l, uint32_t baud, struct gn_diag *why)
{
	uint16_t release = gn_usb_dev_info(l->dev)->release;
	uint32_t d = gn_line_ftdi_divisor(baud);
	uint16_t high = (uint16_t)(d >> 16);
	struct step s = { DEV_OUT, 3, (uint16_t)d, high };

	/* FT2232C (5.00), the H and the X chips: high bits above the port */
	if (release == 0x0500 || release >= 0x0700)
		s.index = (uint16_t)(high << 8 | l->ctl);
	return send_steps(l, &s, 1, why);
}

static int ftdi_open(struct gn_usb_line *l, uint32_t baud, struct gn_diag *why)
{
	uint16_t release = gn_usb_dev_info(l->dev)->release;
	bool ports = release == 0x0500 || release == 0x0700 ||
		     release == 0x0800;
	uint16_t port = ports ?
		(uint16_t)(gn_usb_dev_iface(l->dev) + 1) : 0;
	const struct step first[] = {
		{ DEV_OUT, 0, 0, port },                /* reset */
		{ DEV_OUT, 9, 1, port },                /* latency 1 ms */
		{ DEV_OUT, 4, 0x0008, port },           /* 8N1 */
		{ DEV_OUT, 2, 0, port },                /* no flow control */
	};
	const struct step last[] = {
		{ DEV_OUT, 1, 0x0303, port },           /* DTR, RTS */
		{ DEV_OUT, 0, 1, port },                /* forget what came */
	};
	int err;

	l->ctl = port;
	err = SEND(l, first, why);
	if (!err)
		err = ftdi_baud(l, baud, why);
	return err ? err : SEND(l, last, why);
}

/* ---- CP210x ------------------------------------------------------------ */

static int cp210x_baud(struct gn_usb_line *l, uint32_t baud,
		       struct gn_diag *why)
{
	uint8_t rate[4];
	int r;

	put_le32(rate, baud);
	r = gn_usb_control(l->dev, IFACE_OUT, 0x1e, 0, (uint16_t)l->ctl, rate,
			   sizeof(rate), why);
	return r < 0 ? r : GN_OK;
}

static int cp210x_open(struct gn_usb_line *l, uint32_t baud,
		       struct gn_diag *why)
{
	const uint16_t i = (uint16_t)gn_usb_dev_iface(l->dev);
	const struct step enable = { IFACE_OUT, 0x00, 1, i };
	const struct step rest[] = {
		{ IFACE_OUT, 0x03, 0x0800, i },         /* 8N1 */
		{ IFACE_OUT, 0x07, 0x0303, i },         /* DTR, RTS */
		{ IFACE_OUT, 0x12, 0x000f, i },         /* purge */
	};
	int err;

	l->ctl = i;
	err = send_steps(l, &enable, 1, why);
	if (!err)
		err = cp210x_baud(l, baud, why);
	return err ? err : SEND(l, rest, why);
}

/* ---- CH341 ------------------------------------------------------------- */

/*
 * 48 MHz / (2^(12 - 3 ps - fact) div), ps 0..3, fact 0 or 1, div below 256 and
 * for fact 1 at least 9: the nearest; of equal ones the highest ps, then fact
 * 0. Bit 7: what was received is passed on at once, not 32 bytes at a time.
 */
uint16_t gn_line_ch341_divisor(uint32_t baud)
{
	double best = 1e9;
	unsigned word = 0;

	for (unsigned k = 0; k < 8; k++) {
		unsigned ps = 3 - k / 2, fact = k % 2;
		double clock = 48e6 / (1u << (12 - 3 * ps - fact));
		unsigned div = (unsigned)(clock / baud + 0.5);
		double off;

		if (div < (fact ? 9 : 2) || div > 255)
			continue;
		off = clock / div - baud;
		off = off < 0 ? -off : off;
		if (off >= best)
			continue;
		best = off;
		word = (0x100 - div) << 8 | fact << 2 | ps;
	}
	return (uint16_t)(word | 0x80);
}

static int ch341_baud(struct gn_usb_line *l, uint32_t baud,
		      struct gn_diag *why)
{
	const struct step s = { DEV_OUT, 0x9a, 0x1312,
				gn_line_ch341_divisor(baud) };

	return send_steps(l, &s, 1, why);
}

static int ch341_open(struct gn_usb_line *l, uint32_t baud,
		      struct gn_diag *why)
{
	const struct step init = { DEV_OUT, 0xa1, 0, 0 };
	const struct step lcr = { DEV_OUT, 0x9a, 0x2518, 0x00c3 };
	/* DTR 0x20 and RTS 0x40, inverted */
	const struct step modem = { DEV_OUT, 0xa4, 0xff9f, 0 };
	uint8_t version[2] = { 0, 0 };
	int r = gn_usb_control(l->dev, DEV_IN, 0x5f, 0, 0, version,
			       sizeof(version), why);

	if (r < 0)
		return r;
	l->version = version[0];
	r = send_steps(l, &init, 1, why);
	if (!r)
		r = ch341_baud(l, baud, why);
	/* older ones can do nothing but 8N1 */
	if (!r && l->version >= 0x30)
		r = send_steps(l, &lcr, 1, why);
	return r ? r : send_steps(l, &modem, 1, why);
}

/* ---- all of them ------------------------------------------------------- */

static int native_open(struct gn_usb_line *l, uint32_t baud,
		       struct gn_diag *why)
{
	(void)l;
	(void)baud;
	(void)why;
	return GN_OK;
}

/* By enum gn_line_chip; off: the last request before it is closed. */
static const struct chip {
	int (*open)(struct gn_usb_line *l, uint32_t baud, struct gn_diag *why);
	int (*baud)(struct gn_usb_line *l, uint32_t baud, struct gn_diag *why);
	struct step off;
} chips[] = {
	[GN_LINE_NATIVE] = { native_open, native_open, { 0, 0, 0, 0 } },
	[GN_LINE_CDC]    = { cdc_open, cdc_baud, { CLASS_OUT, 0x22, 0, 0 } },
	[GN_LINE_FTDI]   = { ftdi_open, ftdi_baud, { DEV_OUT, 1, 0x0300, 0 } },
	[GN_LINE_CP210X] = { cp210x_open, cp210x_baud,
			     { IFACE_OUT, 0x00, 0, 0 } },
	[GN_LINE_CH341]  = { ch341_open, ch341_baud,
			     { DEV_OUT, 0xa4, 0xffff, 0 } },
};

static enum gn_line_chip chip_of(const struct gn_usb_dev *d)
{
	const struct gn_usb_id *id = gn_usb_dev_id(d);

	if (id)
		return (enum gn_line_chip)id->tag;
	switch (gn_usb_dev_info(d)->vid) {
	case 0x0403: return GN_LINE_FTDI;
	case 0x10c4: return GN_LINE_CP210X;
	case 0x1a86: return GN_LINE_CH341;
	}
	return gn_usb_dev_iclass(d) == 0x0a ? GN_LINE_CDC : GN_LINE_NATIVE;
}

static int check_baud(uint32_t baud, struct gn_diag *why)
{
	if (baud >= BAUD_MIN && baud <= BAUD_MAX)
		return GN_OK;
	return gn_diag_set(why, GN_EINVAL, "baud rate %u: %d to %d can be had",
			   baud, BAUD_MIN, BAUD_MAX);
}

int gn_usb_line_open(struct gn_usb_line *l, struct gn_usb *u,
		     const struct gn_usb_id *ids, const char *which,
		     uint32_t baud, struct gn_diag *why)
{
	const struct gn_usb_want want = { GN_USB_BULK, GN_USB_ANY,
					  GN_USB_ANY };
	int err = check_baud(baud, why);

	memset(l, 0, sizeof(*l));
	if (!err)
		err = gn_usb_open(&l->dev, u, ids, which, &want, why);
	if (err)
		return err;
	l->chip = chip_of(l->dev);
	err = chips[l->chip].open(l, baud, why);
	if (err)
		gn_usb_close(l->dev);
	return err;
}

int gn_usb_line_baud(struct gn_usb_line *l, uint32_t baud,
		     struct gn_diag *why)
{
	int err = check_baud(baud, why);

	return err ? err : chips[l->chip].baud(l, baud, why);
}

int gn_usb_line_start(struct gn_usb_line *l, gn_usb_start_fn *start, void *arg,
		      struct gn_diag *why)
{
	uint16_t head = l->chip == GN_LINE_FTDI ? FTDI_HEAD : 0;

	return gn_usb_start(l->dev, head, start, arg, why);
}

int gn_usb_line_write(struct gn_usb_line *l, const void *data, size_t len,
		      struct gn_diag *why)
{
	return gn_usb_write(l->dev, data, len, WRITE_MS, why);
}

int gn_usb_line_read(struct gn_usb_line *l, struct gn_line_piece *out,
		     int timeout_ms, struct gn_diag *why)
{
	const struct gn_usb_packet *p;
	uint32_t lost = 0;

	for (;;) {
		int r = gn_usb_read(l->dev, &p, timeout_ms, why);

		if (r <= 0)
			return r;
		lost += p->lost;
		out->t_ns = p->t_ns;
		out->lost = lost;
		out->data = p->data;
		out->len = p->len;
		out->errors = l->chip != GN_LINE_FTDI ? 0 :
			gn_line_ftdi_strip(&out->data, &out->len);
		l->errors += out->errors;
		if (out->len > 0)
			return 1;
	}
}

uint64_t gn_usb_line_errors(const struct gn_usb_line *l)
{
	return l->errors;
}

void gn_usb_line_close(struct gn_usb_line *l)
{
	struct step off = chips[l->chip].off;

	off.index = (uint16_t)l->ctl;
	/* it may be gone: then nobody minds */
	if (off.type)
		send_steps(l, &off, 1, NULL);
	gn_usb_close(l->dev);
	l->dev = NULL;
}
