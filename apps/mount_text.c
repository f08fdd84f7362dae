/* SPDX-License-Identifier: MIT */
#include "mount_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/num.h"
#include "gonio/vec.h"

#define HEAD "mount 1"
#define SQUARE 1e-3f            /* lengths and right angles are so exact */

/* The numbers of a line, in their order: those of a pose, then the others. */
static const struct field {
	const char *name;
	size_t      at, n;
} fields[] = {
#define F(name, member, n) { name, offsetof(struct gn_segment_axes, member), n }
	F(" up", up, 3), F(" bias", bias_radps, 3), F(" side", side, 3),
	F(" fwd", fwd, 3), F(" share", share, 1), F(" rms", rms_radps, 1),
#undef F
};

#define OF_POSE 2
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static float *values(struct gn_segment_axes *a, size_t k)
{
	return (float *)(void *)((char *)a + fields[k].at);
}

size_t gn_mount_text(const struct gn_mount *m, char out[GN_MOUNT_TEXT])
{
	struct gn_segment_axes a = m->axes;
	size_t at, n = m->has_side ? FIELDS : OF_POSE;

	out[0] = '\0';
	if (!m->has_up)
		return 0;
	at = (size_t)snprintf(out, GN_MOUNT_TEXT, HEAD);
	for (size_t k = 0; k < n; k++) {
		const float *v = values(&a, k);

		at += (size_t)snprintf(out + at, GN_MOUNT_TEXT - at, "%s",
				       fields[k].name);
		for (size_t c = 0; c < fields[k].n; c++) {
			if (!isfinite(v[c])) {
				out[0] = '\0';
				return 0;
			}
			out[at++] = ' ';
			at += gn_num_put_float(out + at, v[c]);
		}
	}
	if (m->has_side && m->has_sign)
		at += (size_t)snprintf(out + at, GN_MOUNT_TEXT - at, " sign 1");
	return at;
}

/* The text behind a word, NULL if it does not begin with it. */
static const char *behind(const char *text, const char *word)
{
	size_t len = strlen(word);

	return text && !strncmp(text, word, len) ? text + len : NULL;
}

/* Numbers, each behind a blank. */
static const char *take(const char *p, float *v, size_t n)
{
	for (size_t c = 0; c < n && p; c++) {
		double x = NAN;

		p = behind(p, " ");
		if (p)
			p = gn_num_parse_any(p, p + strlen(p), '.', &x);
		v[c] = (float)x;
		if (!isfinite(v[c]))
			return NULL;
	}
	return p;
}

/* Two axes of length 1, square to each other? */
static int square(const float a[3], const float b[3], float cosine)
{
	return fabsf(gn_dot3(a, a) - 1.0f) < SQUARE &&
	       fabsf(gn_dot3(b, b) - 1.0f) < SQUARE &&
	       fabsf(gn_dot3(a, b) - cosine) < SQUARE;
}

int gn_mount_parse(struct gn_mount *out, const char *text)
{
	struct gn_mount m = { .has_up = 1 };
	const char *p = behind(text, HEAD), *rest;
	size_t k = 0;

	for (; k < OF_POSE; k++)
		p = take(behind(p, fields[k].name), values(&m.axes, k),
			 fields[k].n);
	if (p && *p) {
		m.has_side = 1;
		for (; k < FIELDS; k++)
			p = take(behind(p, fields[k].name),
				 values(&m.axes, k), fields[k].n);
		rest = behind(p, " sign 1");
		m.has_sign = rest != NULL;
		p = rest ? rest : p;
	}
	for (; k < FIELDS; k++)
		for (size_t c = 0; c < fields[k].n; c++)
			values(&m.axes, k)[c] = NAN;
	if (!p || *p || !square(m.axes.up, m.axes.up, 1.0f) ||
	    (m.has_side && (!square(m.axes.up, m.axes.side, 0.0f) ||
			    !square(m.axes.side, m.axes.fwd, 0.0f))))
		return GN_EFORMAT;
	*out = m;
	return GN_OK;
}
