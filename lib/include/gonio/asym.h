/* SPDX-License-Identifier: MIT */
#ifndef GN_ASYM_H
#define GN_ASYM_H

#include "gonio/types.h"

/*
 * Left against right: indices by name. A threshold belongs to an index: that
 * of one is not that of another, as the same two values make different numbers.
 *
 * Pure functions of their arguments; none allocates.
 *
 * References:
 *   [Robinson:1987] R. O. Robinson, W. Herzog, B. M. Nigg, J Manipulative
 *     Physiol Ther 10:172, 1987; formula as in 10.1186/s13102-021-00355-4.
 *   [Zifchock:2008] R. A. Zifchock et al., Gait Posture 27:622, 2008,
 *     10.1016/j.gaitpost.2007.08.006, with the sign kept.
 */

/*
 * An X line is: id, name, whether a ratio (1: values of either sign, or near
 * zero, have none), whether it asks for a role of one side.
 *
 * SI     symmetry index, 100 (R - L) / ((R + L) / 2) [Robinson:1987]
 * SA     symmetry angle, 100 x / 90, x = 45 deg - atan(L / R), less 180 deg if
 *        over 90 [Zifchock:2008]. Values of one sign give -50..50
 * LSI    limb symmetry index, 100 involved / uninvolved; where less is better
 *        (times) the other way round, so that below 100 is always the worse
 * MAXMIN 100 (max / min - 1)
 * BAI    bilateral asymmetry index, 100 (D - ND) / (D + ND), D the dominant
 *        side: half of SI for the same two values
 * BSA    bilateral strength asymmetry, 100 (stronger - weaker) / stronger
 *
 * SI and SA are signed: positive, the right one is larger. The last two are
 * common knowledge, their papers were not at hand: they are computed for who
 * asks for them by name, and nothing is concluded from them.
 */
#define GN_ASYM_INDICES(X)                                                 \
	X(SI,     "symmetry_index",             1, 0)                      \
	X(SA,     "symmetry_angle",             0, 0)                      \
	X(LSI,    "limb_symmetry_index",        1, 1)                      \
	X(MAXMIN, "max_over_min",               1, 0)                      \
	X(BAI,    "bilateral_asymmetry_index",  1, 1)                      \
	X(BSA,    "bilateral_strength_asymmetry", 1, 0)

#define X(id, name, ratio, role) GN_ASYM_##id,
enum gn_asym_index { GN_ASYM_INDICES(X) GN_ASYM_INDEX_COUNT };
#undef X

/* "symmetry_index"; "unknown" for a number that is none. Never NULL. */
const char *gn_asym_index_name(enum gn_asym_index index);

/* What kind of number is compared: which ratios it has. */
enum gn_scale {
	GN_SCALE_RATIO,         /* >= 0, 0 is nothing: ranges, speeds, counts */
	GN_SCALE_TIME,          /* the same, and less is better */
	GN_SCALE_SIGNED,        /* of either sign: an angle, a lean */
	GN_SCALE_LOG            /* a logarithm, its zero means nothing */
};

/* Why there is no number. */
#define GN_ASYM_REFUSALS(X)                                                \
	X(GN_ASYM_FINE,    "given")                                        \
	X(GN_ASYM_UNKNOWN, "one side is not known")                        \
	X(GN_ASYM_SIGNED,  "it may be of either sign: no ratio of it")     \
	X(GN_ASYM_LOG,     "it is a logarithm: no ratio of it")            \
	X(GN_ASYM_SMALL,   "too near zero for a ratio")                    \
	X(GN_ASYM_ROLE,    "which side is meant is not known")

#define X(id, text) id,
enum gn_asym_refusal { GN_ASYM_REFUSALS(X) GN_ASYM_REFUSAL_COUNT };
#undef X

/* In words; never NULL. */
const char *gn_asym_refusal_text(enum gn_asym_refusal why);

/* Two values of one quantity, in any unit that is the same for both. */
struct gn_asym_pair {
	double        left, right;   /* NAN: not known */
	enum gn_scale scale;
	double        least;         /* a mean below this is near zero; >= 0 */
	enum gn_side  role;          /* LSI: the involved side, BAI: the
	                              * dominant one; others: not looked at */
};

/**
 * One index of two values.
 *
 * @param[in]  index  < GN_ASYM_INDEX_COUNT
 * @param[in]  p      not NULL
 * @param[out] out    in % (points); NAN if refused
 *
 * @retval GN_ASYM_FINE
 * @retval GN_ASYM_UNKNOWN  a value that is not finite
 * @retval GN_ASYM_SIGNED, GN_ASYM_LOG  no ratio of such a quantity. The
 *                          symmetry angle is no ratio and takes signed ones
 * @retval GN_ASYM_SMALL    the mean, or what is divided by, is below least or
 *                          0; of the symmetry angle: both sizes are
 * @retval GN_ASYM_ROLE     role is neither left nor right, and is asked for
 */
enum gn_asym_refusal gn_asym_index(enum gn_asym_index index,
				   const struct gn_asym_pair *p, double *out);

#endif
