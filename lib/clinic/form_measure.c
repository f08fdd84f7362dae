/* SPDX-License-Identifier: MIT */
/* What the rules of form measure. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "form_priv.h"
#include "gonio/measure.h"
#include "gonio/vec.h"

/* From one repetition to the next in one recording (ours): of a frame of an
 * angle; of its drift, rad/s; as a part of the range, 1 to 1.6 deg of the 60
 * to 90 of knee and hip against an optical system; of a camera, 2 deg more. */
#define NOISE_RAD   0.004f
#define DRIFT_RADPS 0.0035f
#define REPEAT_PART 0.02f
#define CAMERA_RAD  0.035f

#define LAG_SD_S    0.02f       /* a frame */
#define RISE_SD_M   0.02f       /* double integration, the same each time */
#define RATE_PART   0.03f       /* of a speed, a tremor, an acceleration; */
#define JOLT_MPS2   0.05f       /* its noise at least, as a peak shows it */

static int add(struct form_measure *m, size_t *n, enum form_what what,
	       size_t index, enum gn_side side)
{
	if (*n == FORM_MEASURES_MAX)
		return 0;
	m[(*n)++] = (struct form_measure){ what, index, side, 0 };
	return 1;
}

static enum gn_side limb_side(enum gn_side side)
{
	return side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT ? side :
		GN_SIDE_NONE;
}

static void add_place(const struct gn_form_input *in, enum gn_place place,
		      enum form_what what, struct form_measure *m, size_t *n)
{
	for (size_t i = 0; i < in->n_sensors; i++)
		if (in->sensors[i].place == place)
			add(m, n, what, i, limb_side(in->sensors[i].side));
}

static void of_angle(const struct gn_form_input *in, const char *of,
		     struct form_measure *m, size_t *n, char *why, size_t size)
{
	static const char *const letters[] = { "", "_l", "_r" };
	enum gn_angle_state worst = GN_ANGLE_ABSENT;

	for (int k = 0; k < 3; k++) {
		char name[40];
		int a;

		snprintf(name, sizeof(name), "%.32s%s", of, letters[k]);
		a = gn_angle_find(name);
		if (a < 0)
			continue;
		if (!in->angle || in->angle[a].state == GN_ANGLE_GIVEN)
			add(m, n, FORM_ANGLE, (size_t)a,
			    gn_angle_def((enum gn_angle)a)->side);
		else if (in->angle[a].state != GN_ANGLE_ABSENT)
			worst = in->angle[a].state;
	}
	if (!*n)
		snprintf(why, size, "%s", gn_angle_state_text(worst));
}

/* The range of the repetition, by whatever it has. */
static void of_range(const struct gn_form_input *in, struct form_measure *m,
		     size_t *n)
{
	add(m, n, FORM_RISE, 0, GN_SIDE_NONE);
	add(m, n, FORM_ROM, 0, GN_SIDE_NONE);
	for (size_t k = 0; k < in->exercise->n_places; k++)
		add_place(in, in->exercise->places[k], FORM_TILT, m, n);
}

static enum form_what time_of(const struct gn_form_input *in, const char *of)
{
	if (!strcmp(of, "eccentric"))
		return FORM_ECCENTRIC;
	if (!strcmp(of, "concentric"))
		return FORM_CONCENTRIC;
	if (!strcmp(of, "repetition"))
		return FORM_WHOLE;
	/* the pause at the turn is that after the half that comes first */
	if (!strcmp(of, "turn"))
		return in->exercise->first == GN_PHASE_ECCENTRIC ? FORM_TURN
								 : FORM_END;
	return in->exercise->first == GN_PHASE_ECCENTRIC ? FORM_END
							 : FORM_TURN;
}

static enum form_what self_of(enum gn_form_kind kind)
{
	switch (kind) {
	case GN_FORM_SPEED:  return FORM_SPEED;
	case GN_FORM_BOUNCE: return FORM_JOLT;
	case GN_FORM_UNEVEN: return FORM_LAG;
	default:             return FORM_TREMOR;
	}
}

size_t gn_form_measures(const struct gn_form_input *in,
			const struct gn_form_rule *rule,
			struct form_measure m[FORM_MEASURES_MAX], char *why,
			size_t size)
{
	enum gn_side side;
	size_t n = 0;

	switch (rule->of_kind) {
	case GN_OF_ANGLE:
		of_angle(in, rule->of, m, &n, why, size);
		break;
	case GN_OF_PLACE:
		add_place(in, gn_place_parse(rule->of, &side),
			  rule->kind == GN_FORM_POSTURE ? FORM_UP : FORM_TILT,
			  m, &n);
		if (!n)
			snprintf(why, size, "%s",
				 gn_angle_state_text(GN_ANGLE_ABSENT));
		break;
	case GN_OF_TIME:
	case GN_OF_PAUSE:
		add(m, &n, time_of(in, rule->of), 0, GN_SIDE_NONE);
		break;
	default:
		if (rule->kind == GN_FORM_RANGE && rule->of[0])
			add(m, &n, FORM_ROM, 0, GN_SIDE_NONE);
		else if (rule->kind == GN_FORM_RANGE)
			of_range(in, m, &n);
		else
			add(m, &n, self_of(rule->kind), 0, GN_SIDE_NONE);
	}
	for (size_t i = 0; i < n; i++)
		m[i].most = rule->kind == GN_FORM_SHALLOW;
	return n;
}

