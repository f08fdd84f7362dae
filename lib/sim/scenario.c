/* SPDX-License-Identifier: MIT */
#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "body.h"
#include "find.h"
#include "gonio/day.h"
#include "tables.h"
#include "validate.h"

#define RAD (3.14159265358979323846 / 180)

void gn_sim_scenario_default(struct gn_sim_scenario *s)
{
	memset(s, 0, sizeof(*s));
	s->side = GN_SIDE_BOTH;
	s->go_s = 1.5;
	s->back_s = 1.5;
	s->turn_pause_s = 0.2;
	s->end_pause_s = 0.4;
	s->rom_left = 1;
	s->rom_right = 1;
	s->fidget_rad = 25 * RAD;
	/* Central Europe: 20 uT to the north, 44 uT down. */
	s->field_ut[0] = 20;
	s->field_ut[2] = -44;
	s->seed = 1;
	s->sessions = 1;
	s->session_days = 7;
	snprintf(s->subject, sizeof(s->subject), "sim");
}

void gn_sim_sensor_default(struct gn_sim_sensor *s, const char *name)
{
	enum gn_place place;
	enum gn_side side;
	enum gn_part part;

	memset(s, 0, sizeof(*s));
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->wobble_damping = 0.3;
	s->wobble_gain = 0.2;
	s->slip_s = 0.3;
	place = gn_place_parse(s->name, &side);
	part = gn_part_of(place, side);
	if (part != GN_PART_COUNT)
		gn_part_offset(part, s->offset_m);
}

static void default_act(struct gn_sim_act *a)
{
	memset(a, 0, sizeof(*a));
	a->length_s = 3;
	a->reps = 1;
	a->partial_rom = 0.5;
	a->rom = 1;
	a->slow = 1;
	a->break_rom = 0.3;
	a->cadence_spm = 110;
	a->cadence_cv = 0.03;
	a->step_m = 0.65;
}

/* A list of groups; NULL with n = 0 where there is none. */
static int list_of(const config_setting_t *top, const char *name, size_t cap,
		   const config_setting_t **out, size_t *n,
		   struct gn_diag *why)
{
	const config_setting_t *s = config_setting_get_member(top, name);

	*out = s;
	*n = 0;
	if (!s)
		return GN_OK;
	if (!config_setting_is_list(s))
		return gn_field_error(why, GN_EFORMAT, s,
				      "must be a list ( {...}, ... )");
	*n = (size_t)config_setting_length(s);
	if (*n > cap)
		return gn_field_error(why, GN_EFORMAT, s,
				      "holds too many entries");
	return GN_OK;
}

static const config_setting_t *elem(const config_setting_t *list, size_t i)
{
	return config_setting_get_elem(list, (unsigned)i);
}

static int load_moves(const config_setting_t *top, struct gn_sim_scenario *s,
		      struct gn_diag *why)
{
	const config_setting_t *list;
	int err = list_of(top, "moves", GN_SIM_MOVES_MAX, &list, &s->n_moves,
			  why);

	for (size_t i = 0; i < s->n_moves && !err; i++) {
		struct gn_sim_move *m = &s->moves[i];

		m->idle_rad = NAN;
		m->turn_rad = NAN;
		err = gn_fields_read(elem(list, i), &gn_scenario_tables.move,
				     m, why);
		/* What has no turn does not move. */
		if (isnan(m->turn_rad))
			m->turn_rad = m->start_rad;
	}
	return err;
}

static int load_breaks(const config_setting_t *act, struct gn_sim_act *out,
		       struct gn_diag *why)
{
	const config_setting_t *list;
	int err = list_of(act, "breaks", GN_SIM_BREAKS_MAX, &list,
			  &out->n_breaks, why);

	for (size_t i = 0; i < out->n_breaks && !err; i++)
		err = gn_fields_read(elem(list, i), &gn_scenario_tables.brk,
				     &out->breaks[i], why);
	return err;
}

static int load_acts(const config_setting_t *top, struct gn_sim_scenario *s,
		     struct gn_diag *why)
{
	const config_setting_t *list;
	int err = list_of(top, "acts", GN_SIM_ACTS_MAX, &list, &s->n_acts,
			  why);

