/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "maker.h"

/* What people call segments, as letters only. */
static const struct { const char *said, *place; } words[] = {
	{ "head", "head" },           { "forehead", "head" },
	{ "chest", "chest" },         { "sternum", "chest" },
	{ "thorax", "chest" },        { "torso", "chest" },
	{ "pelvis", "pelvis" },       { "lumbar", "pelvis" },
	{ "sacrum", "pelvis" },       { "waist", "pelvis" },
	{ "lowerback", "pelvis" },    { "lowback", "pelvis" },
	{ "shoulder", "shoulder" },
	{ "upperarm", "upper_arm" },  { "humerus", "upper_arm" },
	{ "forearm", "forearm" },     { "lowerarm", "forearm" },
	{ "wrist", "wrist" },         { "watch", "wrist" },
	{ "hand", "hand" },
	{ "thigh", "thigh" },         { "femur", "thigh" },
	{ "upperleg", "thigh" },
	{ "shank", "shank" },         { "tibia", "shank" },
	{ "lowerleg", "shank" },      { "shin", "shank" },
	{ "calf", "shank" },          { "ankle", "shank" },
	{ "foot", "foot" },           { "shoe", "foot" },
	{ "bar", "bar" },             { "barbell", "bar" },
	{ "phone", "phone" },
};

static const char *place_of(const char *letters, size_t n)
{
	for (size_t i = 0; n > 1 && i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].said) == n &&
		    !strncmp(words[i].said, letters, n))
			return words[i].place;
	return NULL;
}

/* The sides, as they stand before or behind the segment; longest first. */
static const struct { const char *said; char side; } sides[] = {
	{ "right", 'r' }, { "left", 'l' }, { "r", 'r' }, { "l", 'l' },
};

void gn_place_guess(const char *text, char out[32])
{
	char letters[64];
	const char *place;
	size_t n = 0;

	for (const char *p = text; *p && n < sizeof(letters) - 1; p++)
		if (isalpha((unsigned char)*p))
			letters[n++] = (char)tolower((unsigned char)*p);
	place = place_of(letters, n);
	if (place) {
		snprintf(out, 32, "%s", place);
		return;
	}
	for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
		size_t m = strlen(sides[i].said);

		if (n <= m)
			continue;
		if (!strncmp(letters, sides[i].said, m))
			place = place_of(letters + m, n - m);
		if (!place && !strncmp(letters + n - m, sides[i].said, m))
			place = place_of(letters, n - m);
		if (!place)
			continue;
		snprintf(out, 32, "%s_%c", place, sides[i].side);
		return;
	}
	snprintf(out, 32, "%s", text);
}
