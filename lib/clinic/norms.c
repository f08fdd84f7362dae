/* SPDX-License-Identifier: MIT */
/* Published limits, each with where it was read. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/function_test.h"

/* CDC STEADI, "The 30-second chair stand": fewer than this is below average.
 * Read in two secondary texts that agree with the lower quarter of the table
 * of Rikli & Jones (1999). */
static const struct {
	float from_y;
	float men, women;
} chair_stand[] = {
	{ 60.0f, 14.0f, 12.0f }, { 65.0f, 12.0f, 11.0f },
	{ 70.0f, 12.0f, 10.0f }, { 75.0f, 11.0f, 10.0f },
	{ 80.0f, 10.0f,  9.0f }, { 85.0f,  8.0f,  8.0f },
	{ 90.0f,  7.0f,  4.0f },
};
#define CHAIR_STAND_TO_Y 95.0f

static const struct {
	enum gn_test kind;
	float amount;           /* s or stands of the test */
	struct gn_test_change is;
} changes[] = {
	{ GN_TEST_COUNT_STANDS, 30.0f,
	  { 2.5f, "stands", "early knee osteoarthritis, n=93",
	    "Gill 2022: so 3 whole stands; the second try of a day is 0.5-0.8 "
	    "higher by practice" } },
	{ GN_TEST_TIME_STANDS, 5.0f,
	  { 2.5f, "s", "29 women, 73.6 years",
	    "Goldberg 2012, 10.1007/BF03325265: SEM 0.9 s, MDC95" } },
	{ GN_TEST_UP_AND_GO, 0.0f,
	  { 1.10f, "s", "knee osteoarthritis grade 1-3, same rater",
	    "10.1186/s12891-015-0637-8" } },
	{ GN_TEST_UP_AND_GO, 0.0f,
	  { 1.14f, "s", "knee osteoarthritis grade 1-3, two raters",
	    "10.1186/s12891-015-0637-8" } },
	{ GN_TEST_UP_AND_GO, 0.0f,
	  { 36.7f, "%", "awaiting replacement of the knee",
	    "BMC Musculoskelet Disord 15:235" } },
	{ GN_TEST_UP_AND_GO, 0.0f,
	  { 44.6f, "%", "awaiting replacement of the hip",
	    "BMC Musculoskelet Disord 15:235" } },
};

float gn_norm_chair_stand(float age_y, enum gn_sex sex)
{
	size_t n = sizeof(chair_stand) / sizeof(chair_stand[0]);

	if (!(age_y >= chair_stand[0].from_y && age_y < CHAIR_STAND_TO_Y) ||
	    sex == GN_SEX_UNKNOWN)
		return NAN;
	while (age_y < chair_stand[n - 1].from_y)
		n--;
	return sex == GN_SEX_MALE ? chair_stand[n - 1].men
				  : chair_stand[n - 1].women;
}

static void words(struct gn_test_norm *out, const char *name,
		  const char *text, const char *source)
{
	memset(out, 0, sizeof(*out));
	out->limit = NAN;
	snprintf(out->name, sizeof(out->name), "%s", name);
	snprintf(out->text, sizeof(out->text), "%s", text);
	snprintf(out->source, sizeof(out->source), "%s", source);
}

void gn_norm_below_average(struct gn_test_norm *out)
{
	words(out, "below_average",
	      "fewer stands than the limit: a below average score",
	      "CDC STEADI 30-second chair stand, by age and sex, as quoted by "
	      "the Wisconsin Institute for Healthy Aging");
}

void gn_norm_low_strength(struct gn_test_norm *out)
{
	words(out, "low_strength",
	      "more than 15 s for five rises: cut-off point for low strength "
	      "by chair stand",
	      "EWGSOP2, as in PMC8453123 table 3");
	out->limit = 15.0f;
}

void gn_norm_at_risk(struct gn_test_norm *out)
{
	words(out, "at_risk", "12 s or more: at risk of falling",
	      "CDC STEADI timed up and go, as quoted by the Wisconsin "
	      "Institute for Healthy Aging");
	out->limit = 12.0f;
}

size_t gn_norm_changes(const struct gn_exercise *e,
		       struct gn_test_change out[GN_TEST_CHANGES_MAX])
{
	float amount = e->test == GN_TEST_COUNT_STANDS ? e->test_s
						       : (float)e->test_reps;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (changes[i].kind == e->test && n < GN_TEST_CHANGES_MAX &&
		    !(fabsf(changes[i].amount - amount) > 0.0f))
			out[n++] = changes[i].is;
	return n;
}
