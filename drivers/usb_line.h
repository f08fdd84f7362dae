/* SPDX-License-Identifier: MIT */
#ifndef USB_LINE_H
#define USB_LINE_H

#include "usb.h"

/*
 * Serial lines over USB: 8 data bits, no parity, 1 stop bit, DTR and RTS on,
 * no flow control. Private to drivers/.
 *
 *     gn_usb_line_open(&line, usb, ids, which, 115200, why)
 *     gn_usb_line_start(&line, start_command, arg, why)
 *     while (gn_usb_line_read(&line, &piece, timeout_ms, why) >= 0)
 *             parse piece.data, piece.len
 *     gn_usb_line_close(&line)
 *
 * Sources: the requests are those of Linux 6.1, drivers/usb/serial/ftdi_sio.c,
 * cp210x.c, ch341.c and drivers/usb/class/cdc-acm.c.
 */
enum gn_line_chip {
	GN_LINE_NATIVE,         /* two bulk endpoints, nothing to set */
	GN_LINE_CDC,
	GN_LINE_FTDI,
	GN_LINE_CP210X,
	GN_LINE_CH341,
};

/* The tag of a struct gn_usb_id is the chip. Of a device that is named by a
 * VID:PID that is not in the table it is guessed from the vendor, or from the
 * interface's class. */

/* All members are private. */
struct gn_usb_line {
	struct gn_usb_dev *dev;
	enum gn_line_chip chip;
	int ctl;                /* wIndex of the line's requests */
	uint8_t version;        /* CH341 */
	uint64_t errors;
};

/* Received bytes, valid until the next call. */
struct gn_line_piece {
	int64_t t_ns;           /* arrival, CLOCK_MONOTONIC */
	uint32_t lost;          /* packets known to be lost just before it */
	uint32_t errors;        /* the line's before or in it: FTDI only */
	const uint8_t *data;
	size_t len;             /* >= 1 */
};

/**
 * Open a device and set up its line.
 *
 * @param[out] l     undefined on error, nothing to close
 * @param[in]  baud  300..3000000
 *
 * @retval GN_OK
 * @retval GN_EINVAL  baud out of range, or the device refuses a request
 * @retval GN_ENODEV, GN_EIO, GN_ENOMEM   as gn_usb_open(), gn_usb_control()
 */
GN_NODISCARD int gn_usb_line_open(struct gn_usb_line *l, struct gn_usb *u,
				  const struct gn_usb_id *ids,
				  const char *which, uint32_t baud,
				  struct gn_diag *why);

/**
 * Change the speed, also while receiving: what the device sends meanwhile may
 * come garbled. Errors as above, less GN_ENOMEM; the old speed remains.
 */
GN_NODISCARD int gn_usb_line_baud(struct gn_usb_line *l, uint32_t baud,
				  struct gn_diag *why);

/* As gn_usb_start(); start may write to the line. */
GN_NODISCARD int gn_usb_line_start(struct gn_usb_line *l,
				   gn_usb_start_fn *start, void *arg,
				   struct gn_diag *why);

/* As gn_usb_write(), 500 ms. */
GN_NODISCARD int gn_usb_line_write(struct gn_usb_line *l, const void *data,
				   size_t len, struct gn_diag *why);

/* As gn_usb_read(); empty packets are left out. */
GN_NODISCARD int gn_usb_line_read(struct gn_usb_line *l,
				  struct gn_line_piece *out, int timeout_ms,
				  struct gn_diag *why);

/* Overruns, parity and framing errors and breaks that the bridge reported. */
uint64_t gn_usb_line_errors(const struct gn_usb_line *l);

/* Drop DTR and RTS where that can be done, give the device back. */
void gn_usb_line_close(struct gn_usb_line *l);

/*
 * The FTDI's divisor of 48 MHz / 16 in eighths, coded as its baud request
 * wants it: value in bits 0..15, index above.
 */
uint32_t gn_line_ftdi_divisor(uint32_t baud);

/* The CH341's divisor and prescaler for its register 0x1312, bit 7 set. */
uint16_t gn_line_ch341_divisor(uint32_t baud);

/**
 * Take the two status bytes off an FTDI packet, len bytes.
 * @return how many errors they report (0..4) when there is data, else 0
 */
unsigned gn_line_ftdi_strip(const uint8_t **data, size_t *len);

#endif
