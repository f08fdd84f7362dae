/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <string.h>
#include <time.h>

#include "cli_body.h"
#include "cli_person.h"
#include "cli_plan.h"
#include "cli_serve.h"
#include "keep.h"
#include "run.h"

#define COMMAND "capture"
#define PATIENT_MAX 64

struct options {
	const char *spec[GN_SENSORS_MAX];
	size_t      n;
	struct gn_task task[GN_TASKS_MAX];
	size_t      n_tasks;
	const char *catalogue, *patient, *out, *plan;
	struct cli_body body;
	struct gn_person person;
	struct cli_serve serve;
	double      speed;
	int64_t     until_ns;
	uint8_t     headless;
};

/* What may stand in file names and tables anywhere, and is no sentence. */
static int is_pseudonym(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	return len > 0 && len <= PATIENT_MAX && !text[len];
}

static int take_sensor(struct options *o)
{
	if (o->n == GN_SENSORS_MAX)
		return cli_usage(COMMAND, "more than %d sources",
				 GN_SENSORS_MAX);
	o->spec[o->n++] = optarg;
	return CLI_OK;
}

static int take_exercise(struct options *o)
{
	if (o->n_tasks == GN_TASKS_MAX)
		return cli_usage(COMMAND, "more than %d exercises",
				 GN_TASKS_MAX);
	if (gn_task_parse(&o->task[o->n_tasks], optarg))
		return cli_usage(COMMAND, "--exercise takes a name, also with "
				 "repetitions or sets of them, as in squat:10 "
				 "or squat:3x10, not '%s'", optarg);
	o->n_tasks++;
	return CLI_OK;
}

static int take_patient(struct options *o)
{
	if (!is_pseudonym(optarg))
		return cli_usage(COMMAND, "--patient takes up to %d letters, "
				 "digits, '-' and '_', not '%s'", PATIENT_MAX,
				 optarg);
	o->patient = optarg;
	return CLI_OK;
}

static int take_duration(struct options *o)
{
	double s;

	if (cli_positive(optarg, 1e6, &s))
		return cli_usage(COMMAND, "--duration takes seconds up to "
				 "1000000, not '%s'", optarg);
	o->until_ns = (int64_t)(s * 1e9);
	return CLI_OK;
}

static int take(struct options *o, int c)
{
	if (cli_is_person(c))
		return cli_person_add(COMMAND, &o->person, c, optarg);
	if (cli_serve_take(&o->serve, c, optarg))
		return CLI_OK;
	switch (c) {
	case 's':
		return take_sensor(o);
	case 'p':
		return take_patient(o);
	case 'd':
		return take_duration(o);
	case 'x':
		return cli_speed(COMMAND, optarg, &o->speed);
	case 'e':
		return take_exercise(o);
	case 'b':
		return cli_body_add(COMMAND, &o->body, optarg);
	case 'C':
		o->catalogue = optarg;
		break;
	case 'o':
		o->out = optarg;
		break;
	case 'P':
		o->plan = optarg;
		break;
	default:
		o->headless = 1;
		break;
	}
	return CLI_OK;
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "sensor", required_argument, NULL, 's' },
		{ "exercise", required_argument, NULL, 'e' },
		{ "catalogue", required_argument, NULL, 'C' },
		{ "calibration", required_argument, NULL, 'b' },
		{ "patient", required_argument, NULL, 'p' },
		{ "plan", required_argument, NULL, 'P' },
		{ "out", required_argument, NULL, 'o' },
		{ "duration", required_argument, NULL, 'd' },
		{ "speed", required_argument, NULL, 'x' },
		{ "headless", no_argument, NULL, 'H' },
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
	if (optind < argc)
		return cli_usage(COMMAND, "'%s': sources are given with "
				 "--sensor", argv[optind]);
	if (!o->n)
		return cli_usage(COMMAND, "no --sensor given; 'gonio sensors' "
				 "lists what is plugged in");
	if (o->out && !*o->out)
		return cli_usage(COMMAND, "--out takes the name of a file");
	return cli_serve_check(COMMAND, &o->serve, o->speed);
}

/* The catalogue's own names instead of synonyms. */
static int look_up(struct options *o, const struct gn_catalogue *cat)
{
	for (size_t i = 0; i < o->n_tasks; i++) {
		struct gn_task *t = &o->task[i];
		const struct gn_exercise *e;

		e = cli_exercise(COMMAND, cat, t->exercise);
		if (!e)
			return CLI_USAGE;
		snprintf(t->exercise, sizeof(t->exercise), "%s", e->name);
	}
	return CLI_OK;
}

/* Whose session it is by the plan, and what is to be done on its day where
 * nobody says otherwise. */
static int follow(struct options *o, const struct gn_tally *t,
		  struct gn_visit *v)
{
	const struct gn_plan *p = &t->plan;

	gn_visit_on(v, (int64_t)time(NULL) * INT64_C(1000000000));
	if (!o->patient)
		o->patient = p->patient;
	snprintf(v->patient, sizeof(v->patient), "%s", o->patient);
	if (!gn_tally_is_of(t, v))
		return cli_usage(COMMAND, "--patient is '%s', but %s is for "
				 "'%s'", o->patient, o->plan, p->patient);
	if (!o->n_tasks)
		o->n_tasks = gn_tasks_of_plan(o->task, p, v->day);
	if (!o->n_tasks)
		return cli_usage(COMMAND, "%s: nothing is prescribed for a "
				 "day like today (%s); say with --exercise "
				 "what is done", o->plan,
				 gn_weekday_name(gn_day_weekday(v->day)));
	return CLI_OK;
}

static int go(const struct options *o, const struct gn_catalogue *cat,
	      struct gn_tally *tally, const struct gn_visit *visit)
{
	char name[GN_KEEP_NAME_SIZE];
	struct cli_run run = {
		.live = { .spec = o->spec, .n = o->n, .places = 1,
			  .calibrated = 1, .cat = cat,
			  .body = cli_body_known(&o->body) },
		.tasks = o->task, .n_tasks = o->n_tasks ? o->n_tasks : 1,
		.speed = o->speed, .until_ns = o->until_ns,
		.out = o->out ? o->out : name, .patient = o->patient,
		.tally = o->plan ? tally : NULL, .visit = *visit,
		.person = &o->person, .headless = o->headless,
		.serve = cli_serve_params(&o->serve),
	};

	gn_keep_name(name, time(NULL));
	return cli_run(&run);
}

int cmd_capture(int argc, char **argv)
{
	struct options o = { .speed = 1, .until_ns = INT64_MAX };
	struct gn_catalogue *cat = NULL;
	struct gn_tally tally = { .n = 0 };
	struct gn_visit visit = { .label = 0 };
	int code;

	gn_person_unknown(&o.person);
	code = parse(&o, argc, argv);

	if (!code)
		code = cli_catalogue(o.catalogue, &cat);
	if (!code)
		code = look_up(&o, cat);
	if (!code)
		code = cli_plan(o.plan, cat, &tally);
	if (!code && o.plan)
		code = follow(&o, &tally, &visit);
	if (!code)
		code = cli_body_learn(&o.body);
	if (!code)
		code = go(&o, cat, &tally, &visit);
	gn_tally_free(&tally);
	gn_catalogue_free(cat);
	return code;
}
