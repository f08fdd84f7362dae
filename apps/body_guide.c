/* SPDX-License-Identifier: MIT */
#include "body_guide.h"

#include <math.h>
#include <string.h>

#define JOINED_NS INT64_C(200000000)    /* samples of one movement */
#define SURPRISE_NS INT64_C(500000000)  /* stood so long, then moved */

void gn_guide_init(struct gn_guide *g)
{
	memset(g, 0, sizeof(*g));
	g->phase = GN_GUIDE_STANDING;
}

static int moves(const struct gn_sample *s)
{
	const float *w = s->gyr_radps;
	float sq = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];

	return sq > GN_GUIDE_MOVED_RADPS * GN_GUIDE_MOVED_RADPS;
}

static enum gn_guide_event stand(struct gn_guide *g, const struct gn_sample *s)
{
	int64_t stood = s->t_ns - g->still_ns;

	if (!g->begun) {
		g->begun = 1;
		g->still_ns = s->t_ns;
	} else if (moves(s)) {
		g->still_ns = s->t_ns + GN_GUIDE_SETTLE_NS;
		if (stood >= SURPRISE_NS)
			return GN_GUIDE_AGAIN;
	} else if (stood >= GN_GUIDE_STAND_NS) {
		g->phase = GN_GUIDE_BENDING;
		g->moved_ns = s->t_ns;
		return GN_GUIDE_STOOD;
	}
	return GN_GUIDE_NOTHING;
}

/* Was there enough of it? Later ones only add to the first. */
static int enough(const struct gn_guide *g)
{
	if (g->answered || g->reps >= 2)
		return g->motion_ns >= GN_GUIDE_SHORT_NS;
	return g->motion_ns >= GN_GUIDE_LONG_NS;
}

enum gn_guide_event gn_guide_push(struct gn_guide *g,
				  const struct gn_sample *s)
{
	int64_t since = s->t_ns - g->moved_ns;

	if (g->phase == GN_GUIDE_STANDING)
		return stand(g, s);
	if (moves(s) && since > 0) {
		if (since <= JOINED_NS)
			g->motion_ns += since;
		g->moved_ns = s->t_ns;
	} else if (since >= GN_GUIDE_PAUSE_NS && enough(g)) {
		g->motion_ns = 0;
		g->answered = 1;
		return GN_GUIDE_ENDED;
	}
	return GN_GUIDE_NOTHING;
}

void gn_guide_count(struct gn_guide *g, uint32_t reps)
{
	g->reps = reps;
}
