/* SPDX-License-Identifier: MIT */
#include "programme.h"

#include <stdio.h>
#include <string.h>

#define TIMES_MAX 999

/* Digits up to the end that are 1..TIMES_MAX; NULL: they are not. */
static const char *times(const char *at, uint32_t *out)
{
	size_t n = strspn(at, "0123456789");
	uint32_t v = 0;

	for (size_t i = 0; i < n && v <= TIMES_MAX; i++)
		v = 10 * v + (uint32_t)(at[i] - '0');
	*out = v;
	return v >= 1 && v <= TIMES_MAX ? at + n : NULL;
}

int gn_task_parse(struct gn_task *t, const char *text)
{
	struct gn_task x = { .sets = 0 };
	size_t len = strcspn(text, ":");
	const char *at = text + len;

	if (!len || len >= sizeof(x.exercise))
		return GN_EINVAL;
	memcpy(x.exercise, text, len);
	if (*at == ':')
		at = times(at + 1, &x.reps);
	if (at && *at == 'x') {
		x.sets = x.reps;
		at = times(at + 1, &x.reps);
	}
	if (!at || *at)
		return GN_EINVAL;
	*t = x;
	return GN_OK;
}

int gn_task_file(char *out, size_t cap, const char *path, size_t k)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
	size_t stem = dot && dot > name ? (size_t)(dot - path) : strlen(path);
	int n;

	if (k)
		n = snprintf(out, cap, "%.*s-%zu%s", (int)stem, path, k + 1,
			     path + stem);
	else
		n = snprintf(out, cap, "%s", path);
	return n >= 0 && (size_t)n < cap ? GN_OK : GN_EINVAL;
}
