/* SPDX-License-Identifier: MIT */
#ifndef GN_MISTAKE_H
#define GN_MISTAKE_H

#include <stddef.h>

#include "gonio/types.h"

/*
 * A mistake with the sensors that the movement itself gives away. It stands
 * until the end of the session: ranges that depend on the sensors it names
 * are not given, counts and tempo are.
 *
 * Not seen, because nothing shows it: all sensors of the left and the right
 * side exchanged; two sensors exchanged in an exercise that moves neither.
 *
 * That a strap has slipped takes two full repetitions of its side before and
 * two after. About the vertical, a segment that rests shows it by its rates
 * alone, and only beside a neighbour that did not turn; of a single sensor it
 * is not assessed, nor is any slip of a forearm or wrist, as these turn in
 * themselves. How often it is found: fixtures/validation/mistakes.cfg. The
 * repetition in which it slips is not given either, if it shows.
 */
#define GN_MISTAKES(X)                                                     \
	X(GN_MISTAKE_SWAPPED)   /* two sensors sit in each other's place */ \
	X(GN_MISTAKE_CROSSED)   /* one place's left and right do */        \
	X(GN_MISTAKE_TOGETHER)  /* two sit on one segment */               \
	X(GN_MISTAKE_SLIPPED)   /* one does not sit as it did before */    \
	X(GN_MISTAKE_MOVED)     /* ... or as in the calibration's pose */

#define X(name) name,
enum gn_mistake_kind { GN_MISTAKES(X) GN_MISTAKE_KINDS };
#undef X

struct gn_mistake {
	enum gn_mistake_kind kind;
	uint32_t sensor, other; /* the same: it is about one */
	uint8_t  or_next;       /* crossed: or those of a neighbouring segment,
				 * of which another mistake tells */
	int64_t  since_ns;      /* of the first repetition that shows it */
};

/* Does any of n mistakes name a sensor? */
static inline int gn_mistake_names(const struct gn_mistake *m, size_t n,
				   size_t sensor)
{
	for (size_t k = 0; k < n; k++)
		if (m[k].sensor == sensor || m[k].other == sensor)
			return 1;
	return 0;
}

#endif