/* Between two directions; NAN: one is not known. */
static float angle_to(const float a[3], const float b[3])
{
	float c[3];

	gn_cross3(a, b, c);
	return atan2f(sqrtf(gn_dot3(c, c)), gn_dot3(a, b));
}

float gn_form_value(const struct gn_form_input *in,
		    const struct form_measure *m, const struct gn_rep *r,
		    size_t sensor, const float up[3])
{
	const struct gn_range *g;

	(void)in;
	switch (m->what) {
	case FORM_ROM:        return r->rom_rad;
	case FORM_RISE:       return r->rise_m;
	case FORM_TILT:       return r->moved[sensor].tilt_rad;
	case FORM_UP:         return angle_to(r->moved[sensor].up, up);
	case FORM_ECCENTRIC:  return r->tempo_s[0];
	case FORM_TURN:       return r->tempo_s[1];
	case FORM_CONCENTRIC: return r->tempo_s[2];
	case FORM_END:        return r->tempo_s[3];
	case FORM_WHOLE:      return (float)((double)(r->end_ns - r->start_ns)
					     * 1e-9);
	case FORM_SPEED:      return r->peak_radps;
	case FORM_JOLT:       return r->jolt_mps2;
	case FORM_LAG:        return fabsf(r->lag_s);
	case FORM_TREMOR:     return r->tremor_radps;
	default:              break;
	}
	g = &r->angle[m->index];
	return m->most ? g->most_rad : g->most_rad - g->least_rad;
}

/* Of a range that is compared with others of the same recording. */
static float repeats(float range, float duration_s, int camera)
{
	struct gn_rom_error e = { NOISE_RAD, DRIFT_RADPS,
				  camera ? CAMERA_RAD : 0.0f, REPEAT_PART };

	return gn_rom_sd(&e, range, duration_s);
}

static int of_camera(const struct gn_form_input *in,
		     const struct form_measure *m, const struct gn_rep *r)
{
	size_t part[2], i = m->what == FORM_ROM ? r->sensor : m->index;

	if (m->what == FORM_ANGLE) {
		if (!gn_angle_sensors((enum gn_angle)m->index, in->sensors,
				      in->n_sensors, part))
			return 0;
		i = part[0];
	}
	return i < in->n_sensors && in->sensors[i].aligned;
}

float gn_form_sd(const struct gn_form_input *in, const struct form_measure *m,
		 const struct gn_rep *r, float value, int own)
{
	float s = (float)((double)(r->end_ns - r->start_ns) * 1e-9);

	switch (m->what) {
	case FORM_ROM:
	case FORM_ANGLE:
		if (!own)
			return m->what == FORM_ROM ? r->rom_sd_rad :
				r->angle[m->index].sd_rad;
		return repeats(value, s, of_camera(in, m, r));
	case FORM_TILT:
	case FORM_UP:
		return repeats(value, s, of_camera(in, m, r));
	case FORM_RISE:
		return own ? RISE_SD_M : r->rise_sd_m;
	case FORM_LAG:
		return LAG_SD_S;
	case FORM_JOLT:
		return fmaxf(JOLT_MPS2, RATE_PART * value);
	case FORM_SPEED:
	case FORM_TREMOR:
		return RATE_PART * value;
	default:
		return GN_FORM_TIME_SD_S;
	}
}

void gn_form_describe(const struct gn_form_input *in,
		      const struct form_measure *m, const struct gn_rep *r,
		      struct gn_form_look *out)
{
	static const struct {
		const char *name;
		enum gn_form_unit unit;
	} plain[] = {
		[FORM_RISE] = { "height", GN_FORM_M },
		[FORM_ECCENTRIC] = { "eccentric", GN_FORM_S },
		[FORM_CONCENTRIC] = { "concentric", GN_FORM_S },
		[FORM_WHOLE] = { "repetition", GN_FORM_S },
		[FORM_TURN] = { "pause after eccentric", GN_FORM_S },
		[FORM_END] = { "pause after concentric", GN_FORM_S },
		[FORM_SPEED] = { "peak speed", GN_FORM_RADPS },
		[FORM_JOLT] = { "jolt at the turn", GN_FORM_MPS2 },
		[FORM_LAG] = { "left to right", GN_FORM_S },
		[FORM_TREMOR] = { "tremor 4-12 Hz", GN_FORM_RADPS },
	};

	switch (m->what) {
	case FORM_ROM:
		snprintf(out->of, sizeof(out->of), "%s", r->rom_of);
		break;
	case FORM_ANGLE:
		snprintf(out->of, sizeof(out->of), "%s",
			 gn_angle_def((enum gn_angle)m->index)->name);
		break;
	case FORM_TILT:
	case FORM_UP:
		snprintf(out->of, sizeof(out->of), "%s %.32s",
			 m->what == FORM_UP ? "attitude" : "tilt",
			 in->sensors[m->index].name);
		break;
	default:
		snprintf(out->of, sizeof(out->of), "%s", plain[m->what].name);
		out->unit = plain[m->what].unit;
		return;
	}
	out->unit = GN_FORM_RAD;
}

const char *gn_form_lacking(const struct gn_form_input *in,
			    const struct form_measure *m)
{
	(void)in;
	switch (m->what) {
	case FORM_LAG:
		return "it takes sensors left and right, working together";
	case FORM_TREMOR:
		return "it takes angular rates at 30 Hz or more";
	case FORM_TURN:
	case FORM_END:
		return "the pause is not known";
	default:
		return "it is not known in these repetitions";
	}
}
