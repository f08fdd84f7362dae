/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cal_result.h"
#include "cal_store.h"
#include "cal_stream.h"
#include "calibrate.h"
#include "cli.h"
#include "gonio/version.h"
#include "run.h"

#define COMMAND "calibrate"
#define POSES 12                /* of nine unknowns, with some to spare */
#define BLOCK 16
#define STATUS_WIDTH 60
#define AIR_NS INT64_C(60000000000)     /* of turning in the air */
#define LOOK_NS INT64_C(1000000000)

/* One sensor that is led from pose to pose. */
struct guide {
	const char *uri, *out;
	size_t      wanted;             /* poses */
	double      speed;
	uint8_t     headless, live;     /* live: a line that is written over */
	uint8_t     told_units;
	struct gn_cal_stream  stream;
	struct gn_still_poses poses;
	struct gn_turns       turns;
	struct gn_mag_sums    mag;
	size_t      told;               /* poses */
	uint32_t    rejected[GN_STILL_REASON_COUNT];    /* that were told */
	struct gn_cal_result  found;
	struct gn_cal_file    cal;
};

/* A line that stays. */
static void GN_PRINTF(2, 3) say(const struct guide *g, const char *fmt, ...)
{
	va_list ap;

	if (g->live)
		printf("\r%*s\r", STATUS_WIDTH, "");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

/* ---- the poses --------------------------------------------------------- */

/* The direction that a pose is nearest to. */
static const char *direction(const struct gn_still_pose *p)
{
	static const double corner = 0.57735026918962576;
	size_t best = 0;
	double most = -INFINITY;

	for (size_t k = 0; k < GN_STILL_DIRECTIONS; k++) {
		double d = 0;

		for (size_t i = 0; i < 3; i++) {
			double sign = (k - 6) >> i & 1 ? -corner : corner;

			if (k < 6)
				sign = k / 2 != i ? 0 : k % 2 ? -1 : 1;
			d += sign * p->acc_mps2[i];
		}
		if (d > most) {
			most = d;
			best = k;
		}
	}
	return gn_still_direction(best);
}

/* " +x -y ...", the axes that no pose has had up. */
static void lacking(const struct gn_still_coverage *c, char out[32])
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t k = 0; k < 6; k++)
		if (c->lacks[k])
			at += (size_t)snprintf(out + at, 32 - at, " %s",
					       gn_still_direction(k));
}

static void coverage(const struct guide *g, struct gn_still_coverage *out)
{
	gn_still_cover(g->poses.pose, g->poses.n, out);
}

/* What to do now. */
static void ask(const struct guide *g)
{
	struct gn_still_coverage c;
	char list[32];

	coverage(g, &c);
	lacking(&c, list);
	if (c.n_axes)
		say(g, "  not yet up:%s. Lay it on another side, and leave it "
		    "for 2 s", list);
	else if (c.n_corners)
		say(g, "  lean it on an edge or a corner, %s up, and leave it "
		    "for 2 s", gn_still_direction(c.next));
	else
		say(g, "  lay it another way, and leave it for 2 s");
}

static void tell_pose(const struct guide *g, size_t k)
{
	const struct gn_still_pose *p = &g->poses.pose[k];
	const double *a = p->acc_mps2;

	say(g, "pose %zu of %zu: %s up, reads %.3f m/s^2", k + 1,
	    g->wanted > k ? g->wanted : k + 1, direction(p),
	    sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]));
}

static void tell_rejected(struct guide *g)
{
	for (int r = 0; r < GN_STILL_REASON_COUNT; r++) {
		if (g->rejected[r] == g->poses.rejected[r])
			continue;
		g->rejected[r] = g->poses.rejected[r];
		say(g, "  not taken: %s", gn_still_text(
			(enum gn_still_reason)r));
	}
	if (g->poses.now == GN_STILL_UNITS && !g->told_units) {
		g->told_units = 1;
		say(g, "  not taken: %s", gn_still_text(GN_STILL_UNITS));
	}
}

static void tell_now(const struct guide *g)
{
	const char *text = "moving";

	if (g->poses.now == GN_STILL_QUIET)
		text = g->poses.run.settled ? "taken; the next one" :
			"still: leave it";
	else if (g->poses.now == GN_STILL_SAME)
		text = "this direction is there already";
	if (g->live) {
		printf("\r  %-*s", STATUS_WIDTH - 2, text);
		fflush(stdout);
	}
}

/* ---- the fit ----------------------------------------------------------- */

/* The poses do not agree: one of them again, or one more. 1: go on. */
static int again(struct guide *g, const struct gn_diag *why)
{
	size_t k = g->found.acc.worst;

	if (k < g->poses.n) {
		say(g, "%s", why->text);
		say(g, "  pose %zu, %s up, is dropped. Lay it that way once "
		    "more, on something firm", k + 1,
		    direction(&g->poses.pose[k]));
		if (gn_still_drop(&g->poses, k))
			return 0;
		gn_turns_drop_pose(&g->turns, k);
		g->told = g->poses.n;
		return 1;
	}
	if (g->poses.n == GN_STILL_MAX)
		return 0;
	say(g, "%s", why->text);
	g->wanted = g->poses.n + 1;
	ask(g);
	return 1;
}

