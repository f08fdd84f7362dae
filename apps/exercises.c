/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "gonio/catalogue.h"

#define DEG_PER_RAD 57.29577951308232

static const char *signal_text(enum gn_signal signal)
{
	switch (signal) {
	case GN_SIGNAL_TILT:     return "tilt to gravity";
	case GN_SIGNAL_ROTATION: return "rotation about the main axis";
	case GN_SIGNAL_VERTICAL: return "up and down movement";
	default:                 return "whichever repeats most evenly";
	}
}

/* What stands where repetitions have their first half. */
static const char *half(const struct gn_exercise *e)
{
	if (e->task == GN_TASK_HOLD)
		return "hold";
	if (!(e->rep_max_s > 0))
		return "steps";
	return e->first == GN_PHASE_ECCENTRIC ? "eccentric" : "concentric";
}

static const char *begins_text(enum gn_begins begins)
{
	switch (begins) {
	case GN_BEGINS_LOW:  return "lower than it turns";
	case GN_BEGINS_HIGH: return "higher than it turns";
	default:             return "at any height";
	}
}

/* "40-130", "40+", or "-" when nothing is known. */
static const char *range(char *out, size_t size, double lo, double hi,
			 int digits)
{
	if (isfinite(lo) && isfinite(hi))
		snprintf(out, size, "%.*f-%.*f", digits, lo, digits, hi);
	else if (isfinite(lo))
		snprintf(out, size, "%.*f+", digits, lo);
	else if (isfinite(hi))
		snprintf(out, size, "-%.*f", digits, hi);
	else
		snprintf(out, size, "-");
	return out;
}

static const char *rom(const struct gn_exercise *e, char *out, size_t size)
{
	return range(out, size, e->rom_min_rad * DEG_PER_RAD,
		     e->rom_max_rad * DEG_PER_RAD, 0);
}

static const char *places(const struct gn_exercise *e, char *out, size_t size)
{
	size_t n = 0;

	snprintf(out, size, "%s", e->n_places ? "" : "any");
	for (size_t i = 0; i < e->n_places && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s",
				      i ? ", " : "",
				      gn_place_name(e->places[i]));
	return out;
}

static void print_table(const struct gn_catalogue *c)
{
	char reps[32], deg[32], where[160];
	int w = (int)strlen("exercise");

	for (size_t i = 0; i < gn_catalogue_size(c); i++) {
		int n = (int)strlen(gn_catalogue_at(c, i)->name);

		w = n > w ? n : w;
	}
	printf("%-*s  %-10s  %8s  %8s  %s\n", w, "exercise", "first half",
	       "rep s", "ROM deg", "sensor on, best first");
	for (size_t i = 0; i < gn_catalogue_size(c); i++) {
		const struct gn_exercise *e = gn_catalogue_at(c, i);

		printf("%-*s  %-10s  %8s  %8s  %s\n", w, e->name, half(e),
		       !(e->rep_max_s > 0) ? "-" :
		       range(reps, sizeof(reps), e->rep_min_s, e->rep_max_s, 1),
		       rom(e, deg, sizeof(deg)),
		       places(e, where, sizeof(where)));
	}
}

static void field(const char *name, const char *value)
{
	printf("%-17s%s\n", name, value);
}

/* Words from column col on, with line feeds before column 80. */
static void wrapped(const char *text, int col)
{
	int at = col;

	while (*text) {
		int len = (int)strcspn(text, " ");

		if (at > col && at + 1 + len > 79) {
			printf("\n%*s", col, "");
			at = col;
		}
		at += printf(" %.*s", len, text);
		text += len;
		text += strspn(text, " ");
	}
	putchar('\n');
}

/* Segments, the one that does most first; a line for each order. */
static void orders(const char *name, const struct gn_exercise *e,
		   const struct gn_order *o, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		printf("%-17s", k ? "" : name);
		for (size_t i = 0; i < o[k].n; i++)
			printf("%s%s", i ? ", then " : "",
			       gn_place_name(o[k].place[i]));
		puts(e->on_one_leg ? " (standing leg)" : "");
	}
}

/* A line for each rule of form. */
static void rules(const struct gn_exercise *e)
{
	for (size_t i = 0; i < e->n_form; i++) {
		const struct gn_form_rule *f = &e->form[i];
		double scale = f->of_kind == GN_OF_TIME ||
			       f->of_kind == GN_OF_PAUSE ? 1.0 : DEG_PER_RAD;

		printf("%-17s%s%s%s, ", i ? "" : "form", gn_form_name(f->kind),
		       f->of[0] ? " of " : "", f->of);
		if (f->against == GN_AGAINST_LIMIT)
			printf("limit %g (%s)\n", f->limit * scale,
			       f->verified);
		else
			puts(f->against == GN_AGAINST_OWN ?
			     "against the own first ones" :
			     "against what is prescribed");
	}
}

