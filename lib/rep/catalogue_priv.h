/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_PRIV_H
#define CATALOGUE_PRIV_H

#include <libconfig.h>

#include "gonio/catalogue.h"

/* Longest text of one entry that is read, bytes. */
#define GN_ENTRY_MAX 65536

/* Room for a name or alias with case and separators taken out. */
#define GN_KEY_SIZE 64

/*
 * The built-in entries: the files of lib/catalogue one after the other, each
 * preceded by a line "#@ NAME.cfg". Not 0-terminated.
 */
extern const char gn_catalogue_data[], gn_catalogue_data_end[];

/**
 * Read one entry.
 *
 * @param[out] e     filled; undefined on error
 * @param[in]  text  0-terminated libconfig document
 * @param[in]  file  its name, for the reason
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  why names file and line
 */
GN_NODISCARD int gn_entry_parse(struct gn_exercise *e, const char *text,
				const char *file, struct gn_diag *why);

/* Does an entry that was read agree with itself? GN_OK, or GN_EFORMAT. */
GN_NODISCARD int gn_entry_check(const struct gn_exercise *e, const char *file,
				struct gn_diag *why);

/* Is there an "@include", which would read further files from anywhere? Its
 * line, if so. */
int gn_entry_include(const char *text, unsigned *line);

/* GN_EFORMAT, with file, line and what libconfig complains of in why. */
int gn_entry_syntax_error(const config_t *cfg, const char *file,
			  struct gn_diag *why);

/**
 * A name without what people write differently: letters in lower case and
 * digits only ("Sit-to-stand" gives "sittostand"). Cut to fit.
 */
void gn_catalogue_key(char key[GN_KEY_SIZE], const char *name);

/**
 * Edits between two keys: insert, delete, replace or swap neighbours
 * (restricted Damerau-Levenshtein).
 */
unsigned gn_key_distance(const char *a, const char *b);

#endif
