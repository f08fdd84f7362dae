/* SPDX-License-Identifier: MIT */
#include "catalogue_priv.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	struct gn_exercise e;
	uint8_t            own;     /* 1: from the clinic's folder */
};

struct gn_catalogue {
	struct entry *entry;
	size_t        n, cap;
};

static int no_memory(struct gn_diag *why)
{
	return gn_diag_set(why, GN_ENOMEM, "catalogue: %s",
			   gn_strerror(GN_ENOMEM));
}

void gn_catalogue_free(struct gn_catalogue *c)
{
	if (!c)
		return;
	free(c->entry);
	free(c);
}

size_t gn_catalogue_size(const struct gn_catalogue *c)
{
	return c->n;
}

const struct gn_exercise *gn_catalogue_at(const struct gn_catalogue *c,
					  size_t i)
{
	return &c->entry[i].e;
}

void gn_catalogue_key(char key[GN_KEY_SIZE], const char *name)
{
	size_t n = 0;

	for (; *name && n + 1 < GN_KEY_SIZE; name++) {
		unsigned char ch = (unsigned char)*name;

		if (ch >= 'A' && ch <= 'Z')
			ch = (unsigned char)(ch - 'A' + 'a');
		if ((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') ||
		    ch >= 0x80)
			key[n++] = (char)ch;
	}
	key[n] = '\0';
}

static int has_key(const char *name, const char *key)
{
	char own[GN_KEY_SIZE];

	gn_catalogue_key(own, name);
	return !strcmp(own, key);
}

static int has_alias(const struct gn_exercise *e, const char *key)
{
	for (size_t i = 0; i < e->n_aliases; i++)
		if (has_key(e->aliases[i], key))
			return 1;
	return 0;
}

/* A name counts before an alias, the clinic's alias before a built-in one. */
const struct gn_exercise *gn_catalogue_find(const struct gn_catalogue *c,
					    const char *name)
{
	const struct entry *found = NULL;
	char key[GN_KEY_SIZE];

	gn_catalogue_key(key, name);
	if (!*key)
		return NULL;
	for (size_t i = 0; i < c->n; i++)
		if (has_key(c->entry[i].e.name, key))
			return &c->entry[i].e;
	for (size_t i = 0; i < c->n; i++) {
		const struct entry *e = &c->entry[i];

		if (has_alias(&e->e, key) && (!found || e->own > found->own))
			found = e;
	}
	return found ? &found->e : NULL;
}

static unsigned min_u(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned gn_key_distance(const char *a, const char *b)
{
	unsigned row[3][GN_KEY_SIZE + 1];
	unsigned *last2 = row[0], *last = row[1], *now = row[2], *spare;
	size_t na = strlen(a), nb = strlen(b);

	for (size_t j = 0; j <= nb; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			now[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
			now[j] = min_u(now[j], last[j] + 1);
			now[j] = min_u(now[j], now[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = min_u(now[j], last2[j - 2] + 1);
		}
		spare = last2;
		last2 = last;
		last = now;
		now = spare;
	}
	return last[nb];
}

/* Edits to a name; a name that holds the word, or is held by it, is near. */
static unsigned key_cost(const char *key, const char *name)
{
	char own[GN_KEY_SIZE];
	unsigned cost;

	gn_catalogue_key(own, name);
	cost = gn_key_distance(key, own);
	if (strlen(key) >= 4 && strlen(own) >= 4 &&
	    (strstr(own, key) || strstr(key, own)))
		cost = min_u(cost, 1);
	return cost;
}

const char *gn_catalogue_nearest(const struct gn_catalogue *c,
				 const char *name)
{
	const char *best = NULL;
	unsigned least, cost;
	char key[GN_KEY_SIZE];

	gn_catalogue_key(key, name);
	if (!*key)
		return NULL;
	/* One edit in three letters; more is another word. */
	least = (unsigned)strlen(key) / 3 + 1;
	for (size_t i = 0; i < c->n; i++) {
		const struct gn_exercise *e = &c->entry[i].e;

		cost = key_cost(key, e->name);
		for (size_t k = 0; k < e->n_aliases; k++)
			cost = min_u(cost, key_cost(key, e->aliases[k]));
		if (cost < least) {
			least = cost;
			best = e->name;
		}
	}
	return best;
}

/* Does another entry of the same origin already answer to this name? */
static const struct entry *find_rival(const struct gn_catalogue *c,
				      const char *name, uint8_t own)
{
	char key[GN_KEY_SIZE];

	gn_catalogue_key(key, name);
	for (size_t i = 0; i < c->n; i++) {
		const struct entry *e = &c->entry[i];

		if (e->own == own &&
		    (has_key(e->e.name, key) || has_alias(&e->e, key)))
			return e;
	}
	return NULL;
}

static int check_rivals(const struct gn_catalogue *c,
			const struct gn_exercise *e, uint8_t own,
			const char *file, struct gn_diag *why)
{
	const struct entry *rival = find_rival(c, e->name, own);
	const char *name = e->name;

	for (size_t i = 0; !rival && i < e->n_aliases; i++) {
		name = e->aliases[i];
		rival = find_rival(c, name, own);
	}
	if (!rival)
		return GN_OK;
	return gn_diag_set(why, GN_EFORMAT, "%s: the name '%s' is taken by "
			   "'%s'", file, name, rival->e.name);
}

/* A free place for one more entry, or that of the one it replaces. */
static struct entry *take_place(struct gn_catalogue *c, const char *name)
{
	struct entry *more;
	char key[GN_KEY_SIZE];
	size_t cap;

	gn_catalogue_key(key, name);
	for (size_t i = 0; i < c->n; i++)
		if (has_key(c->entry[i].e.name, key))
			return &c->entry[i];
	if (c->n == c->cap) {
		cap = c->cap ? 2 * c->cap : 64;
		more = realloc(c->entry, cap * sizeof(*more));
		if (!more)
			return NULL;
		c->entry = more;
		c->cap = cap;
	}
	return &c->entry[c->n++];
}

static int add_entry(struct gn_catalogue *c, const char *text,
		     const char *file, uint8_t own, struct gn_diag *why)
{
	struct gn_exercise e;
	struct entry *place;
	int err;

	err = gn_entry_parse(&e, text, file, why);
	if (err)
		return err;
	err = check_rivals(c, &e, own, file, why);
	if (err)
		return err;
	place = take_place(c, e.name);
	if (!place)
		return no_memory(why);
	place->e = e;
	place->own = own;
	return GN_OK;
}

/* The next line that starts a block, or end. */
static const char *find_block(const char *p, const char *end)
{
	for (; end - p > 3; p++) {
		if (!memcmp(p, "#@ ", 3))
			return p;
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			return end;
	}
	return end;
}

static int load_builtin(struct gn_catalogue *c, struct gn_diag *why)
{
	const char *end = gn_catalogue_data_end, *p, *text, *next;
	char *copy = malloc(GN_ENTRY_MAX);
	char file[64];
	int err = copy ? GN_OK : no_memory(why);

	p = find_block(gn_catalogue_data, end);
	while (!err && p < end) {
		text = memchr(p, '\n', (size_t)(end - p));
		if (!text)
			break;
		snprintf(file, sizeof(file), "%.*s", (int)(text - p - 3),
			 p + 3);
		text++;
		next = find_block(text, end);
		if (next - text >= GN_ENTRY_MAX) {
			err = gn_diag_set(why, GN_EFORMAT, "%s: too long",
					  file);
			break;
		}
		memcpy(copy, text, (size_t)(next - text));
		copy[next - text] = '\0';
		err = add_entry(c, copy, file, 0, why);
		p = next;
	}
	free(copy);
	return err;
}

static int load_file(struct gn_catalogue *c, const char *path,
		     struct gn_diag *why)
{
	char *text = malloc(GN_ENTRY_MAX);
	FILE *f = NULL;
	size_t n;
	int err;

	if (!text)
		return no_memory(why);
	f = fopen(path, "rb");
	if (!f) {
		err = gn_diag_set(why, GN_ENOENT, "%s: cannot be read: %s",
				  path, strerror(errno));
		goto out;
	}
	n = fread(text, 1, GN_ENTRY_MAX, f);
	if (ferror(f)) {
		err = gn_diag_set(why, GN_ENOENT, "%s: cannot be read", path);
		goto out;
	}
	if (n == GN_ENTRY_MAX || memchr(text, '\0', n)) {
		err = gn_diag_set(why, GN_EFORMAT, "%s: no catalogue entry "
				  "(too long, or not text)", path);
		goto out;
	}
	text[n] = '\0';
	err = add_entry(c, text, path, 1, why);
out:
	if (f)
		fclose(f);
	free(text);
	return err;
}

static int is_entry_file(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return d->d_name[0] != '.' && len > 4 &&
	       !strcmp(d->d_name + len - 4, ".cfg");
}

/* Order of bytes, not of the locale: the same on every machine. */
static int by_file_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int load_dir(struct gn_catalogue *c, const char *dir,
		    struct gn_diag *why)
{
	struct dirent **list = NULL;
	char path[4096];
	int n, len, err = GN_OK;

	n = scandir(dir, &list, is_entry_file, by_file_name);
	if (n < 0)
		return gn_diag_set(why, errno == ENOMEM ? GN_ENOMEM : GN_ENOENT,
				   "%s: cannot be read: %s", dir,
				   strerror(errno));
	for (int i = 0; !err && i < n; i++) {
		len = snprintf(path, sizeof(path), "%s/%s", dir,
			       list[i]->d_name);
		if (len < 0 || (size_t)len >= sizeof(path))
			err = gn_diag_set(why, GN_ENOENT, "%s: path too long",
					  dir);
		else
			err = load_file(c, path, why);
	}
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return err;
}

static int by_name(const void *a, const void *b)
{
	const struct entry *ea = a, *eb = b;

	return strcmp(ea->e.name, eb->e.name);
}

int gn_catalogue_load(struct gn_catalogue **out, const char *dir,
		      struct gn_diag *why)
{
	struct gn_catalogue *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return no_memory(why);
	err = load_builtin(c, why);
	if (!err && dir)
		err = load_dir(c, dir, why);
	if (!err && !gn_catalogue_find(c, "general"))
		err = gn_diag_set(why, GN_EFORMAT, "catalogue: the entry "
				  "'general' is missing");
	if (err) {
		gn_catalogue_free(c);
		return err;
	}
	qsort(c->entry, c->n, sizeof(c->entry[0]), by_name);
	*out = c;
	return GN_OK;
}

size_t gn_exercise_rank(const struct gn_exercise *e, enum gn_place place)
{
	size_t i = 0;

	while (i < e->n_places && e->places[i] != place)
		i++;
	return i;
}