	for (size_t i = 0; i < s->n_acts && !err; i++) {
		default_act(&s->acts[i]);
		err = gn_fields_read(elem(list, i), &gn_scenario_tables.act,
				     &s->acts[i], why);
		if (!err)
			err = load_breaks(elem(list, i), &s->acts[i], why);
	}
	return err;
}

static int load_gaps(const config_setting_t *system,
		     struct gn_sim_system *out, struct gn_diag *why)
{
	const config_setting_t *list;
	int err = list_of(system, "gaps", GN_SIM_GAPS_MAX, &list,
			  &out->n_gaps, why);

	for (size_t i = 0; i < out->n_gaps && !err; i++)
		err = gn_fields_read(elem(list, i), &gn_scenario_tables.gap,
				     &out->gaps[i], why);
	return err;
}

static int load_systems(const config_setting_t *top,
			struct gn_sim_scenario *s, struct gn_diag *why)
{
	const config_setting_t *list;
	int err = list_of(top, "systems", GN_SIM_SYSTEMS_MAX, &list,
			  &s->n_systems, why);

	for (size_t i = 0; i < s->n_systems && !err; i++) {
		struct gn_sim_system *d = &s->systems[i];

		snprintf(d->name, sizeof(d->name), "imu");
		d->rate_hz = 100;
		err = gn_fields_read(elem(list, i), &gn_scenario_tables.system,
				     d, why);
		if (!err)
			err = load_gaps(elem(list, i), d, why);
	}
	return err;
}

/* The system that holds a part of a sensor: by name, "none" for none. */
static int load_part(const config_setting_t *sensor, const char *part,
		     const struct gn_sim_scenario *s, int *out,
		     struct gn_diag *why)
{
	const config_setting_t *at = config_setting_get_member(sensor, part);
	const char *name;

	if (!at)
		return GN_OK;
	name = config_setting_get_string(at);
	for (size_t i = 0; name && i < s->n_systems; i++) {
		if (!strcmp(s->systems[i].name, name)) {
			*out = (int)i;
			return GN_OK;
		}
	}
	*out = -1;
	if (name && !strcmp(name, "none"))
		return GN_OK;
	return gn_field_error(why, GN_EFORMAT, at, "must be the name of one "
			      "of systems, or \"none\"");
}

static int load_sensor(const config_setting_t *at,
		       const struct gn_sim_scenario *s,
		       struct gn_sim_sensor *out, struct gn_diag *why)
{
	const char *place = NULL;
	int err;

	if (!config_setting_is_group(at) ||
	    !config_setting_lookup_string(at, "place", &place))
		return gn_field_error(why, GN_EFORMAT, at,
				      "must be a group with a place");
	gn_sim_sensor_default(out, place);
	out->mag = -1;
	err = gn_fields_read(at, &gn_scenario_tables.sensor, out, why);
	if (!err)
		err = load_part(at, "acc", s, &out->acc, why);
	if (!err)
		err = load_part(at, "gyr", s, &out->gyr, why);
	if (!err)
		err = load_part(at, "mag", s, &out->mag, why);
	return err;
}

static int load_sensors(const config_setting_t *top,
			struct gn_sim_scenario *s, struct gn_diag *why)
{
	const config_setting_t *list;
	int err = list_of(top, "sensors", GN_SENSORS_MAX, &list,
			  &s->n_sensors, why);

	for (size_t i = 0; i < s->n_sensors && !err; i++)
		err = load_sensor(elem(list, i), s, &s->sensors[i], why);
	return err;
}

static int load_joint(const config_setting_t *top, struct gn_sim_scenario *s,
		      struct gn_diag *why)
{
	const config_setting_t *at = config_setting_get_member(top, "joint");
	int n = at ? config_setting_length(at) : 0;

	if (!at)
		return GN_OK;
	if (!config_setting_is_aggregate(at) || n < 1 || n > 2)
		return gn_field_error(why, GN_EFORMAT, at,
				      "must be one or two segments");
	for (int i = 0; i < n; i++) {
		const char *name = config_setting_get_string_elem(at, i);
		enum gn_side side = GN_SIDE_NONE;

		if (name)
			s->joint[i] = gn_place_parse(name, &side);
		if (gn_part_of(s->joint[i], GN_SIDE_RIGHT) == GN_PART_COUNT ||
		    side != GN_SIDE_NONE)
			return gn_field_error(why, GN_EFORMAT, at,
				"must be segments without side");
	}
	return GN_OK;
}

