/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "bytes.h"
#include "proto_ximu3.h"

#define END 0x0A
#define ESC 0xDB
#define ESC_END 0xDC
#define ESC_ESC 0xDD

#define HEAD 9                          /* letter and time */
#define BINARY 0x80                     /* added to the letter */

/* How many numbers a message of this letter has; 0 text, or not known. */
static size_t numbers(char letter)
{
	static const char known[] = "A3B3E7H3I6L7M3O1Q4R9T1U4W2Y1";

	for (const char *k = known; *k != '\0'; k += 2)
		if (k[0] == letter)
			return (size_t)(k[1] - '0');
	return 0;
}

static int binary_frame(const uint8_t *p, size_t n)
{
	size_t count = numbers((char)(p[0] - BINARY));
	size_t least = HEAD + 4 * count, size = 0;

	for (size_t i = 0; i < n && i < GN_XIMU3_FRAME_MAX; i++, size++) {
		if (p[i] == END)
			return size >= least ? (int)i + 1 : GN_FRAME_NONE;
		if (count > 0 && size == least)
			return GN_FRAME_NONE;
		if (p[i] != ESC)
			continue;
		if (++i == n)
			return GN_FRAME_MORE;
		if (p[i] != ESC_END && p[i] != ESC_ESC)
			return GN_FRAME_WRONG;
	}
	return n < GN_XIMU3_FRAME_MAX ? GN_FRAME_MORE : GN_FRAME_NONE;
}

static int json_frame(const uint8_t *p, size_t n)
{
	for (size_t i = 1; i < n && i < GN_XIMU3_FRAME_MAX; i++) {
		size_t last = p[i - 1] == '\r' ? i - 2 : i - 1;

		if (p[i] == END)
			return p[last] == '}' ? (int)i + 1 : GN_FRAME_NONE;
		if (p[i - 1] == '\r' || (p[i] < ' ' && p[i] != '\r'))
			return GN_FRAME_NONE;
	}
	return n < GN_XIMU3_FRAME_MAX ? GN_FRAME_MORE : GN_FRAME_NONE;
}

/* ^, a channel, and a message of any kind. */
static int passed_on(const uint8_t *p, size_t n)
{
	for (size_t i = 1; i < n && i < GN_XIMU3_FRAME_MAX; i++)
		if (p[i] == END)
			return i > 2 ? (int)i + 1 : GN_FRAME_NONE;
	return n < GN_XIMU3_FRAME_MAX ? GN_FRAME_MORE : GN_FRAME_NONE;
}

int gn_ximu3_frame(const uint8_t *p, size_t n)
{
	if (n < 1)
		return GN_FRAME_MORE;
	if (p[0] == '{')
		return json_frame(p, n);
	if (p[0] == '^')
		return passed_on(p, n);
	if (p[0] < BINARY + 'A' || p[0] > BINARY + 'Z')
		return GN_FRAME_NONE;
	return binary_frame(p, n);
}

#define NUMBERS_MAX 6                   /* of the messages read here */

/* Time and numbers of a message that has so many. */
static uint64_t unpack(const uint8_t *p, double *v, size_t count)
{
	uint8_t raw[HEAD + 4 * NUMBERS_MAX];

	for (size_t i = 0; i < HEAD + 4 * count; i++) {
		raw[i] = *p++;
		if (raw[i] == ESC)
			raw[i] = *p++ == ESC_END ? END : ESC;
	}
	for (size_t i = 0; i < count; i++)
		v[i] = (double)gn_f32(gn_le32(raw + HEAD + 4 * i));
	return gn_le64(raw + 1);
}

static int all_finite(const double *v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(v[i]))
			return 0;
	return 1;
}

static void scaled(float out[3], const double *v, double scale)
{
	for (size_t i = 0; i < 3; i++)
		out[i] = (float)(scale * v[i]);
}

int gn_ximu3_reading(const uint8_t *frame, struct gn_reading *out)
{
	int inertial = frame[0] == BINARY + 'I';
	size_t count = inertial ? 6 : 3;
	double v[NUMBERS_MAX];

	gn_reading_clear(out);
	if (!inertial && frame[0] != BINARY + 'M')
		return 0;
	out->clock = unpack(frame, v, count);
	out->clock_bits = 64;
	out->tick_num = 1000;
	if (!all_finite(v, count))
		return GN_EFORMAT;
	if (inertial) {
		scaled(out->gyr_radps, v, GN_DPS_RADPS);
		scaled(out->acc_mps2, v + 3, GN_G_MPS2);
		out->has = GN_HAS_ACC | GN_HAS_GYR;
	} else {
		scaled(out->mag_ut, v, 1);
		out->has = GN_HAS_MAG;
	}
	return 1;
}

