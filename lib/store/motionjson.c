/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sidecar.h"

static int rate(const json_t *root, const char *name, double *out,
		struct gn_diag *why)
{
	const json_t *v = json_object_get(root, "SamplingFrequency");
	double hz;

	if (!v)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: no SamplingFrequency; add it, in Hz",
				   name);
	if (!json_is_number(v))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: SamplingFrequency must be a number "
				   "(Hz)", name);
	hz = json_number_value(v);
	if (!(hz > 0) || hz > 1e5)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: SamplingFrequency is %g; it must be "
				   "above 0 and at most 100000 Hz", name, hz);
	*out = hz;
	return GN_OK;
}

static int task(const json_t *root, const char *name, char out[64],
		struct gn_diag *why)
{
	const json_t *v = json_object_get(root, "TaskName");

	out[0] = '\0';
	if (!v)
		return GN_OK;
	if (!json_is_string(v))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: TaskName must be a string", name);
	snprintf(out, 64, "%s", json_string_value(v));
	return GN_OK;
}

int gn_motion_json_parse(const char *text, size_t len, const char *name,
			 struct gn_motion_json *out, struct gn_diag *why)
{
	json_error_t e;
	json_t *root = json_loadb(text, len, 0, &e);
	int err;

	if (!root && json_error_code(&e) == json_error_out_of_memory)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", name);
	if (!root)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%d: not valid JSON: %s", name, e.line,
				   e.text);
	if (!json_is_object(root)) {
		err = gn_diag_set(why, GN_EFORMAT,
				  "%s: the file must hold one JSON object",
				  name);
		goto out;
	}
	err = rate(root, name, &out->rate_hz, why);
	if (!err)
		err = task(root, name, out->task, why);
out:
	json_decref(root);
	return err;
}