/* How its repetitions go; of a task without them there is nothing to say. */
static void print_reps(const struct gn_exercise *e)
{
	char text[200];

	field("first half", e->first == GN_PHASE_ECCENTRIC ?
	      "eccentric (lowers first)" : "concentric (lifts first)");
	range(text, sizeof(text), e->rep_min_s, e->rep_max_s, 1);
	printf("%-17s%s s, pauses left out\n", "repetition", text);
	field("seen best in", signal_text(e->signal));
	field("begins", begins_text(e->begins));
	field("plane", e->sagittal ? "straight forward and back" : "any");
	orders("turn most", e, e->turns, e->n_turns);
	orders("are shaken most", e, e->bounces, e->n_bounces);
	field("sides", e->alternating ? "take turns" : e->symmetric ?
	      "one, or both the same at once" : "one, or both together");
	field("pauses", e->cyclic ? "none expected" : "anywhere");
	rules(e);
	if (e->partial_of > 0)
		printf("%-17s%.0f %% of the set's median range or more\n",
		       "full from", 100.0 * e->partial_of);
	if (e->test == GN_TEST_COUNT_STANDS)
		printf("%-17sstands in %.0f s\n", "function test",
		       (double)e->test_s);
	if (e->test == GN_TEST_UP_AND_GO)
		field("function test", "time of its phases, no repetitions");
	if (e->test == GN_TEST_TIME_STANDS)
		printf("%-17stime of %u stands\n", "function test",
		       (unsigned)e->test_reps);
}

static void print_hold(const struct gn_exercise *e)
{
	field("is", "a posture that is held");
	printf("%-17s%.0f deg out of it\n", "is left",
	       e->leave_rad * DEG_PER_RAD);
	if (e->away_rad > 0)
		printf("%-17s%.0f deg and more from rest\n", "lies",
		       e->away_rad * DEG_PER_RAD);
	printf("%-17s%.1f s\n", "at least", e->least_s);
	if (e->break_s > 0)
		printf("%-17sof up to %.0f s\n", "breaks", e->break_s);
	else
		field("breaks", "end it");
	if (e->cap_s > 0)
		printf("%-17s%.0f s\n", "counts up to", e->cap_s);
	if (e->n_quiet_at)
		printf("%-17s", "not seen at");
	for (size_t i = 0; i < e->n_quiet_at; i++)
		printf("%s%s", i ? ", " : "", gn_place_name(e->quiet_at[i]));
	if (e->n_quiet_at)
		putchar('\n');
}

static void print_entry(const struct gn_exercise *e)
{
	char text[200];

	printf("%s\n\n", e->title);
	field("name", e->name);
	for (size_t i = 0; i < e->n_aliases; i++)
		field(i ? "" : "also called", e->aliases[i]);
	if (e->angle[0]) {
		rom(e, text, sizeof(text));
		printf("%-17s%s%s%s\n", "range of motion", text,
		       text[1] ? " deg of " : " for ", e->angle);
	}
	if (e->joint[0] != GN_PLACE_UNKNOWN)
		printf("%-17s%s and %s\n", "joint between",
		       gn_place_name(e->joint[0]), gn_place_name(e->joint[1]));
	field("sensor on", places(e, text, sizeof(text)));
	if (e->task == GN_TASK_HOLD)
		print_hold(e);
	if (e->task == GN_TASK_WALK)
		field("is", "walking, whose steps are counted");
	if (e->rep_max_s > 0)
		print_reps(e);
	printf("\nsources: V read in the publication, V2 second hand, "
	       "V0 from memory of it,\nM measured, GK general knowledge, "
	       "a default that a clinic can change\n");
	for (size_t i = 0; i < e->n_sources; i++) {
		printf("  %-11s %-3s", e->sources[i].field,
		       e->sources[i].verified);
		wrapped(e->sources[i].text, 17);
	}
	if (!e->n_sources)
		printf("  none\n");
}

int cmd_exercises(int argc, char **argv)
{
	static const struct option known[] = {
		{ "catalogue", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 }
	};
	const struct gn_exercise *e = NULL;
	struct gn_catalogue *c = NULL;
	const char *dir = NULL;
	int got, code;

	opterr = 0;
	for (;;) {
		got = getopt_long(argc, argv, ":", known, NULL);
		if (got == -1)
			break;
		if (got != 'c')
			return cli_bad_option("exercises", got, argv);
		dir = optarg;
	}
	if (argc - optind > 1)
		return cli_usage("exercises", "one NAME at most");
	code = cli_catalogue(dir, &c);
	if (code)
		return code;
	if (optind == argc) {
		print_table(c);
	} else {
		e = cli_exercise("exercises", c, argv[optind]);
		if (e)
			print_entry(e);
		else
			code = CLI_USAGE;
	}
	gn_catalogue_free(c);
	return code;
}