static int load_all(const config_setting_t *top, struct gn_sim_scenario *s,
		    struct gn_diag *why)
{
	const config_setting_t *timing = config_setting_get_member(top,
								   "timing");
	int err = gn_fields_read(top, &gn_scenario_tables.top, s, why);

	if (!err && timing)
		err = gn_fields_read(timing, &gn_scenario_tables.timing, s,
				     why);
	if (!err)
		err = load_joint(top, s, why);
	if (!err)
		err = load_moves(top, s, why);
	if (!err)
		err = load_acts(top, s, why);
	if (!err)
		err = load_systems(top, s, why);
	if (!err)
		err = load_sensors(top, s, why);
	return err;
}

/* "squat" from ".../squat.cfg"; the folder stays in path. */
static void split(char path[512], char name[40])
{
	char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strcspn(base, ".");

	snprintf(name, 40, "%.*s", (int)len, base);
	if (slash)
		*slash = 0;
	else
		snprintf(path, 512, ".");
}

int gn_sim_load(struct gn_sim_scenario *out, const char *name,
		struct gn_diag *why)
{
	struct gn_sim_scenario s;
	struct gn_diag reason;
	config_t cfg;
	char path[512], dir[512];
	int err = gn_sim_find(name, path, why);

	if (err)
		return err;
	gn_sim_scenario_default(&s);
	memcpy(dir, path, sizeof(dir));
	split(dir, s.name);
	config_init(&cfg);
	config_set_include_dir(&cfg, dir);
	if (config_read_file(&cfg, path) != CONFIG_TRUE) {
		const char *file = config_error_file(&cfg);

		err = gn_diag_set(why, GN_EFORMAT, "%s:%d: %s",
				  file ? file : path, config_error_line(&cfg),
				  config_error_text(&cfg));
		goto out;
	}
	err = load_all(config_root_setting(&cfg), &s, why);
	if (!err && gn_sim_check(&s, &reason))
		err = gn_diag_set(why, GN_EFORMAT, "%s: %s", path,
				  reason.text);
	memcpy(s.folder, dir, sizeof(s.folder));
	if (!err)
		*out = s;
out:
	config_destroy(&cfg);
	return err;
}

int gn_sim_load_calibration(struct gn_sim_scenario *out,
			    const struct gn_sim_scenario *s,
			    struct gn_diag *why)
{
	struct gn_sim_scenario c;
	char beside[sizeof(s->folder) + sizeof(s->calibration) + 8];
	int err;

	snprintf(beside, sizeof(beside), "%s/%s.cfg", s->folder,
		 s->calibration);
	err = gn_sim_load(&c, access(beside, R_OK) ? s->calibration : beside,
			  why);
	if (err)
		return err;
	memcpy(c.systems, s->systems, sizeof(c.systems));
	memcpy(c.sensors, s->sensors, sizeof(c.sensors));
	memcpy(c.subject, s->subject, sizeof(c.subject));
	c.skin = s->skin;
	memcpy(c.session, s->session, sizeof(c.session));
	memcpy(c.day, s->day, sizeof(c.day));
	c.n_systems = s->n_systems;
	c.n_sensors = s->n_sensors;
	c.take = 1;
	*out = c;
	return GN_OK;
}

int gn_sim_session(const struct gn_sim_scenario *s, uint32_t k,
		   struct gn_sim_scenario *out, struct gn_diag *why)
{
	int64_t day = 0;

	*out = *s;
	if (s->sessions > 1)
		snprintf(out->session, sizeof(out->session), "%02u",
			 (unsigned)k % 1000 + 1);
	if (s->first_day[0] && !gn_day_parse(s->first_day, &day))
		gn_day_text(day + llround(s->session_days * k), out->day);
	out->seed = s->seed + k;
	out->rom_left += s->rom_left_step * k;
	out->rom_right += s->rom_right_step * k;
	return gn_sim_check(out, why);
}
