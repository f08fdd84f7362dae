/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "gonio/sim.h"

static int list(void)
{
	struct gn_diag why;
	struct gn_sim_scenario s;
	char **name = NULL;
	size_t n = 0;
	int code = CLI_OK;

	if (gn_sim_names(&name, &n, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	for (size_t i = 0; i < n; i++) {
		if (gn_sim_load(&s, name[i], &why)) {
			cli_error("%s", why.text);
			code = CLI_FAILED;
			continue;
		}
		printf("%-20s %s\n", name[i], s.title);
	}
	gn_sim_names_free(name, n);
	return code;
}

static void summary(const struct gn_sim *sim, const char *dir)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);
	size_t reps, sets;

	gn_sim_reps(sim, &reps);
	gn_sim_sets(sim, &sets);
	printf("%s: %s, %zu repetitions in %zu sets, %.1f s, seed %llu\n",
	       dir, s->exercise, reps, sets,
	       1e-9 * (double)gn_sim_length_ns(sim),
	       (unsigned long long)s->seed);
}

static int run(const char *scenario, const char *dir, const uint64_t *seed)
{
	struct gn_sim_scenario s;
	struct gn_sim *sim = NULL;
	struct gn_diag why;
	int err;

	err = gn_sim_load(&s, scenario, &why);
	if (!err)
		err = gn_sim_open(&sim, &s, seed ? *seed : s.seed, &why);
	if (!err)
		err = gn_sim_write(sim, dir, &why);
	if (err)
		cli_error("%s", why.text);
	else
		summary(sim, dir);
	gn_sim_close(sim);
	return err ? CLI_FAILED : CLI_OK;
}

/* Decimal digits, nothing else. */
static int parse_seed(const char *text, uint64_t *out)
{
	if (!*text || strspn(text, "0123456789") != strlen(text))
		return GN_EINVAL;
	errno = 0;
	*out = strtoull(text, NULL, 10);
	/* JSON knows integers of up to 63 bits. */
	return errno || *out > INT64_MAX ? GN_EINVAL : GN_OK;
}

int cmd_simulate(int argc, char **argv)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "output", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, 's' },
		{ 0 }
	};
	const char *dir = NULL;
	const uint64_t *given = NULL;
	uint64_t seed = 0;
	int got, all = 0;

	opterr = 0;
	while ((got = getopt_long(argc, argv, ":o:", options, NULL)) != -1) {
		if (got == 'l') {
			all = 1;
		} else if (got == 'o') {
			dir = optarg;
		} else if (got == 's') {
			if (parse_seed(optarg, &seed))
				return cli_usage("simulate", "--seed takes a "
						 "whole number, not '%s'",
						 optarg);
			given = &seed;
		} else {
			return cli_bad_option("simulate", got, argv);
		}
	}
	if (all && optind == argc && !dir && !given)
		return list();
	if (all)
		return cli_usage("simulate", "--list stands alone");
	if (argc - optind != 1)
		return cli_usage("simulate", "one SCENARIO is needed; "
				 "'gonio simulate --list' names them");
	if (!dir)
		return cli_usage("simulate", "-o DIR is needed");
	return run(argv[optind], dir, given);
}
