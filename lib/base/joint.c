/* SPDX-License-Identifier: MIT */
#include "gonio/joint.h"

#include <string.h>

static const struct gn_angle_def defs[GN_ANGLES] = {
#define X(id, text, in, s, what, against)                                  \
	[GN_##id##_L] = { text "_l", GN_PLANE_##in, s, GN_PLACE_##what,    \
			  GN_PLACE_##against, GN_SIDE_LEFT },              \
	[GN_##id##_R] = { text "_r", GN_PLANE_##in, s, GN_PLACE_##what,    \
			  GN_PLACE_##against, GN_SIDE_RIGHT },
	GN_LIMB_ANGLES(X)
#undef X
#define X(id, text, in, s, what, against)                                  \
	[GN_##id] = { text, GN_PLANE_##in, s, GN_PLACE_##what,             \
		      GN_PLACE_##against, GN_SIDE_NONE },
	GN_TRUNK_ANGLES(X)
#undef X
};

const struct gn_angle_def *gn_angle_def(enum gn_angle a)
{
	return &defs[a];
}

int gn_angle_find(const char *name)
{
	for (int a = 0; a < GN_ANGLES; a++)
		if (!strcmp(defs[a].name, name))
			return a;
	return -1;
}

/* The sensor on a segment; n: there is none. */
static size_t at(const struct gn_sensor *s, size_t n, enum gn_place place,
		 enum gn_side side)
{
	size_t i = 0;

	while (i < n && (s[i].place != place || s[i].side != side))
		i++;
	return i == n && place == GN_PLACE_WRIST ?
	       at(s, n, GN_PLACE_FOREARM, side) : i;
}

int gn_angle_sensors(enum gn_angle a, const struct gn_sensor *sensors,
		     size_t n, size_t part[2])
{
	const struct gn_angle_def *d = &defs[a];
	enum gn_side side = d->base == GN_PLACE_PELVIS ||
			    d->base == GN_PLACE_CHEST ? GN_SIDE_NONE
						      : d->side;
	size_t moving = at(sensors, n, d->moving, d->side);
	size_t base = d->base == GN_PLACE_UNKNOWN ? moving :
		      at(sensors, n, d->base, side);

	if (moving == n || base == n)
		return 0;
	part[0] = moving;
	part[1] = base;
	return 1;
}

const char *gn_angle_state_text(enum gn_angle_state s)
{
	switch (s) {
#define X(name, text) case name: return text;
	GN_ANGLE_STATES(X)
#undef X
	default: return "unknown";
	}
}
