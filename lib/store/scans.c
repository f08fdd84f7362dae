/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bids.h"
#include "gonio/recording.h"
#include "text.h"

/* "sub-1/ses-2/motion/../sub-1_ses-2_scans.tsv" of a recording in motion/ */
static int scans_of(const char *path, char out[GN_PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	char sub[64], ses[64];
	int n;

	gn_bids_entity(path, "sub", sub, sizeof(sub));
	gn_bids_entity(path, "ses", ses, sizeof(ses));
	if (!gn_bids_is_motion(path) || !*sub)
		return GN_ENODATA;
	n = snprintf(out, GN_PATH_MAX, "%.*s../sub-%s%s%s_scans.tsv",
		     slash ? (int)(slash + 1 - path) : 0, path, sub,
		     *ses ? "_ses-" : "", ses);
	return n > 0 && n < GN_PATH_MAX ? GN_OK : GN_ENODATA;
}

/* The row of the recording, whichever of its tracking systems it names. */
static int find_row(char *text, size_t len, const char *name,
		    const char *path, char *out, size_t size,
		    struct gn_diag *why)
{
	struct gn_fields f = { .n = 0 };
	size_t line = 0;
	char *p = text;
	int got = gn_text_fields(&p, text + len, &line, &f), file, time;

	if (got < 0)
		return gn_diag_set(why, GN_EFORMAT, "%s:%zu: more than %d "
				   "fields", name, line, GN_FIELDS_MAX);
	file = got ? gn_fields_find(&f, "filename") : -1;
	time = got ? gn_fields_find(&f, "acq_time") : -1;
	if (file < 0)
		return gn_diag_set(why, GN_EFORMAT, "%s:1: no column "
				   "'filename' in the header; it is required",
				   name);
	while ((got = gn_text_fields(&p, text + len, &line, &f)) > 0) {
		if (!gn_bids_same_recording(gn_field(&f, file), path))
			continue;
		if (strcmp(gn_field(&f, time), "n/a"))
			snprintf(out, size, "%s", gn_field(&f, time));
		return GN_OK;
	}
	if (got < 0)
		return gn_diag_set(why, GN_EFORMAT, "%s:%zu: more than %d "
				   "fields", name, line, GN_FIELDS_MAX);
	return GN_OK;
}

int gn_bids_acq_time(const char *path, char *out, size_t size,
		     struct gn_diag *why)
{
	char name[GN_PATH_MAX], *text = NULL;
	size_t len = 0;
	int err;

	*out = '\0';
	if (scans_of(path, name))
		return GN_OK;
	err = gn_text_load(name, &text, &len, why);
	if (err == GN_ENOENT)
		return GN_OK;
	if (!err)
		err = find_row(text, len, name, path, out, size, why);
	free(text);
	return err;
}
