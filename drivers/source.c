/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gonio/driver.h"
#include "gonio/sample_hash.h"

#define REPLAY "replay:"

struct gn_source {
	const struct gn_driver *driver;
	struct gn_host         *host;   /* its own, or NULL */
	int                     ended;  /* what read gave as its last answer */
	struct gn_diag          why;    /* the reason for it */
	struct gn_sample_hash   hash;   /* of samples, where hash is NULL */
	alignas(max_align_t) unsigned char state[];
};

/* An address, taken apart. arg is its end, the whole of it for a path. */
struct address {
	const struct gn_driver *driver;
	const char             *arg;
};

static const struct gn_driver *find_driver(const char *name, size_t len)
{
	for (size_t i = 0; gn_drivers[i]; i++)
		if (strlen(gn_drivers[i]->name) == len &&
		    !strncmp(gn_drivers[i]->name, name, len))
			return gn_drivers[i];
	return NULL;
}

/* Length of the scheme that text starts with; 0: none. */
static size_t scheme(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (text[len] != ':' || text[0] < 'a' || text[0] > 'z')
		return 0;
	return len;
}

static int no_driver(const char *uri, size_t len, struct gn_diag *why)
{
	char known[256] = "";
	size_t at = 0;

	for (size_t i = 0; gn_drivers[i] && at < sizeof(known); i++)
		at += (size_t)snprintf(known + at, sizeof(known) - at, "%s%s:",
				       at ? ", " : "", gn_drivers[i]->name);
	return gn_diag_set(why, GN_ENODEV, "%.120s: no such file, and no "
			   "driver is called '%.*s'; there are %s", uri,
			   (int)(len < 40 ? len : 40), uri, known);
}

static int resolve(struct address *a, const char *uri, struct gn_diag *why)
{
	size_t len = scheme(uri);

	a->arg = uri;
	a->driver = len ? find_driver(uri, len) : NULL;
	if (a->driver) {
		a->arg += len + 1;
		return GN_OK;
	}
	if (len && access(uri, F_OK))
		return no_driver(uri, len, why);
	a->driver = find_driver("replay", 6);
	return GN_OK;
}

int gn_source_open_on(struct gn_source **out, struct gn_host *host,
		      const char *uri, struct gn_diag *why)
{
	struct address a;
	struct gn_source *s;
	int err;

	err = resolve(&a, uri, why);
	if (err)
		return err;
	s = calloc(1, sizeof(*s) + a.driver->state_size);
	if (!s)
		return gn_diag_set(why, GN_ENOMEM, "%.120s: out of memory",
				   uri);
	s->driver = a.driver;
	gn_sample_hash_init(&s->hash);
	if (!host && a.driver->device) {
		err = gn_host_create(&s->host, why);
		host = s->host;
	}
	if (!err)
		err = a.driver->open(s->state, host, a.arg, why);
	if (err) {
		gn_host_destroy(s->host);
		free(s);
		return err;
	}
	*out = s;
	return GN_OK;
}

const char *gn_source_file(const char *uri)
{
	const size_t n = strlen(REPLAY);

	return strncmp(uri, REPLAY, n) ? uri : uri + n;
}

int gn_source_open(struct gn_source **out, const char *uri,
		   struct gn_diag *why)
{
	return gn_source_open_on(out, NULL, uri, why);
}

const struct gn_driver *gn_source_driver(const struct gn_source *s)
{
	return s->driver;
}

const struct gn_recording_info *gn_source_info(const struct gn_source *s)
{
	return s->driver->info(s->state);
}

int gn_source_read(struct gn_source *s, struct gn_sample *out, size_t cap,
		   int timeout_ms, struct gn_diag *why)
{
	int n;

	if (!cap)
		return gn_diag_set(why, GN_EINVAL, "no room for a sample");
	if (s->ended)
		return gn_diag_set(why, s->ended, "%s", s->why.text);
	n = s->driver->read(s->state, out, cap < INT_MAX ? cap : INT_MAX,
			    timeout_ms, &s->why);
	if (n >= 0 && !s->driver->hash)
		gn_sample_hash_push(&s->hash, out, (size_t)n);
	if (n >= 0)
		return n;
	s->ended = n;
	if (!s->why.text[0] || n == GN_EOF)
		gn_diag_set(&s->why, n, "%s", gn_strerror(n));
	return gn_diag_set(why, n, "%s", s->why.text);
}

int gn_source_hash(struct gn_source *s, char hex[65])
{
	if (s->driver->hash)
		return s->ended == GN_EOF ? s->driver->hash(s->state, hex) :
					    GN_EINVAL;
	gn_sample_hash_hex(&s->hash, hex);
	return GN_OK;
}

int gn_source_status(const struct gn_source *s, struct gn_source_status *out)
{
	if (!s->driver->status)
		return GN_ENODATA;
	s->driver->status(s->state, out);
	return GN_OK;
}

const char *gn_source_calibration(const struct gn_source *s, size_t i)
{
	return s->driver->calibration ? s->driver->calibration(s->state, i) :
					NULL;
}

const char *gn_source_mount(const struct gn_source *s, size_t i)
{
	return s->driver->mount ? s->driver->mount(s->state, i) : NULL;
}

int gn_source_limb(const struct gn_source *s, size_t sensor,
		   struct gn_limb *out)
{
	return s->driver->limb ? s->driver->limb(s->state, sensor, out)
			       : GN_ENODATA;
}

void gn_source_close(struct gn_source *s)
{
	if (!s)
		return;
	s->driver->close(s->state);
	gn_host_destroy(s->host);
	free(s);
}

/* Give each arg the scheme back that it was asked for with. */
static int prefix(char **list, size_t n, const char *uri, size_t len)
{
	for (size_t i = 0; i < n && len; i++) {
		size_t size = strlen(list[i]) + 1;
		char *full = malloc(len + size);

		if (!full)
			return GN_ENOMEM;
		memcpy(full, uri, len);
		memcpy(full + len, list[i], size);
		free(list[i]);
		list[i] = full;
	}
	return GN_OK;
}

/* An array of one copy of text. */
static int single(const char *text, char ***out, size_t *n)
{
	char **list = calloc(1, sizeof(*list));

	if (!list)
		return GN_ENOMEM;
	list[0] = strdup(text);
	if (!list[0]) {
		free(list);
		return GN_ENOMEM;
	}
	*out = list;
	*n = 1;
	return GN_OK;
}

int gn_sources_find(const char *uri, char ***out, size_t *n,
		    struct gn_diag *why)
{
	struct address a;
	char **list = NULL;
	size_t count = 0;
	int err;

	err = resolve(&a, uri, why);
	if (err)
		return err;
	if (!a.driver->find) {
		err = single(uri, &list, &count);
	} else {
		err = a.driver->find(a.arg, &list, &count, why);
		if (err)
			return err;
		err = prefix(list, count, uri, (size_t)(a.arg - uri));
	}
	if (err) {
		gn_paths_free(list, count);
		return gn_diag_set(why, err, "%.120s: out of memory", uri);
	}
	*out = list;
	*n = count;
	return GN_OK;
}
