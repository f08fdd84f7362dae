/* SPDX-License-Identifier: MIT */
#include "gonio/types.h"

#include <string.h>
#include <strings.h>

#include "gonio/result.h"

const char *gn_place_name(enum gn_place place)
{
	switch (place) {
#define X(name, text) case name: return text;
	GN_PLACES(X)
#undef X
	default: return "unknown";
	}
}

const char *gn_side_name(enum gn_side side)
{
	switch (side) {
	case GN_SIDE_LEFT:  return "left";
	case GN_SIDE_RIGHT: return "right";
	case GN_SIDE_BOTH:  return "both";
	case GN_SIDE_A:     return "A";
	case GN_SIDE_B:     return "B";
	default:            return "n/a";
	}
}

enum gn_place gn_place_parse(const char *name, enum gn_side *side)
{
	static const char *const text[] = {
#define X(place, s) s,
		GN_PLACES(X)
#undef X
	};
	size_t len = strcspn(name, "@");

	*side = GN_SIDE_NONE;
	if (len > 2 && name[len - 2] == '_') {
		switch (name[len - 1] | 0x20) {
		case 'l': *side = GN_SIDE_LEFT; break;
		case 'r': *side = GN_SIDE_RIGHT; break;
		case 'x': *side = GN_SIDE_UNKNOWN; break;
		default: break;
		}
		if (*side != GN_SIDE_NONE)
			len -= 2;
	}
	for (int i = 0; i < GN_PLACE_COUNT; i++)
		if (strlen(text[i]) == len && !strncasecmp(text[i], name, len))
			return (enum gn_place)i;
	return GN_PLACE_UNKNOWN;
}

const char *gn_reject_text(enum gn_reject_reason reason)
{
	switch (reason) {
#define X(name, text) case name: return text;
	GN_REJECTS(X)
#undef X
	default: return "unknown reason";
	}
}

const char *gn_warning_name(enum gn_warning_code code)
{
	switch (code) {
#define X(name, text) case name: return text;
	GN_WARNINGS(X)
#undef X
	default: return "unknown";
	}
}
