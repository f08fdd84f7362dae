/* SPDX-License-Identifier: MIT */
#include "gonio/sim.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gonio/driver.h"

/* A simulated body: what `simulate` would write, without the file. */
struct sim {
	struct gn_sim           *sim;
	struct gn_recording_info info;
};

/* Decimal digits, nothing else, up to 63 bits as everywhere for seeds. */
static int parse_seed(const char *text, uint64_t *out)
{
	uint64_t v = 0;

	if (!*text)
		return GN_EINVAL;
	for (; *text; text++) {
		unsigned d = (unsigned)(unsigned char)*text - '0';

		if (d > 9 || v > ((uint64_t)INT64_MAX - d) / 10)
			return GN_EINVAL;
		v = 10 * v + d;
	}
	*out = v;
	return GN_OK;
}

/* SCENARIO[?seed=N]: the seed is left as it is where none is given. */
static int parse(const char *arg, char *name, size_t size, uint64_t *seed,
		 struct gn_diag *why)
{
	const char *option = strrchr(arg, '?');
	size_t len = option ? (size_t)(option - arg) : strlen(arg);

	if (len == 0 || len >= size)
		return gn_diag_set(why, GN_EINVAL, "sim:%.80s: no scenario's "
				   "name; write it as in sim:squat", arg);
	memcpy(name, arg, len);
	name[len] = '\0';
	if (!option)
		return GN_OK;
	if (strncmp(option, "?seed=", 6) || parse_seed(option + 6, seed))
		return gn_diag_set(why, GN_EINVAL, "sim:%.80s: '%.40s' is no "
				   "option; the one that there is, is ?seed=N "
				   "with a whole number", arg, option);
	return GN_OK;
}

static int sim_open(void *state, struct gn_host *host, const char *arg,
		    struct gn_diag *why)
{
	struct sim *s = state;
	struct gn_sim_scenario scenario;
	char name[512];
	uint64_t seed = UINT64_MAX;     /* none: the scenario's own */
	int err;

	(void)host;
	err = parse(arg, name, sizeof(name), &seed, why);
	if (!err)
		err = gn_sim_load(&scenario, name, why);
	if (err)
		return err;
	if (seed == UINT64_MAX)
		seed = scenario.seed;
	err = gn_sim_open(&s->sim, &scenario, seed, why);
	if (err)
		return err;
	gn_sim_info(s->sim, &s->info);
	snprintf(s->info.path, sizeof(s->info.path), "sim:%s", arg);
	return GN_OK;
}

static const struct gn_recording_info *sim_info(const void *state)
{
	const struct sim *s = state;

	return &s->info;
}

static int sim_read(void *state, struct gn_sample *out, size_t cap,
		    int timeout_ms, struct gn_diag *why)
{
	struct sim *s = state;

	(void)timeout_ms;
	(void)why;
	return gn_sim_read(s->sim, out, cap);
}

static void sim_close(void *state)
{
	struct sim *s = state;

	gn_sim_close(s->sim);
}

const struct gn_driver gn_driver_sim = {
	.name       = "sim",
	.desc       = "a simulated body with sensors on it",
	.state_size = sizeof(struct sim),
	.open       = sim_open,
	.info       = sim_info,
	.read       = sim_read,
	.close      = sim_close,
};
