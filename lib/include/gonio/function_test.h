/* SPDX-License-Identifier: MIT */
#ifndef GN_FUNCTION_TEST_H
#define GN_FUNCTION_TEST_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/catalogue.h"
#include "gonio/stand.h"
#include "gonio/tug.h"

/*
 * Function tests: the protocol's own figure, made of what a recording shows,
 * beside the limits of published tables and in their words. Plain data, pure
 * functions, nothing allocates. Unknown is NAN.
 */

enum gn_sex { GN_SEX_UNKNOWN, GN_SEX_FEMALE, GN_SEX_MALE };

/* Who did it, as far as it matters here. */
struct gn_person {
	float       age_y;           /* NAN: not known */
	float       height_m;
	float       mass_kg;
	float       seat_m;          /* height of the seat */
	enum gn_sex sex;
	uint8_t     arms;            /* 1: pushed up with the arms */
};

/* Nothing is known. */
void gn_person_unknown(struct gn_person *p);

/* What of a person is a number. */
enum gn_person_number { GN_PERSON_AGE, GN_PERSON_HEIGHT, GN_PERSON_MASS,
			GN_PERSON_SEAT, GN_PERSON_NUMBERS };

/* In the units of gn_person; NAN: not known. */
float gn_person_get(const struct gn_person *p, enum gn_person_number which);

/**
 * Tell one: age 0 to 120 years, height 0.3 to 2.5 m, mass 1 to 500 kg, seat
 * 0.1 to 1 m.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  outside, or NAN; *p is untouched
 */
GN_NODISCARD int gn_person_set(struct gn_person *p, enum gn_person_number which,
			       double v);

/* What is known in over takes the place of what is in p. */
void gn_person_join(struct gn_person *p, const struct gn_person *over);

/* One figure of a test. */
struct gn_test_value {
	char  name[24];              /* "time_to_sit_s": with its unit */
	float value;                 /* NAN: not assessed, why says */
	float sd;                    /* NAN: a count, or not known */
	int   decimals;
	char  why[112];              /* what it is, or why there is none */
};

enum gn_reading {
	GN_READING_NONE,             /* not assessed, why says */
	GN_READING_NO,               /* the limit is not passed */
	GN_READING_YES               /* it is */
};

/* A published limit and which side of it the figure is on. */
struct gn_test_norm {
	char  name[24];              /* "below_average" */
	enum gn_reading reading;
	float limit;                 /* NAN: none for this person */
	char  text[112];             /* as the source words it */
	char  source[144];
	char  why[96];               /* not assessed: why */
};

/* How far two tests of one person must differ to be told apart; it depends on
 * who was measured. */
struct gn_test_change {
	float mdc;                   /* in unit */
	char  unit[8];               /* "s", "stands", "%" */
	char  who[64];
	char  source[112];
};

#define GN_TEST_VALUES_MAX 10
#define GN_TEST_NORMS_MAX   4
#define GN_TEST_CHANGES_MAX 6
#define GN_TEST_NOTES_MAX   4

struct gn_function_test {
	enum gn_test kind;           /* GN_TEST_NONE: no test */
	int64_t start_ns, end_ns;    /* GN_NO_TIME: not done */
	char    start_by[64];        /* what it was started by */
	struct gn_test_value  value[GN_TEST_VALUES_MAX];
	size_t  n_values;
	struct gn_test_norm   norm[GN_TEST_NORMS_MAX];
	size_t  n_norms;
	struct gn_test_change change[GN_TEST_CHANGES_MAX];
	size_t  n_changes;
	char    note[GN_TEST_NOTES_MAX][144];
	size_t  n_notes;
};

/* What a test is made of. */
struct gn_test_input {
	const struct gn_stand *stands;  /* n, in order of time */
	size_t  n_stands;
	int64_t go_ns;               /* the signal to begin; GN_NO_TIME: none */
	int64_t length_ns;           /* of the recording */
	struct gn_person person;
};

/**
 * A test of standing up: GN_TEST_COUNT_STANDS or GN_TEST_TIME_STANDS.
 *
 * Counted are stands that are more than half-way up within test_s of the
 * start, which is the go signal or else the first lean of the trunk, or
 * without a sensor on it, when the seat is left; pushed up with the arms it
 * counts 0. Of several tries, those after a rest of 6 s or more, the one with
 * most stands is taken, the first of equal ones.
 *
 * Timed are the first test_reps stands of the first try that has as many, to
 * the last stand and to the last sit: authors differ. It is started by the
 * first lean even where there is a go signal.
 *
 * @param[in]  e    e->test is one of the two
 * @param[out] out  filled
 */
void gn_test_stands(const struct gn_exercise *e,
		    const struct gn_test_input *in,
		    struct gn_function_test *out);

/**
 * Timed up and go: total time and that of its phases.
 *
 * @param[in]  tug  the first of n tries; not looked at if n is 0
 * @param[in]  why  then: why there is none; GN_TUG_FOUND: nothing moved
 * @param[out] out  filled
 */
void gn_test_tug(const struct gn_exercise *e, const struct gn_tug *tug,
		 size_t n, enum gn_tug_state why,
		 struct gn_function_test *out);

/**
 * Power of standing up: 0.9 m g (0.5 h - H) / T with g = 9.81 m/s2, where T,
 * the time of one rise, is 0.5 t / n unless it was measured. Assumes that 90 %
 * of the mass is lifted by half of the height less the seat, in half of the
 * time. Source: Alcazar et al., 10.1002/jcsm.12737 (names), formula reproduces
 * five published cases to 0.3 %.
 *
 * @param[in] rise_s  of one rise, > 0
 * @return W; NAN where something is unknown, or half of the height is not more
 *         than the seat's
 */
double gn_stand_power_w(double mass_kg, double height_m, double seat_m,
			double rise_s);

/* Points of the Short Physical Performance Battery for five chair stands in so
 * many s: 4 below 11.2, 3 below 13.7, 2 below 16.7, 1 up to 60, 0 above; -1
 * for NAN. Source: legend of figure 1, PMC8113335; the 60 s not read again. */
int gn_sppb_chair(double time_s);

/* ---- limits with their sources (norms.c) ------------------------------- */

/**
 * The least number of stands in 30 s that is not below average, by age and
 * sex; NAN: none is published for them.
 */
float gn_norm_chair_stand(float age_y, enum gn_sex sex);

/* Words and source of the limit; limit and reading are left to the caller. */
void gn_norm_below_average(struct gn_test_norm *out);
void gn_norm_low_strength(struct gn_test_norm *out);
void gn_norm_at_risk(struct gn_test_norm *out);

/* What is published of the change of a test; the number of them. */
size_t gn_norm_changes(const struct gn_exercise *e,
		       struct gn_test_change out[GN_TEST_CHANGES_MAX]);

#endif
