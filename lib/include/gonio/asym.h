/* SPDX-License-Identifier: MIT */
#ifndef GN_ASYM_H
#define GN_ASYM_H

#include <stddef.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/hold.h"
#include "gonio/result.h"
#include "gonio/types.h"

/*
 * Left against right: indices by name, and whether a difference is one.
 * A threshold belongs to an index: that of one is not that of another, as the
 * same two values make different numbers.
 *
 * Pure functions of their arguments.
 *
 * References:
 *   [Exell:2012] T. A. Exell et al., J Biomech 45:1, 2012, 10.1016/j.jbiomech.
 *     2012.01.007: a difference of sides counts only if it is significant
 *     against the variability within each limb.
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

/* --- is there a difference? --- */

/* What became of a comparison; what a person reads of it. */
#define GN_ASYM_VERDICTS(X)                                                \
	X(GN_ASYM_DIFFERENT, "different",                                  \
	  "beyond variability, measurement and mounting")                  \
	X(GN_ASYM_VARIES, "within_variability",                            \
	  "no more than repetitions vary")                                 \
	X(GN_ASYM_BELOW_MDC, "below_mdc",                                  \
	  "less than the measurement can tell")                            \
	X(GN_ASYM_MOUNTING, "within_mounting",                             \
	  "no more than mounting the sensors can do")                      \
	X(GN_ASYM_COUNTED, "counted", "a count has no spread to test it by")\
	X(GN_ASYM_FEW, "few", "fewer than 3 repetitions of a side")        \
	X(GN_ASYM_UNKNOWN_SIDE, "unknown", "not known of both sides")      \
	X(GN_ASYM_UNLIKE, "unlike", "measured of different things")        \
	X(GN_ASYM_ONE_LIMB, "one_limb",                                    \
	  "measured of one limb, or of both together")                     \
	X(GN_ASYM_ROLES, "roles",                                          \
	  "the two limbs do different things in this exercise")

#define X(id, name, text) id,
enum gn_asym_verdict { GN_ASYM_VERDICTS(X) GN_ASYM_VERDICT_COUNT };
#undef X

/* "within_mounting": stable, for programs. Never NULL. */
const char *gn_asym_verdict_name(enum gn_asym_verdict v);
/* In words; never NULL. */
const char *gn_asym_verdict_text(enum gn_asym_verdict v);
/* 1: the two were tested, 0: the verdict says why they could not be. */
int gn_asym_assessed(enum gn_asym_verdict v);

enum gn_unit { GN_UNIT_RAD, GN_UNIT_RADPS, GN_UNIT_S, GN_UNIT_NONE };

#define GN_ASYM_REPS_LEAST 3    /* of a side */
#define GN_ASYM_RESAMPLES 999

/* Two samples of one measure: left and right, or before and after. */
struct gn_asym_sample {
	const double *x[2];          /* finite values */
	size_t        n[2];
	uint8_t       paired;        /* 1: n are equal, each of x[1] belongs to
	                              * that of x[0] */
};

struct gn_asym_params {
	enum gn_scale scale;
	double least;                /* as in gn_asym_pair */
	double mdc;                  /* of the difference, in the measure's
	                              * unit; 0: what the repetitions say */
	double mount_sd;             /* of the difference, the same unit */
	double alpha;                /* 0..1, of a false "different" */
	enum gn_side involved;       /* for LSI; GN_SIDE_NONE: not known */
};

/* One measure of both sides. NAN: not known, or refused. */
struct gn_asym {
	char          name[24];      /* "range", "peak_velocity", ... */
	char          of[32];        /* "knee_flexion", "tilt thigh" or "" */
	enum gn_unit  unit;
	uint8_t       paired;        /* 1: both sides in the same repetitions */
	enum gn_asym_verdict verdict;
	size_t        n[2];          /* [0] left, or before; [1] right, after */
	double        mean[2], sd[2];
	double        difference;    /* second - first */
	double        ci[2];         /* of it, 95 %, mounting included */
	double        mdc, mount_sd; /* of it */
	double        p;             /* that repetitions alone make it */
	double        p_all;         /* .. with mounting */
	double        index[GN_ASYM_INDEX_COUNT];
	enum gn_asym_refusal refused[GN_ASYM_INDEX_COUNT];
	double        si_ci[2];      /* of the symmetry index, as ci */
};