/* Enough poses: 1, or 0 to go on, or what gn_acc_cal_fit() gave for good. */
static int enough(struct guide *g, struct gn_diag *why)
{
	struct gn_still_coverage c;
	int err;

	coverage(g, &c);
	if (g->poses.n < g->wanted ||
	    (c.n_axes && g->poses.n < GN_STILL_MAX))
		return 0;
	err = gn_acc_cal_fit(g->poses.pose, g->poses.n, NULL, &g->found.acc,
			     why);
	if (!err)
		return 1;
	return again(g, why) ? 0 : err;
}

/* Take samples; as enough(). */
static int take(struct guide *g, const struct gn_sample *in, size_t n,
		struct gn_diag *why)
{
	int code = 0;

	for (size_t i = 0; i < n && !code; i++) {
		gn_still_push(&g->poses, &in[i], 1);
		gn_turns_push(&g->turns, &g->poses, &in[i]);
		gn_mag_cal_push(&g->mag, &in[i].mag_ut, 1);
		tell_rejected(g);
		if (g->poses.n == g->told)
			continue;
		tell_pose(g, g->told++);
		code = enough(g, why);
		if (!code && g->poses.n == g->told && g->told < g->wanted)
			ask(g);
	}
	tell_now(g);
	return code;
}

/* Until there is a fit; GN_OK, or an error with its reason. */
static int collect(struct guide *g, struct gn_diag *why)
{
	struct gn_sample block[BLOCK];
	int n, code = 0;

	while (!code) {
		n = gn_cal_stream_read(&g->stream, block, BLOCK, why);
		if (n < 0)
			return n;
		code = take(g, block, (size_t)n, why);
		if (ferror(stdout))     /* nobody is led any more */
			return gn_diag_set(why, GN_EIO, "no output");
	}
	return code < 0 ? code : GN_OK;
}

/* ---- the magnetometer -------------------------------------------------- */

static enum gn_mag_cal_verdict solve_mag(struct guide *g)
{
	struct gn_cal_result *f = &g->found;

	f->mag_verdict = gn_mag_cal_solve(&g->mag, &f->mag, &f->mag_why);
	return f->mag_verdict;
}

static void tell_mag(const struct guide *g)
{
	if (g->live) {
		printf("\r  %-*.*s", STATUS_WIDTH - 2, STATUS_WIDTH - 2,
		       g->found.mag_why.text);
		fflush(stdout);
	}
}

/* Turned in the air, until that is enough, a minute is over, or the stream
 * is. */
static void turn_in_air(struct guide *g)
{
	struct gn_sample block[BLOCK];
	int64_t begin_ns = 0, next_ns = 0;
	int n;

	while ((n = gn_cal_stream_read(&g->stream, block, BLOCK, NULL)) >= 0) {
		for (int i = 0; i < n; i++)
			gn_mag_cal_push(&g->mag, &block[i].mag_ut, 1);
		if (n && !begin_ns)
			begin_ns = next_ns = block[0].t_ns;
		if (!n || block[n - 1].t_ns < next_ns)
			continue;
		next_ns += LOOK_NS;
		if (solve_mag(g) == GN_MAG_CAL_FINE ||
		    g->found.mag_verdict == GN_MAG_CAL_SATURATED ||
		    block[n - 1].t_ns - begin_ns > AIR_NS)
			break;
		tell_mag(g);
	}
	solve_mag(g);
}

/*
 * The turns from pose to pose may have been enough. If not, it is turned in
 * the air; anew where the table's iron was seen, as one beside a magnet.
 */
static void magnetometer(struct guide *g)
{
	struct gn_cal_result *f = &g->found;

	f->has_mag = gn_source_info(g->stream.src)->sensors[0].has_mag;
	if (!f->has_mag || solve_mag(g) == GN_MAG_CAL_FINE ||
	    f->mag_verdict == GN_MAG_CAL_SATURATED)
		return;
	if (f->mag_verdict == GN_MAG_CAL_DISTURBED ||
	    f->mag_verdict == GN_MAG_CAL_FIELD ||
	    f->mag_verdict == GN_MAG_CAL_NO_FIT)
		(void)!gn_mag_cal_init(&g->mag, NULL);
	say(g, "Now the magnetometer: hold it up, away from iron, and turn it "
	    "slowly through all\ndirections, for up to a minute. Ctrl-C leaves "
	    "it out.");
	turn_in_air(g);
}

/* ---- the result -------------------------------------------------------- */

static void tell_turn(void *ctx, const char *line)
{
	say(ctx, "%s", line);
}

