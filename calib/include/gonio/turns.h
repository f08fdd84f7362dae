/* SPDX-License-Identifier: MIT */
#ifndef GN_TURNS_H
#define GN_TURNS_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/still_poses.h"
#include "gonio/types.h"

/*
 * How a gyroscope says that its sensor was turned from one still pose to the
 * next, for gonio/gyr_cal.h: collected while gonio/still_poses.h finds them.
 *
 * A turn is kept as short steps, each the rotation of its samples. So what a
 * scale or a bias does to the turn can be found afterwards without the
 * samples: within a step of 0.1 rad or a quarter second, the rotation of
 * K (m - b) is K (step - b dt) but for 1e-5 rad. A turn of more steps than
 * there is room for gets longer ones: two become one, over and over.
 *
 * While the sensor lies, steps older than the quarter second before this one
 * are forgotten; so a turn begins where its pose ends, and ends with the
 * second that made the next one a pose. Rates are integrated by the trapezoid
 * rule. Ours.
 *
 * Members are private but where told. Life cycle: init -> push* -> look at
 * turn[]. No allocation, no pointers: memcpy is a valid clone. 70 kB.
 */

#define GN_TURN_STEPS 128
#define GN_TURNS_MAX  GN_STILL_MAX

struct gn_turn_step {
	float rotvec_rad[3];    /* as the rates say it, bias and all */
	float dt_s;
};

/* One turn; all of it may be read. */
struct gn_turn {
	size_t from, to;        /* poses */
	size_t n;
	struct gn_turn_step step[GN_TURN_STEPS];
};

struct gn_turns {
	uint32_t sensor;
	uint8_t  have, lost;    /* a rate yet; a gap that ends all turns now */
	int64_t  t_ns, block;   /* of the last rate; its quarter second */
	int64_t  lost_block, first_block;       /* of a gap; of the steps */
	float    gyr_radps[3];
	float    q[4], dt_s;    /* the step that is not closed, w first */
	size_t   mark;          /* steps before this quarter second */
	size_t   seen;          /* poses */
	struct gn_turn now;     /* from the last pose, or GN_STILL_NONE */
	/* The following may be read. */
	uint32_t n_lost;        /* turns lost, as samples were missing */
	size_t   n;             /* turns kept, in order of time */
	struct gn_turn turn[GN_TURNS_MAX];
};

/* sensor: the others' samples are passed over. Cannot fail. */
void gn_turns_init(struct gn_turns *t, uint32_t sensor);

/**
 * Take one sample into account.
 *
 * @param[in] poses  that gn_still_push() was given this sample just before
 *
 * Rates that are not finite are passed over. More than 0.1 s between two loses
 * the turn; what goes back in time is passed over. Cost: about 50 ns.
 */
void gn_turns_push(struct gn_turns *t, const struct gn_still_poses *poses,
		   const struct gn_sample *in);

/**
 * Pose k was dropped, see gn_still_drop(): so are the turns from it and to it,
 * and the others' poses get their new numbers. Any k.
 */
void gn_turns_drop_pose(struct gn_turns *t, size_t k);

/**
 * Forget turn k; after it, the turns have new numbers.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  no such turn
 */
GN_NODISCARD int gn_turns_drop(struct gn_turns *t, size_t k);

#endif
