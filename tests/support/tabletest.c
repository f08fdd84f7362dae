/* SPDX-License-Identifier: MIT */
#include "tabletest.h"

#include <check.h>
#include <string.h>

#include "files.h"

static char *make(tabletest_all *all, const char *path, unsigned jobs,
		  int json)
{
	struct gn_diag why = { "" };
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	ck_assert_msg(!all(path, jobs, f, json, 1, &why), "%s", why.text);
	fclose(f);
	return text;
}

char *tabletest_text(tabletest_all *all, const char *path)
{
	return make(all, path, 2, 0);
}

char *tabletest_lines(tabletest_all *all, const char *path)
{
	return make(all, path, 1, 1);
}

json_t *tabletest_first(const char *lines, const char *type)
{
	json_t *o = json_loads(lines, JSON_DISABLE_EOF_CHECK, NULL);

	ck_assert_msg(o != NULL, "%s", lines);
	ck_assert_str_eq(json_string_value(json_object_get(o, "schema")),
			 "gonio.validate/1");
	ck_assert_str_eq(json_string_value(json_object_get(o, "type")), type);
	return o;
}

void tabletest_refuses(tabletest_all *all, const char *text, const char *part)
{
	struct gn_diag why = { "" };

	files_put("refused.cfg", text);
	ck_assert_int_eq(all(files_path("refused.cfg"), 1, stdout, 0, 0, &why),
			 GN_EFORMAT);
	ck_assert_msg(strstr(why.text, part) != NULL, "%s", why.text);
}
