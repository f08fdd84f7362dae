/* SPDX-License-Identifier: MIT */
#include "valsimtest.h"

#include <check.h>
#include <string.h>

#include "files.h"
#include "gonio/catalogue.h"

static struct gn_catalogue *cat;

void valsim_open(void)
{
	files_open();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

void valsim_close(void)
{
	gn_catalogue_free(cat);
	cat = NULL;
	files_close();
}

const struct gn_catalogue *valsim_catalogue(void)
{
	return cat;
}

const char *valsim_put(const char *text)
{
	files_put("small.cfg", text);
	return files_path("small.cfg");
}

void valsim_load(struct gn_val_sim *s, const char *text)
{
	struct gn_diag why = { "" };

	ck_assert_msg(!gn_val_sim_load(s, valsim_put(text), cat, &why), "%s",
		      why.text);
}

const struct gn_val_off *valsim_off(const struct gn_val_sim_point *p,
				    const char *name)
{
	for (size_t i = 0; i < p->n_off; i++)
		if (!strcmp(p->off[i].name, name))
			return &p->off[i];
	ck_abort_msg("no error of %s", name);
	return NULL;
}
