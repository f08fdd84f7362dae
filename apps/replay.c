/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cli_body.h"
#include "cli_person.h"
#include "cli_plan.h"
#include "cli_serve.h"
#include "gonio/driver.h"
#include "gonio/result.h"
#include "run.h"
#include "verify.h"

#define COMMAND "replay"

struct options {
	const char *exercise, *catalogue, *plan;
	double      speed;
	uint8_t     verify, person_said;
	struct cli_body body;
	struct gn_person person;
	struct cli_serve serve;
};

static int take(struct options *o, int c)
{
	o->person_said |= (uint8_t)cli_is_person(c);
	if (cli_is_person(c))
		return cli_person_add(COMMAND, &o->person, c, optarg);
	if (cli_serve_take(&o->serve, c, optarg))
		return CLI_OK;
	switch (c) {
	case 'x':
		return cli_speed(COMMAND, optarg, &o->speed);
	case 'e':
		o->exercise = optarg;
		break;
	case 'b':
		return cli_body_add(COMMAND, &o->body, optarg);
	case 'P':
		o->plan = optarg;
		break;
	case 'v':
		o->verify = 1;
		break;
	default:
		o->catalogue = optarg;
		break;
	}
	return CLI_OK;
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "exercise", required_argument, NULL, 'e' },
		{ "catalogue", required_argument, NULL, 'C' },
		{ "calibration", required_argument, NULL, 'b' },
		{ "plan", required_argument, NULL, 'P' },
		{ "speed", required_argument, NULL, 'x' },
		{ "verify", no_argument, NULL, 'v' },
		CLI_PERSON_OPTIONS,
		CLI_SERVE_OPTIONS,
		{ 0 }
	};
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, ":", known, NULL)) != -1)
		code = c == '?' || c == ':' ?
		       cli_bad_option(COMMAND, c, argv) : take(o, c);
	if (code)
		return code;
	if (argc - optind != 1)
		return cli_usage(COMMAND, "one recording is needed");
	if (o->verify && o->exercise)
		return cli_usage(COMMAND, "--verify takes the exercise that "
				 "was recorded; leave --exercise out");
	if (o->verify && o->body.n)
		return cli_usage(COMMAND, "--verify takes how the sensors sat "
				 "from the recording; leave --calibration "
				 "out");
	if (o->verify && o->person_said)
		return cli_usage(COMMAND, "--verify takes who it was from the "
				 "recording; leave --age and the like out");
	if (o->verify && o->plan)
		return cli_usage(COMMAND, "--verify knows no plan: leave "
				 "--plan out");
	if (o->verify && o->serve.wanted)
		return cli_usage(COMMAND, "--verify shows nothing: leave "
				 "--serve out");
	return cli_serve_check(COMMAND, &o->serve, o->speed);
}

/* One source; places are not told apart, for a file may end in =letters. */
static int show(const struct options *o, const struct gn_catalogue *cat,
		const char *uri, struct gn_tally *tally,
		const struct gn_visit *visit)
{
	struct gn_task task = { .exercise = "" };
	struct cli_run run = {
		.live = { .spec = &uri, .n = 1, .cat = cat,
			  .body = cli_body_known(&o->body) },
		.tasks = &task, .n_tasks = 1,
		.tally = o->plan ? tally : NULL, .visit = *visit,
		.person = &o->person, .speed = o->speed, .until_ns = INT64_MAX,
		.serve = cli_serve_params(&o->serve),
	};

	if (o->exercise)
		snprintf(task.exercise, sizeof(task.exercise), "%s",
			 o->exercise);
	return cli_run(&run);
}

/* By the plan, if there is one and it is of the recording's patient. */
static int show_by_plan(const struct options *o,
			const struct gn_catalogue *cat, const char *uri)
{
	struct gn_visit visit = { .label = 0 };
	struct gn_tally tally;
	struct gn_diag why;
	int code = cli_plan(o->plan, cat, &tally), err = GN_OK;

	if (!code && o->plan) {
		err = gn_visit_of(&visit, uri, &why);
		if (!err)
			err = gn_tally_check(&tally, uri, &visit, &why);
	}
	if (err) {
		cli_error("%s", why.text);
		code = CLI_FAILED;
	}
	if (!code)
		code = show(o, cat, uri, &tally, &visit);
	gn_tally_free(&tally);
	return code;
}

static void print_verdict(const struct gn_verdict *v, const char *path)
{
	size_t n;

	if (v->equal) {
		printf("verified %s: %u repetitions, algorithm %s\n", path,
		       v->attempted, GN_ALGORITHM);
		return;
	}
	n = gn_json_diff(v->stored, v->now, stdout);
	if (strcmp(v->algorithm, GN_ALGORITHM))
		cli_error("%s: its result is of algorithm %s, this is %s; "
			  "parts that differ: %zu", path, v->algorithm,
			  GN_ALGORITHM, n);
	else
		cli_error("%s: the stored result (-) is not what its samples "
			  "give now (+); parts that differ: %zu", path, n);
}

/* Silent but for what came of it. */
static int verify(const struct gn_catalogue *cat, const char *uri)
{
	const char *path = gn_source_file(uri);
	struct gn_verdict v;
	struct gn_diag why;
	int code;

	if (gn_verify(&v, path, cat, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	print_verdict(&v, path);
	code = v.equal ? CLI_OK : CLI_FAILED;
	gn_verdict_free(&v);
	return code;
}

static int go(struct options *o, const char *uri)
{
	struct gn_catalogue *cat = NULL;
	int code = cli_catalogue(o->catalogue, &cat);

	if (!code && o->exercise && !cli_exercise(COMMAND, cat, o->exercise))
		code = CLI_USAGE;
	if (!code)
		code = cli_body_learn(&o->body);
	if (!code)
		code = o->verify ? verify(cat, uri) : show_by_plan(o, cat, uri);
	gn_catalogue_free(cat);
	return code;
}

int cmd_replay(int argc, char **argv)
{
	struct options o = { .speed = 1 };
	int code;
	char **path = NULL;
	struct gn_diag why;
	size_t n = 0;

	gn_person_unknown(&o.person);
	code = parse(&o, argc, argv);
	if (code)
		return code;
	if (gn_sources_find(argv[optind], &path, &n, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	if (n == 1)
		code = go(&o, path[0]);
	else
		code = cli_usage(COMMAND, "%s holds %zu recordings; name one "
				 "of them, such as %s", argv[optind], n,
				 path[0]);
	gn_paths_free(path, n);
	return code;
}