static void date_now(char out[24])
{
	time_t now = time(NULL);
	struct tm t = { 0 };

	gmtime_r(&now, &t);
	strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &t);
}

/* Show it, and keep it. */
static int store(struct guide *g, struct gn_diag *why)
{
	struct gn_source_status st = { .model = "" };
	struct gn_cal_file *c = &g->cal;
	char path[GN_CAL_PATH_SIZE];
	int err;

	if (gn_source_status(g->stream.src, &st))
		st.model[0] = '\0';
	snprintf(c->model, sizeof(c->model), "%s", st.model);
	snprintf(c->software, sizeof(c->software), "gonio " GN_VERSION);
	date_now(c->date);
	/* without rates there are none of it, and it is left out */
	err = gn_cal_result_gyr(&g->found, &g->poses, &g->turns, tell_turn,
				g);
	if (err)
		return gn_diag_set(why, err, "%s", gn_strerror(err));
	magnetometer(g);
	gn_cal_result_file(&g->found, c);
	say(g, "%s", "");
	gn_cal_result_print(&g->found);
	err = g->out ? GN_OK : gn_cal_path(path, c->serial, why);
	if (!err)
		err = gn_cal_store(c, g->out ? g->out : path, why);
	if (!err)
		printf("Stored  %s\n", g->out ? g->out : path);
	return err;
}

/* ---- the command ------------------------------------------------------- */

static int fit_for_it(struct guide *g, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(g->stream.src);
	int err;

	if (info->n_sensors != 1)
		return gn_diag_set(why, GN_EINVAL, "%s: it has %zu sensors; "
				   "calibrate one at a time", g->uri,
				   info->n_sensors);
	if (!info->sensors[0].has_acc)
		return gn_diag_set(why, GN_ENODATA, "%s: it has no "
				   "accelerometer", g->uri);
	gn_cal_serial(g->cal.serial, g->stream.src, 0);
	if (!g->cal.serial[0])
		return gn_diag_set(why, GN_EINVAL, "%s: nobody could tell "
				   "later which sensor it was: it has no "
				   "serial number, or is a recording", g->uri);
	gn_turns_init(&g->turns, 0);
	err = gn_mag_cal_init(&g->mag, NULL);
	return err ? err : gn_still_init(&g->poses, NULL);
}

static int lead(struct guide *g)
{
	struct gn_diag why = { "" };
	int err = gn_cal_stream_open(&g->stream, g->uri, g->speed, &why);

	if (!err)
		err = fit_for_it(g, &why);
	if (err) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	g->live = !g->headless && isatty(STDOUT_FILENO);
	say(g, "Sensor  %s\nLay it on a firm table %zu different ways: each "
	    "side, then edges and corners,\nleaned on a book or a box. Leave "
	    "it for 2 s each time. Ctrl-C ends it.", g->cal.serial, g->wanted);
	ask(g);
	err = collect(g, &why);
	if (!err)
		err = store(g, &why);
	if (!err)
		return CLI_OK;
	if (g->live)
		putchar('\n');
	cli_error("%s; nothing was stored, there were %zu of %zu poses",
		  why.text[0] ? why.text : gn_strerror(err), g->poses.n,
		  g->wanted);
	return CLI_FAILED;
}

static int take_option(struct guide *g, int c)
{
	long n;

	switch (c) {
	case 'n':
		if (cli_number(optarg, GN_ACC_CAL_MIN, GN_STILL_MAX, &n))
			return cli_usage(COMMAND, "--poses takes %d to %d, "
					 "not '%s'", GN_ACC_CAL_MIN,
					 GN_STILL_MAX, optarg);
		g->wanted = (size_t)n;
		return CLI_OK;
	case 'x':
		return cli_speed(COMMAND, optarg, &g->speed);
	case 'o':
		g->out = optarg;
		return *optarg ? CLI_OK : cli_usage(COMMAND, "--out takes "
						    "the name of a file");
	default:
		g->headless = 1;
		return CLI_OK;
	}
}

int gn_calibrate_sensor(int argc, char **argv)
{
	static const struct option known[] = {
		{ "poses", required_argument, NULL, 'n' },
		{ "out", required_argument, NULL, 'o' },
		{ "speed", required_argument, NULL, 'x' },
		{ "headless", no_argument, NULL, 'H' },
		{ 0 }
	};
	struct guide g = { .wanted = POSES, .speed = 1 };
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, ":", known, NULL)) != -1)
		code = c == '?' || c == ':' ?
		       cli_bad_option(COMMAND, c, argv) : take_option(&g, c);
	if (code)
		return code;
	if (optind + 1 != argc)
		return cli_usage(COMMAND, "sensor takes one address; 'gonio "
				 "sensors' lists what is plugged in");
	g.uri = argv[optind];
	code = lead(&g);
	gn_cal_stream_close(&g.stream);
	return code;
}
