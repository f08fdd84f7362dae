/* SPDX-License-Identifier: MIT */
#include "lang.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "gonio"
#define NAME 1024

const char *const gn_lang_codes[] = { "en", "de", "es", "fr", NULL };

static const char *find(const char *code)
{
	for (size_t i = 0; gn_lang_codes[i]; i++)
		if (!strncmp(gn_lang_codes[i], code, 2) &&
		    (!code[2] || code[2] == '_' || code[2] == '.'))
			return gn_lang_codes[i];
	return NULL;
}

static const char *of_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES",
					     "LANG" };
	const char *code;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = getenv(names[i]);

		if (!value || !*value)
			continue;
		code = find(value);
		return code ? code : "en";
	}
	return "en";
}

static int has_texts(const char *dir, const char *code)
{
	char file[NAME + 64];

	snprintf(file, sizeof(file), "%s/%s/LC_MESSAGES/" DOMAIN ".mo", dir,
		 code);
	return !access(file, R_OK);
}

/* Beside the program as it was built, else where it is installed. */
static void folder(char dir[NAME], const char *code)
{
	ssize_t n = readlink("/proc/self/exe", dir, NAME - sizeof("/locale"));
	char *slash;

	dir[n > 0 ? n : 0] = '\0';
	slash = strrchr(dir, '/');
	if (slash) {
		memcpy(slash, "/locale", sizeof("/locale"));
		if (has_texts(dir, code))
			return;
	}
	snprintf(dir, NAME, "%s", GN_LOCALEDIR);
}

/* gettext follows LANGUAGE, if the locale is any but "C". */
static void use(const char *dir, const char *code)
{
	setlocale(LC_MESSAGES, "C.UTF-8");
	setenv("LANGUAGE", code, 1);
	bindtextdomain(DOMAIN, dir);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
}

int gn_lang_set(const char *code, struct gn_lang *out, struct gn_diag *why)
{
	const char *known = code ? find(code) : of_environment();
	char dir[NAME];

	if (!known || (code && code[2]))
		return gn_diag_set(why, GN_EINVAL, "no language '%s'", code);
	folder(dir, known);
	if (strcmp(known, "en") && !has_texts(dir, known)) {
		if (code)
			return gn_diag_set(why, GN_ENOENT, "%s/%s/LC_MESSAGES/"
					   DOMAIN ".mo is not there: build or "
					   "install gonio whole", dir, known);
		known = "en";
	}
	use(dir, known);
	snprintf(out->code, sizeof(out->code), "%s", known);
	out->decimal = strcmp(known, "en") ? ',' : '.';
	return GN_OK;
}

const char *gn_lang_say(const char *one, const char *many, size_t n)
{
	return many ? ngettext(one, many, n) : gettext(one);
}