int gn_ximu3_battery(const uint8_t *frame, struct gn_ximu3_battery *out)
{
	double v[3];

	if (frame[0] != BINARY + 'B')
		return GN_EFORMAT;
	unpack(frame, v, 3);
	if (!all_finite(v, 3) || v[0] < 0 || v[1] < 0 ||
	    (v[2] != 0 && v[2] != 1 && v[2] != 2 && v[2] != 3))
		return GN_EFORMAT;
	out->percent = (float)v[0];
	out->volt = (float)v[1];
	out->charging = (enum gn_ximu3_charging)v[2];
	return GN_OK;
}

/*
 * JSON of a frame. What is read ends at a control character at the latest,
 * and a frame ends with one, so no end is handed around.
 */
struct text {
	const uint8_t *p;
	size_t         n;
};

static const uint8_t *blanks(const uint8_t *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* "text" at p, and what is behind it; NULL if there is none. */
static const uint8_t *string(const uint8_t *p, struct text *t)
{
	if (*p++ != '"')
		return NULL;
	t->p = p;
	for (; *p != '"'; p++) {
		if (*p < ' ')
			return NULL;
		if (*p == '\\' && p[1] >= ' ')
			p++;
	}
	t->n = (size_t)(p - t->p);
	return p + 1;
}

/* "key": at p, and where its value is; NULL if there is none. */
static const uint8_t *member(const uint8_t *p, struct text *key)
{
	p = string(blanks(p), key);
	if (!p)
		return NULL;
	p = blanks(p);
	return *p == ':' ? blanks(p + 1) : NULL;
}

/* A letter as a small one, a digit, or 0 for anything else. */
static int plain(unsigned c)
{
	if (c >= 'A' && c <= 'Z')
		return (int)(c - 'A' + 'a');
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? (int)c : 0;
}

static int alike(const struct text *t, const char *key)
{
	size_t i = 0;

	for (;; i++, key++) {
		while (i < t->n && !plain(t->p[i]))
			i++;
		while (*key != '\0' && !plain((uint8_t)*key))
			key++;
		if (i == t->n || *key == '\0')
			return i == t->n && *key == '\0';
		if (plain(t->p[i]) != plain((uint8_t)*key))
			return 0;
	}
}

enum gn_ximu3_reply gn_ximu3_reply(const uint8_t *frame, const char *key,
				   const uint8_t **value, size_t *n)
{
	const uint8_t *v, *end;
	struct text name;

	if (frame[0] != '{')
		return GN_XIMU3_OTHER;
	v = member(frame + 1, &name);
	if (!v || !alike(&name, key))
		return GN_XIMU3_OTHER;
	for (end = v; *end >= ' '; end++)
		;
	for (end--; end > v && end[-1] == ' '; end--)
		;                       /* before the last } */
	if (end == v)
		return GN_XIMU3_OTHER;
	*value = v;
	*n = (size_t)(end - v);
	if (*v == '{' && member(v + 1, &name) && alike(&name, "error"))
		return GN_XIMU3_REFUSED;
	return GN_XIMU3_ACK;
}

/* The serial number, if it can be one. */
static int copy_serial(char *out, const struct text *t)
{
	if (t->n == 0 || t->n > GN_XIMU3_SERIAL_MAX)
		return GN_EFORMAT;
	for (size_t i = 0; i < t->n; i++)
		if (!plain(t->p[i]) && t->p[i] != '-')
			return GN_EFORMAT;
	memcpy(out, t->p, t->n);
	out[t->n] = '\0';
	return GN_OK;
}

int gn_ximu3_serial(const uint8_t *frame, char out[GN_XIMU3_SERIAL_MAX + 1])
{
	struct text name, text;
	const uint8_t *p;
	size_t n;

	if (gn_ximu3_reply(frame, GN_XIMU3_PING, &p, &n) != GN_XIMU3_ACK ||
	    *p != '{')
		return GN_EFORMAT;
	do {
		p = member(p + 1, &name);
		if (p)
			p = string(p, &text);
		if (!p)
			return GN_EFORMAT;
		if (alike(&name, "sn"))
			return copy_serial(out, &text);
		p = blanks(p);
	} while (*p == ',');
	return GN_EFORMAT;
}

int gn_ximu3_command(uint8_t *out, size_t cap, const char *key,
		     const char *value)
{
	size_t k = strlen(key), v = strlen(value), n = k + v + 7;

	if (k == 0 || v == 0)
		return GN_EINVAL;
	for (size_t i = 0; i < k; i++)
		if (!plain((uint8_t)key[i]) && key[i] != '_')
			return GN_EINVAL;
	for (size_t i = 0; i < v; i++)
		if ((uint8_t)value[i] < ' ')
			return GN_EINVAL;
	if (cap < n)
		return GN_ENOSPC;
	memcpy(out, "{\"", 2);
	memcpy(out + 2, key, k);
	memcpy(out + 2 + k, "\":", 2);
	memcpy(out + 4 + k, value, v);
	memcpy(out + 4 + k + v, "}\r\n", 3);
	return (int)n;
}
