/* SPDX-License-Identifier: MIT */
#include "gonio/told.h"

#include <math.h>
#include <string.h>

#include "gonio/stand.h"

void gn_told_init(struct gn_told *t)
{
	memset(t, 0, sizeof(*t));
	gn_person_unknown(&t->person);
	t->go_ns = GN_NO_TIME;
	for (int i = 0; i < GN_STAGES; i++)
		t->stage_ns[i] = GN_NO_TIME;
}

int gn_told_stages(const struct gn_told *t)
{
	for (int i = 0; i < GN_STAGES; i++)
		if (t->stage_ns[i] != GN_NO_TIME)
			return 1;
	return 0;
}

/* The first rating that is not of an earlier set. */
static size_t place_of(const struct gn_told *t, uint32_t set)
{
	size_t k = 0;

	while (k < t->n_ratings && t->rating[k].set < set)
		k++;
	return k;
}

int gn_told_rate(struct gn_told *t, uint32_t set, float cr10)
{
	size_t k = place_of(t, set);

	if (!set || !(cr10 >= 0.0f && cr10 <= GN_CR10_MOST))
		return GN_EINVAL;
	if (k == t->n_ratings || t->rating[k].set != set) {
		if (t->n_ratings == GN_RATINGS_MAX)
			return GN_ENOSPC;
		memmove(&t->rating[k + 1], &t->rating[k],
			(t->n_ratings - k) * sizeof(t->rating[0]));
		t->n_ratings++;
	}
	t->rating[k] = (struct gn_rating){ set, cr10 };
	return GN_OK;
}

float gn_told_rating(const struct gn_told *t, uint32_t set)
{
	size_t k = place_of(t, set);

	return k < t->n_ratings && t->rating[k].set == set ?
		t->rating[k].cr10 : NAN;
}
