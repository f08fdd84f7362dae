/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "gonio/bids_write.h"
#include "gonio/driver.h"
#include "gonio/rec.h"
#include "gonio/recording.h"

void gn_visit_on(struct gn_visit *v, int64_t unix_ns)
{
	time_t s = (time_t)(unix_ns / INT64_C(1000000000));
	struct tm tm;

	if (!localtime_r(&s, &tm))
		return;
	v->day = gn_day_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	v->dated = 1;
}

static int of_session(struct gn_visit *v, const char *path,
		      struct gn_diag *why)
{
	struct gn_rec *rec = NULL;
	int err = gn_rec_open(&rec, path, why);

	if (err)
		return err;
	snprintf(v->patient, sizeof(v->patient), "%s",
		 gn_rec_meta(rec)->patient);
	if (gn_rec_meta(rec)->started_unix_ns > 0) {
		v->started_unix_ns = gn_rec_meta(rec)->started_unix_ns;
		gn_visit_on(v, v->started_unix_ns);
	}
	gn_rec_reader_close(rec);
	return GN_OK;
}

/* The time of "2026-03-29T10:31:00Z", whose day was read; a part of a second
 * is left out. */
static void time_of(struct gn_visit *v, const char *when)
{
	const char *p = when + strlen("2026-03-29");
	int hour, minute, second, end = 0;

	if (sscanf(p, "T%2d:%2d:%2d%n", &hour, &minute, &second, &end) != 3 ||
	    hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 59)
		return;
	p += end;
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (strcmp(p, "Z") != 0)
		return;
	v->started_unix_ns = (v->day * 86400 + hour * 3600 + minute * 60 +
			      second) * INT64_C(1000000000);
}

int gn_visit_of(struct gn_visit *v, const char *path, struct gn_diag *why)
{
	char when[40];
	int err;

	memset(v, 0, sizeof(*v));
	path = gn_source_file(path);
	if (gn_rec_probe(path))
		return of_session(v, path, why);
	gn_bids_entity(path, "sub", v->patient, sizeof(v->patient));
	gn_bids_entity(path, "ses", v->session, sizeof(v->session));
	v->label = 1;
	err = gn_bids_acq_time(path, when, sizeof(when), why);
	if (err || !*when)
		return err;
	if (gn_day_parse(when, &v->day))
		return gn_diag_set(why, GN_EFORMAT, "%s: acq_time '%s' in its "
				   "_scans.tsv is no date: write "
				   "2026-03-29T10:31:00", path, when);
	v->dated = 1;
	time_of(v, when);
	return GN_OK;
}

int gn_visit_same(const struct gn_visit *a, const struct gn_visit *b)
{
	char la[65], lb[65];

	if (!a->patient[0] || !b->patient[0])
		return 1;
	if (!a->label && !b->label)
		return !strcmp(a->patient, b->patient);
	gn_bids_label(a->patient, la, sizeof(la));
	gn_bids_label(b->patient, lb, sizeof(lb));
	return !strcmp(la, lb);
}
