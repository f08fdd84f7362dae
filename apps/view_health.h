/* SPDX-License-Identifier: MIT */
#ifndef GN_VIEW_HEALTH_H
#define GN_VIEW_HEALTH_H

#include <stdint.h>

#include "gonio/types.h"
#include "view_state.h"

/*
 * Is a sensor well? What its samples alone tell of rate and loss, for the
 * view. All members are private.
 */
struct gn_health {
	double   step_ns;               /* nominal */
	uint64_t samples, missing;
	int64_t  first_ns, last_ns;     /* stamps */
	struct {
		uint64_t samples;
		int64_t  t_ns;
	} from[2];                      /* the rate is taken since from[0] */
	uint64_t seen;                  /* samples at the last look */
	int64_t  seen_ns;               /* the clock when some had come */
};

void gn_health_init(struct gn_health *h, const struct gn_sensor *s);

/* One sample; without any value or with an old stamp it does not count. */
void gn_health_sample(struct gn_health *h, const struct gn_sample *s);

/**
 * Tell state, rate and loss; the rest of *out stays. The rate is that of the
 * last 2 to 4 s. Lost is what lacks in steps that are longer than 1.5 nominal
 * ones, but no more than lacks of the nominal rate all in all: a sensor a
 * little slow, or one whose samples are stamped in bursts, has lost nothing.
 * A sensor is silent when nothing has come for 2 s.
 *
 * @param[in] clock_ns  of a clock that never goes back, at every look
 * @param[in] gone      1: its source has ended or failed
 */
void gn_health_show(struct gn_health *h, int64_t clock_ns, int gone,
		    struct gn_view_sensor *out);

#endif