/**
 * Compare two samples. Different is only what
 *   a) is significant against the spread of the repetitions, [Exell:2012]:
 *      Welch's test, or the paired one (gonio/compare.h),
 *   b) exceeds the least difference that can be measured (mdc, 95 %), and
 *   c) is significant still if mounting may have made a part of it.
 * Intervals are bootstrapped: values are drawn anew within each sample, or
 * pairs of them, GN_ASYM_RESAMPLES times; deviations are widened by sqrt(n /
 * (n - 1)), as samples of few values are too narrow by that (T. Hesterberg,
 * Am Stat 69:371, 2015), and each draw gets a random error of mounting. The
 * seed is fixed: the same values give the same interval.
 *
 * @param[out] out  all but name, of, unit set; paired as in the sample
 *
 * Fewer than GN_ASYM_REPS_LEAST values in one: verdict GN_ASYM_FEW, and the
 * means. Cost: about 10 ns times values and resamples, no allocation.
 */
void gn_asym_compare(const struct gn_asym_sample *s,
		     const struct gn_asym_params *p, struct gn_asym *out);

/* --- of repetitions --- */

/* Most measures that repetitions have: eight of their own, eight angles of
 * limbs, and how many they are. */
#define GN_ASYM_MAX 17

struct gn_asym_about {
	const struct gn_exercise *exercise;  /* not NULL */
	enum gn_side involved;       /* GN_SIDE_NONE: not known */
	uint8_t inertial;            /* 1: of sensors on skin, no camera */
	double  mount_points;        /* SD that mounting alone gives the
	                              * symmetry index of a range, in points;
	                              * NAN: what the ranges' stated uncertainty
	                              * says */
};

/**
 * What mounting alone makes of the difference between two ranges, as SD: that
 * of both, less what they have in common, see gn_asym_reps().
 *
 * @param[in] a, b      stated SDs (gn_range), any unit
 * @param[in] inertial  1: of sensors on skin; 0: of a camera
 */
double gn_asym_mounting(double a, double b, int inertial);

/**
 * Compare left and right over all that repetitions measure: range, velocity,
 * phases, smoothness, ranges of the limbs' angles.
 *
 * Where some are of the left and some of the right limb (sides in turn, or a
 * set each) all is compared, as two samples. Where both limbs work in the same
 * repetition, and the exercise asks the same of both (symmetric, see
 * catalogue.h), the ranges of their angles are, in pairs. What cannot be
 * compared is listed with the reason. Repetitions of one limb: nothing.
 *
 * Mounting. A sensor's error against the bone is the same in every repetition,
 * so that no test of repetitions sees it. It counts for ranges and velocities,
 * not for times, smoothness and counts. Its SD is that stated of the ranges of
 * both sides (gn_range), less what they have in common: inertial sensors over
 * both legs of one person in the same movement err alike, by 2/3 of the
 * variance (ours, optical reference, 14 pairs of knee, hip and ankle in six
 * exercises; taken as 0.6). Of a camera nothing is taken as common.
 *
 * mdc. 3 deg for knee and tilt, 4.5 deg for other ranges: 2.8 times the SD of
 * the range's error between repetitions of one mounting, 1 deg for the knee,
 * 1.6 for hip and ankle (ours, as above); less than 3 is what healthy sides
 * differ by (runners, PubMed 37187155). 0.1 s for phases: half the ends of
 * repetitions are found to 0.09 s (ours, simulated). Otherwise that of the
 * repetitions.
 *
 * A ratio index of a range takes a mean of 25 deg, of a phase 0.2 s: below, an
 * error of a degree or a frame makes points of it (ours).
 *
 * alpha is 5 % over all measures together: 3 % for the range that the exercise
 * is measured by, 2 % shared by the others (Bonferroni).
 *
 * @param[out] out    room for GN_ASYM_MAX
 * @param[out] n_out  how many
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_asym_reps(const struct gn_rep *reps, size_t n,
			      const struct gn_asym_about *about,
			      struct gn_asym out[GN_ASYM_MAX], size_t *n_out);

/* --- of holds --- */

/**
 * Compare how long left and right were held: the longest unbroken part of each
 * hold whose start and end were seen, as two samples. Nothing is counted for
 * measurement or mounting, which move it by tenths of a second.
 *
 * @param[in]  on_one_leg  1: it is of the leg that stands, not of that which is
 *                         lifted, see catalogue.h
 * @param[out] out         one: name "hold_time"; untouched if there is none
 * @param[out] n_out       0: not of both limbs; 1
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_asym_holds(const struct gn_hold *holds, size_t n,
			       int on_one_leg, struct gn_asym *out,
			       size_t *n_out);

#endif
