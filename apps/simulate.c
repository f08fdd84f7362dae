/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "gonio/sim.h"
#include "meter.h"

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

struct options {
	const char *dir;
	const char *subject;            /* NULL: the scenario's */
	uint64_t    seed;
	uint8_t     seeded;             /* 0: the scenario's */
	uint8_t     list;
};

/* One recording of a scenario. */
static int record(const struct gn_sim_scenario *s, const char *dir,
		  uint64_t seed, struct gn_meter *m, struct gn_diag *why)
{
	struct gn_sim *sim = NULL;
	int err = gn_sim_open(&sim, s, seed, why);

	if (!err)
		err = gn_sim_write(sim, dir, why);
	gn_meter_pause(m);
	if (!err)
		summary(sim, dir);
	fflush(stdout);
	gn_meter_resume(m);
	gn_sim_close(sim);
	return err;
}

/* One session of it, after what it is calibrated with. */
static int session(const struct gn_sim_scenario *all, uint32_t k,
		   const char *dir, struct gn_meter *m, struct gn_diag *why)
{
	struct gn_sim_scenario s, first;
	int err = gn_sim_session(all, k, &s, why);

	if (!err && s.calibration[0]) {
		err = gn_sim_load_calibration(&first, &s, why);
		if (!err)
			err = record(&first, dir, s.seed, m, why);
	}
	if (!err)
		err = record(&s, dir, s.seed, m, why);
	gn_meter_add(m, 1);
	return err;
}

static int run(const char *scenario, const struct options *o)
{
	struct gn_sim_scenario s;
	struct gn_meter m;
	struct gn_diag why;
	int err = gn_sim_load(&s, scenario, &why);

	if (!err && o->subject)
		snprintf(s.subject, sizeof(s.subject), "%s", o->subject);
	if (!err && o->seeded)
		s.seed = o->seed;
	if (!err) {
		gn_meter_begin(&m, stderr, "sessions", s.sessions);
		for (uint32_t k = 0; !err && k < s.sessions; k++)
			err = session(&s, k, o->dir, &m, &why);
		gn_meter_end(&m);
	}
	if (err)
		cli_error("%s", why.text);
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

static int parse_option(struct options *o, int c)
{
	switch (c) {
	case 'l':
		o->list = 1;
		return CLI_OK;
	case 'o':
		o->dir = optarg;
		return CLI_OK;
	case 'p':
		if (strlen(optarg) >= sizeof(((struct gn_sim_scenario *)0)->
					     subject))
			return cli_usage("simulate", "--subject takes up to "
					 "23 letters and digits, not '%s'",
					 optarg);
		o->subject = optarg;
		return CLI_OK;
	default:
		if (parse_seed(optarg, &o->seed))
			return cli_usage("simulate", "--seed takes a whole "
					 "number, not '%s'", optarg);
		o->seeded = 1;
		return CLI_OK;
	}
}

int cmd_simulate(int argc, char **argv)
{
	static const struct option known[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "output", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, 's' },
		{ "subject", required_argument, NULL, 'p' },
		{ 0 }
	};
	struct options o = { 0 };
	int c, err;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":o:", known, NULL)) != -1) {
		if (c == '?' || c == ':')
			return cli_bad_option("simulate", c, argv);
		err = parse_option(&o, c);
		if (err)
			return err;
	}
	if (o.list && optind == argc && !o.dir && !o.seeded && !o.subject)
		return list();
	if (o.list)
		return cli_usage("simulate", "--list stands alone");
	if (argc - optind != 1)
		return cli_usage("simulate", "one SCENARIO is needed; "
				 "'gonio simulate --list' names them");
	if (!o.dir)
		return cli_usage("simulate", "-o DIR is needed");
	return run(argv[optind], &o);
}
