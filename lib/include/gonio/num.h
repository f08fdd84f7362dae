/* SPDX-License-Identifier: MIT */
#ifndef GN_NUM_H
#define GN_NUM_H

#include <stdint.h>
#include <string.h>

#include "gonio/err.h"

/*
 * Numbers from text: decimal, correctly rounded, independent of the locale.
 *
 * A number is [+-] digits [. digits] [e [+-] digits] with at least one digit.
 * Missing values are n/a, NaN and +-inf (no sensor has ever measured an
 * infinity) in any case; they read as NAN. No leading blanks, no hexadecimal.
 *
 * All functions read bytes of [p, end) only and stop at the first byte that
 * does not belong to the number; what may follow is the caller's concern.
 *
 * Speed: gn_num_parse() takes eight bytes at a time (SWAR) and divides by an
 * exact power of ten, which rounds correctly as long as the digits fit 53
 * bits and at most 22 follow the point (W. D. Clinger, "How to read floating
 * point numbers accurately", PLDI 1990, doi 10.1145/93542.93557, section 3);
 * everything else goes through strtod() with the point taken out, so that no
 * locale can matter.
 */

/**
 * Parse any number of the grammar above; the general and slow way.
 *
 * @param[in]  p, end  the text; p <= end
 * @param[in]  dec     decimal sign, '.' or ','
 * @param[out] out     the nearest double; NAN when missing or when the number
 *                     is too large for a double; untouched when there is none
 * @return the first byte after the number, or NULL: there is no number at p
 */
const char *gn_num_parse_any(const char *p, const char *end, char dec,
			     double *out);

/**
 * Parse a time stamp to integer nanoseconds, exactly (halves away from zero).
 * A double would lose nanoseconds of an epoch stamp.
 *
 * @param[in]  exp10  10^exp10 ns is the unit: 9 for s, 6 for ms, 3, 0 for ns
 * @param[out] ns     untouched when there is none
 * @return the first byte after it, or NULL: no number, a missing value, or
 *         more than 146 years either way (so that differences never overflow)
 */
const char *gn_num_parse_ns(const char *p, const char *end, char dec,
			    int exp10, int64_t *ns);

/* Room for what the two functions below write, its 0 included. */
#define GN_NUM_TEXT 24

/**
 * A float as text that reads back as the same float: 9 significant digits, a
 * point as decimal sign in every locale.
 *
 * @param[in] x  finite
 * @return length
 */
size_t gn_num_put_float(char out[GN_NUM_TEXT], float x);

/**
 * A time in s with all its nanoseconds: "-0.020000001".
 *
 * @return length
 */
size_t gn_num_put_ns(char out[GN_NUM_TEXT], int64_t ns);

/* Exact powers of ten, 10^0 .. 10^22. */
extern const double gn_num_pow10[23];

/* Eight bytes as an integer whose lowest byte is the first character. */
static inline uint64_t gn_num_load8(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	return w;
}

/* The number that eight digit values (0..9 each, first in the low byte) are. */
static inline uint64_t gn_num_eight(uint64_t t)
{
	const uint64_t mask = UINT64_C(0x000000ff000000ff);

	t = t * 10 + (t >> 8);
	return ((t & mask) * UINT64_C(0x000f424000000064) +
		((t >> 16) & mask) * UINT64_C(0x0000271000000001)) >> 32;
}

/**
 * Parse a number; the fast way for what files mostly hold: up to seven digits
 * in the first eight characters, any number of further decimals that keep it
 * below 2^53. Anything else, and the last eight bytes of the text, go to
 * gn_num_parse_any(); the results are the same.
 */
static inline const char *gn_num_parse(const char *p, const char *end,
				       char dec, double *out)
{
	const char *s = p;
	uint64_t t, nondigit, rest, low, high, mant, bits;
	unsigned n1, n2, frac, d;
	double v;

	if (end - p < 10)
		return gn_num_parse_any(p, end, dec, out);
	s += *p == '-';
	t = gn_num_load8(s) ^ UINT64_C(0x3030303030303030);
	nondigit = (((t & UINT64_C(0x7f7f7f7f7f7f7f7f)) +
		     UINT64_C(0x7676767676767676)) | t) &
		   UINT64_C(0x8080808080808080);
	if (!nondigit || (nondigit & 0x80))
		return gn_num_parse_any(p, end, dec, out);
	/* n1: digits before the point; n2: digits and point together */
	n1 = (unsigned)__builtin_ctzll(nondigit) >> 3;
	if (s[n1] == dec) {
		rest = nondigit & (nondigit - 1);
		n2 = rest ? (unsigned)__builtin_ctzll(rest) >> 3 : 8;
		low = t & ((UINT64_C(1) << (8 * n1)) - 1);
		high = (t >> (8 * n1)) >> 8;
		mant = gn_num_eight((low | high << (8 * n1)) << (8 * (9 - n2)));
		frac = n2 - n1 - 1;
	} else {
		n2 = n1;
		mant = gn_num_eight(t << (8 * (8 - n1)));
		frac = 0;
	}
	s += n2;
	if (n2 == 8) {
		for (; s < end; s++) {
			d = (unsigned)(unsigned char)*s - '0';
			if (d > 9)
				break;
			if (frac > 14)
				return gn_num_parse_any(p, end, dec, out);
			mant = mant * 10 + d;
			frac++;
		}
		if (s == end || mant >> 53)
			return gn_num_parse_any(p, end, dec, out);
	}
	if ((*s | 0x20) == 'e')
		return gn_num_parse_any(p, end, dec, out);
	v = (double)mant / gn_num_pow10[frac];
	/* the sign is as good as random: no branch on it */
	memcpy(&bits, &v, sizeof(bits));
	bits |= (uint64_t)(*p == '-') << 63;
	memcpy(out, &bits, sizeof(bits));
	return s;
}

#endif
