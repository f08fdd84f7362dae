/* SPDX-License-Identifier: MIT */
#include "gonio/num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Digits that can still decide how a double is rounded (767), and a bit. */
#define DIGITS_MAX 780

const double gn_num_pow10[23] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* A number taken apart: digits * 10^exp10, leading zeros left out. */
struct decimal {
	uint64_t mant;          /* the first 19 digits */
	uint8_t  neg;
	uint8_t  more;          /* digits other than 0 followed those 19 */
	size_t   n;             /* digits counted after leading zeros */
	long     exp10;         /* of the 19 digits (or fewer) in mant */
};

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Past the word if it stands at p in any case, else NULL. */
static const char *word(const char *p, const char *end, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(end - p) < n || strncasecmp(p, text, n) != 0)
		return NULL;
	return p + n;
}

static const char *missing(const char *p, const char *end)
{
	static const char *const words[] = {
		"n/a", "nan", "infinity", "inf", NULL
	};
	const char *q;

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	for (size_t i = 0; words[i]; i++) {
		q = word(p, end, words[i]);
		if (q)
			return q;
	}
	return NULL;
}

static const char *exponent(const char *p, const char *end, long *exp10)
{
	const char *q = p + 1;
	long e = 0;
	int neg;

	neg = q < end && *q == '-';
	if (q < end && (*q == '-' || *q == '+'))
		q++;
	if (q == end || !is_digit(*q))
		return p;       /* "1e" is 1 followed by a letter */
	for (; q < end && is_digit(*q); q++)
		if (e < 100000)
			e = e * 10 + (*q - '0');
	*exp10 += neg ? -e : e;
	return q;
}

static void add_digit(struct decimal *d, char c, int after_point)
{
	if (d->n == 0 && c == '0') {
		d->exp10 -= after_point;
		return;
	}
	if (d->n < 19) {
		d->mant = d->mant * 10 + (uint64_t)(c - '0');
		d->exp10 -= after_point;
	} else {
		d->more |= c != '0';
		d->exp10 += !after_point;
	}
	d->n++;
}

static const char *take_apart(const char *p, const char *end, char dec,
			      struct decimal *d)
{
	int point = 0, any = 0;

	*d = (struct decimal){ 0 };
	if (p < end && (*p == '-' || *p == '+'))
		d->neg = *p++ == '-';
	for (; p < end; p++) {
		if (*p == dec && !point) {
			point = 1;
			continue;
		}
		if (!is_digit(*p))
			break;
		any = 1;
		add_digit(d, *p, point);
	}
	if (!any)
		return NULL;
	if (p < end && (*p | 0x20) == 'e')
		p = exponent(p, end, &d->exp10);
	return p;
}

/*
 * strtod() of the digits without the point, which is all a locale could
 * change. first is the text after the sign.
 */
static double by_strtod(const char *first, const struct decimal *d)
{
	char text[DIGITS_MAX + 40];
	size_t len = 0, seen = 0;
	long exp10 = d->exp10 + (d->n > 19 ? (long)19 - (long)d->n : 0);
	int sticky = 0;

	for (const char *p = first; seen < d->n; p++) {
		if (!is_digit(*p) || (seen == 0 && *p == '0'))
			continue;
		if (len < DIGITS_MAX)
			text[len++] = *p;
		else
			sticky |= *p != '0';
		seen++;
	}
	exp10 += (long)(seen - len);
	if (sticky) {
		text[len++] = '1';
		exp10--;
	}
	snprintf(text + len, sizeof(text) - len, "e%ld", exp10);
	return strtod(text, NULL);
}

const char *gn_num_parse_any(const char *p, const char *end, char dec,
			     double *out)
{
	struct decimal d;
	const char *q = take_apart(p, end, dec, &d);
	double v;

	if (!q) {
		q = missing(p, end);
		if (q)
			*out = NAN;
		return q;
	}
	if (d.n == 0)
		v = 0.0;
	else if (d.n <= 19 && d.mant >> 53 == 0 && d.exp10 <= 0 &&
		 d.exp10 >= -22)
		v = (double)d.mant / gn_num_pow10[-d.exp10];
	else if (d.n <= 19 && d.mant >> 53 == 0 && d.exp10 > 0 &&
		 d.exp10 <= 22)
		v = (double)d.mant * gn_num_pow10[d.exp10];
	else
		v = by_strtod(p + (*p == '-' || *p == '+'), &d);
	if (isinf(v))
		v = NAN;
	*out = d.neg ? -v : v;
	return q;
}

const char *gn_num_parse_ns(const char *p, const char *end, char dec,
			    int exp10, int64_t *ns)
{
	struct decimal d;
	const char *q = take_apart(p, end, dec, &d);
	uint64_t m;
	unsigned last = 0;
	long e;

	if (!q)
		return NULL;
	m = d.mant;
	e = d.exp10 + exp10;
	if (m == 0)
		e = 0;
	for (; e > 0; e--) {
		if (m > INT64_MAX / 10)
			return NULL;
		m *= 10;
	}
	for (; e < 0 && m; e++) {
		last = (unsigned)(m % 10);
		m /= 10;
	}
	if (e < 0)
		last = 0;       /* below a tenth of a nanosecond */
	m += last >= 5;
	if (m > INT64_MAX / 2)
		return NULL;
	*ns = d.neg ? -(int64_t)m : (int64_t)m;
	return q;
}

size_t gn_num_put_float(char out[GN_NUM_TEXT], float x)
{
	int n = snprintf(out, GN_NUM_TEXT, "%.9g", (double)x);
	char *comma = strchr(out, ',');

	if (comma)
		*comma = '.';
	return (size_t)n;
}

size_t gn_num_put_ns(char out[GN_NUM_TEXT], int64_t ns)
{
	uint64_t size = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	return (size_t)snprintf(out, GN_NUM_TEXT, "%s%llu.%09llu",
				ns < 0 ? "-" : "",
				(unsigned long long)(size / 1000000000),
				(unsigned long long)(size % 1000000000));
}
