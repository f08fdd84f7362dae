/* SPDX-License-Identifier: MIT */
#include "programme.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/day.h"

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
	struct gn_task x = { .target = { .hold_s = NAN } };
	struct gn_target *to = &x.target;
	size_t len = strcspn(text, ":");
	const char *at = text + len;

	if (!len || len >= sizeof(x.exercise))
		return GN_EINVAL;
	memcpy(x.exercise, text, len);
	if (*at == ':')
		at = times(at + 1, &to->reps);
	if (at && *at == 'x') {
		to->sets = to->reps;
		at = times(at + 1, &to->reps);
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

/* As far as they agree. */
static struct gn_target of_items(const struct gn_plan *p, uint32_t items)
{
	struct gn_target t = { .hold_s = NAN };
	int first = 1;

	for (size_t k = 0; k < p->n; k++) {
		const struct gn_plan_item *i = &p->item[k];

		if (!(items >> k & 1))
			continue;
		if (first || t.sets == i->sets)
			t.sets = i->sets;
		else
			t.sets = 0;
		if (first || t.hold_s == i->hold_s)
			t.hold_s = i->hold_s;
		else
			t.hold_s = NAN;
		t.side = first || t.side == i->side ? i->side : GN_SIDE_NONE;
		first = 0;
	}
	t.form = gn_plan_target(p, items);
	t.reps = t.form.reps;
	return t;
}

size_t gn_tasks_of_plan(struct gn_task *out, const struct gn_plan *p,
			int64_t day)
{
	const int today = gn_day_weekday(day);
	size_t n = 0;

	for (size_t k = 0; k < p->n; k++) {
		const struct gn_plan_item *i = &p->item[k];

		if (i->days && !(i->days >> today & 1))
			continue;
		snprintf(out[n].exercise, sizeof(out[n].exercise), "%s",
			 i->exercise);
		out[n].target = of_items(p, UINT32_C(1) << k);
		out[n++].planned = 1;
	}
	return n;
}

int gn_target_add(struct gn_target *t, const struct gn_plan *p,
		  const char *exercise, int dated, int64_t day)
{
	const uint32_t items = gn_plan_items(p, exercise, dated, day);
	const struct gn_target all = of_items(p, items);
	const int said = t->sets || t->reps;

	if (!items)
		return 0;
	t->form = all.form;
	t->side = all.side;
	if (said)
		return 1;
	t->sets = all.sets;
	t->reps = all.reps;
	t->hold_s = all.hold_s;
	return 1;
}
