/* SPDX-License-Identifier: MIT */
#include "sensor.h"

#include <math.h>
#include <string.h>

#define GRAVITY_MPS2 9.80665
#define RNG_SENSOR 1000
#define RNG_MOUNT 2000
#define RNG_SKIN 3000
#define RNG_SKIN_VARIES 4000

/*
 * How far the skin's turn wanders in a session, as a part of it (SD). Ours,
 * against an optical system: both knees of one person in five exercises. The
 * error of the range is 0.091 of it (RMS of the means), and varies by 0.0145
 * of it from one repetition to the next (median of the SDs).
 */
#define SKIN_VARIES 0.16

/* The strap turns the sensor about a line this far below it. */
#define STRAP_LEVER_M 0.06

static void cross(const double a[3], const double b[3], double out[3])
{
	out[0] = a[1] * b[2] - a[2] * b[1];
	out[1] = a[2] * b[0] - a[0] * b[2];
	out[2] = a[0] * b[1] - a[1] * b[0];
}

/* v seen from axes that were turned by a rotation vector (Rodrigues). */
static void seen_from(const double turn[3], double v[3])
{
	double angle = sqrt(turn[0] * turn[0] + turn[1] * turn[1] +
			    turn[2] * turn[2]);
	double s = angle > 0 ? sin(angle) / angle : 1;
	double c = angle > 0 ? (1 - cos(angle)) / (angle * angle) : 0.5;
	double once[3], twice[3];

	cross(turn, v, once);
	cross(turn, once, twice);
	for (int i = 0; i < 3; i++)
		v[i] += c * twice[i] - s * once[i];
}

/*
 * What the person who straps it on does: the same in every take. A turn by an
 * evenly spread angle about an axis of any direction.
 */
static void misplace(struct gn_probe *p, uint64_t seed, size_t sensor)
{
	struct gn_sim_rng rng;
	double turn[3], norm = 0, angle;

	gn_sim_rng_seed(&rng, seed, RNG_MOUNT + sensor);
	for (int i = 0; i < 3; i++) {
		turn[i] = gn_sim_gauss(&rng);
		norm += turn[i] * turn[i];
	}
	angle = gn_sim_uniform(&rng, 0, p->def->misplaced_rad);
	for (int i = 0; i < 3; i++) {
		turn[i] *= angle / sqrt(norm);
		p->bias_radps[i] += p->def->gyr_bias_sd_radps *
			gn_sim_gauss(&rng);
	}
	/* its rows are the segment's axes, as the sensor sees them */
	for (int i = 0; i < 3; i++)
		seen_from(turn, p->mount[i]);
}

/*
 * How the skin under the sensor goes along with its joint: the person's, and
 * so the same in every take. It wanders in periods of 6 to 50 s, so that one
 * repetition differs from the next and none has a jump within.
 */
static void lay_skin(struct gn_probe *p, uint64_t seed, size_t sensor)
{
	static const double hz[GN_SKIN_TONES + 1] = {0.02, 0.04, 0.08, 0.16};
	const double two_pi = 2 * 3.14159265358979;
	const struct gn_sim_scenario *s = p->scenario;
	struct gn_sim_rng rng;
	double gain;

	if (!(s->skin > 0))
		return;
	gn_sim_rng_seed(&rng, seed, RNG_SKIN + sensor);
	gain = s->skin * gn_sim_gauss(&rng);
	for (int i = 0; i < 3; i++)
		p->skin[i] = gain * p->mount[1][i];
	gn_sim_rng_seed(&rng, seed,
			GN_SIM_TAKE(s->take) + RNG_SKIN_VARIES + sensor);
	for (int k = 0; k < GN_SKIN_TONES; k++) {
		struct gn_tone *tone = &p->skin_tone[k];

		tone->amp = SKIN_VARIES * sqrt(2.0 / GN_SKIN_TONES);
		tone->omega = two_pi * gn_sim_uniform(&rng, hz[k], hz[k + 1]);
		tone->phase = gn_sim_uniform(&rng, 0, two_pi);
	}
}

void gn_probe_init(struct gn_probe *p, const struct gn_sim_scenario *s,
		   size_t sensor, uint64_t seed)
{
	enum gn_side side;
	enum gn_place place;

	memset(p, 0, sizeof(*p));
	p->def = &s->sensors[sensor];
	p->scenario = s;
	place = gn_place_parse(p->def->name, &side);
	p->part = gn_part_of(place, side);
	gn_mount_matrix(p->def->mount_rad, p->mount);
	for (int i = 0; i < 3; i++) {
		gn_sim_rng_seed(&p->rng[i], seed,
				GN_SIM_TAKE(s->take) + RNG_SENSOR +
				3 * sensor + (unsigned)i);
		p->bias_radps[i] = p->def->gyr_bias_radps[i];
	}
	misplace(p, seed, sensor);
	lay_skin(p, seed, sensor);
	p->wobble_t_s = NAN;
}

/* out = (rot mount)^T v: a world vector in sensor axes. */
static void to_sensor(const double rot[3][3], const double v[3],
		      double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = rot[0][i] * v[0] + rot[1][i] * v[1] +
			rot[2][i] * v[2];
}

/* Shepperd, "Quaternion from rotation matrix", J Guid Control 1978: by the
 * largest of the four, so that nothing small is divided by. */
static void to_quaternion(const double r[3][3], double q[4])
{
	double d[4] = {r[0][0] + r[1][1] + r[2][2], r[0][0], r[1][1], r[2][2]};
	int big = 0, i, j, k;
	double n;

	for (int c = 1; c < 4; c++)
		if (d[c] > d[big])
			big = c;
	if (big == 0) {
		q[0] = 1 + d[0];
		q[1] = r[2][1] - r[1][2];
		q[2] = r[0][2] - r[2][0];
		q[3] = r[1][0] - r[0][1];
	} else {
		i = big - 1;
		j = (i + 1) % 3;
		k = (i + 2) % 3;
		q[0] = r[k][j] - r[j][k];
		q[1 + i] = 1 + r[i][i] - r[j][j] - r[k][k];
		q[1 + j] = r[j][i] + r[i][j];
		q[1 + k] = r[k][i] + r[i][k];
	}
	n = sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
	n = q[0] < 0 ? -n : n;
	for (int c = 0; c < 4; c++)
		q[c] /= n;
}

static void field(const struct gn_sim_scenario *s, double t_s, double out[3])
{
	double u = (t_s - s->disturb_at_s) / s->disturb_length_s;
	double w = 0;

	if (s->disturb_length_s > 0 && u > 0 && u < 1)
		w = sin(3.14159265358979 * u) * sin(3.14159265358979 * u);
	for (int i = 0; i < 3; i++)
		out[i] = s->field_ut[i] + w * s->disturb_ut[i];
}

/*
 * What the skin turns the sensor by, for each of p->skin, and its rate: the
 * axis stays, so the rates of segment and skin add up.
 */
static struct gn_jet slide(const struct gn_probe *p, double t_s,
			   const struct gn_part_motion *part)
{
	struct gn_jet gain = {1, 0, 0};

	for (int k = 0; k < GN_SKIN_TONES; k++) {
		const struct gn_tone *tone = &p->skin_tone[k];
		double at = tone->omega * t_s + tone->phase;

		gain.x += tone->amp * sin(at);
		gain.v += tone->amp * tone->omega * cos(at);
	}
	return (struct gn_jet){
		gain.x * part->flexion_rad,
		gain.v * part->flexion_rad + gain.x * part->flexion_radps, 0};
}

/* What part of its slip the strap has made, a minimum-jerk stroke. */
static struct gn_jet slip(const struct gn_sim_sensor *d, double t_s)
{
	double per_s = 1 / d->slip_s;
	double u = fmin(fmax((t_s - d->slip_at_s) * per_s, 0), 1);

	if (!(d->slip_s > 0))
		return (struct gn_jet){0, 0, 0};
	return (struct gn_jet){
		u * u * u * (10 + u * (6 * u - 15)),
		30 * u * u * (1 - u) * (1 - u) * per_s,
		60 * u * (1 - u) * (1 - 2 * u) * per_s * per_s};
}

/*
 * The sensor lies z above the line that it turns about, by the rate w and its
 * change a against the segment, which itself turns by o, all as the sensor
 * sees them: a x z + w x (w x z) + 2 o x (w x z).
 */
static void swing_round(const double a[3], const double w[3],
			const double o[3], double force[3])
{
	const double z[3] = {0, 0, STRAP_LEVER_M};
	double v[3], by[3];

	cross(a, z, by);
	for (int i = 0; i < 3; i++)
		force[i] += by[i];
	cross(w, z, v);
	cross(w, v, by);
	for (int i = 0; i < 3; i++)
		force[i] += by[i];
	cross(o, v, by);
	for (int i = 0; i < 3; i++)
		force[i] += 2 * by[i];
}

/* After all else: what the slipped sensor reads of it. */
static void feel_slip(const struct gn_sim_sensor *d, struct gn_jet slipped,
		      struct gn_sim_state *out)
{
	double a[3], w[3];

	for (int i = 0; i < 3; i++) {
		a[i] = slipped.a * d->slip_rad[i];
		w[i] = slipped.v * d->slip_rad[i];
	}
	swing_round(a, w, out->rate_radps, out->force_mps2);
	for (int i = 0; i < 3; i++)
		out->rate_radps[i] += w[i];
}

void gn_probe_truth(const struct gn_probe *p, const struct gn_timeline *tl,
		    double t_s, const struct gn_part_motion *m,
		    struct gn_sim_state *out)
{
	const struct gn_part_motion *part = &m[p->part];
	struct gn_jet skin = {0, 0, 0}, slipped = slip(p->def, t_s);
	double rot[3][3], mount[3][3], acc[3], mag[3], turn[3], by[3];

	memcpy(mount, p->mount, sizeof(mount));
	if (p->scenario->skin > 0) {
		skin = slide(p, t_s, part);
		for (int i = 0; i < 3; i++)
			turn[i] = skin.x * p->skin[i];
		for (int i = 0; i < 3; i++)
			seen_from(turn, mount[i]);
	}
	for (int i = 0; i < 3; i++) {
		turn[i] = slipped.x * p->def->slip_rad[i];
		by[i] = skin.v * p->skin[i];
	}
	if (slipped.x > 0) {
		seen_from(turn, by);
		for (int i = 0; i < 3; i++)
			seen_from(turn, mount[i]);
	}
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			rot[i][j] = part->rot[i][0] * mount[0][j] +
				part->rot[i][1] * mount[1][j] +
				part->rot[i][2] * mount[2][j];
	gn_part_point(part, p->def->offset_m, out->pos_m, acc);
	acc[2] += GRAVITY_MPS2 + gn_timeline_knock(tl, t_s, p->part);
	field(p->scenario, t_s, mag);
	to_quaternion(rot, out->q);
	to_sensor(rot, acc, out->force_mps2);
	to_sensor(rot, part->rate, out->rate_radps);
	for (int i = 0; i < 3 && p->scenario->skin > 0; i++)
		out->rate_radps[i] += by[i];
	to_sensor(rot, mag, out->field_ut);
	if (slipped.v > 0)
		feel_slip(p->def, slipped, out);
}

/*
 * The strap as a spring and damper: x'' + 2 d w x' + w^2 x = -gain f, solved
 * in closed form over the step with f linear in it. Fills the acceleration of
 * the sensor against the segment.
 */
static void wobble(struct gn_probe *p, double t_s, const double f[3],
		   double rel_mps2[3])
{
	double w = 2 * 3.14159265358979 * p->def->wobble_hz;
	double d = p->def->wobble_damping;
	double wd = w * sqrt(1 - d * d);
	double h = t_s - p->wobble_t_s;
	double sag = -p->def->wobble_gain / (w * w);
	double e, c, s;

	if (isnan(h) || h <= 0) {
		for (int i = 0; i < 3; i++) {
			p->swing_m[i] = sag * f[i];
			p->swing_mps[i] = 0;
			rel_mps2[i] = 0;
		}
	} else {
		e = exp(-d * w * h);
		c = e * cos(wd * h);
		s = e * sin(wd * h);
		for (int i = 0; i < 3; i++) {
			double slope = (f[i] - p->drive_mps2[i]) / h;
			double at0 = sag * (p->drive_mps2[i] -
					    2 * d * slope / w);
			double y = p->swing_m[i] - at0;
			double v = p->swing_mps[i] - sag * slope;
			double k = (v + d * w * y) / wd;

			p->swing_m[i] = at0 + sag * slope * h + c * y + s * k;
			p->swing_mps[i] = sag * slope +
				c * (wd * k - d * w * y) -
				s * (wd * y + d * w * k);
			rel_mps2[i] = -2 * d * w * p->swing_mps[i] -
				w * w * (p->swing_m[i] - sag * f[i]);
		}
	}
	memcpy(p->drive_mps2, f, sizeof(p->drive_mps2));
	p->wobble_t_s = t_s;
}

/*
 * How far the swing has leant the sensor, about the axes of its face: in
 * proportion to it, so that 1 g along the skin, in rest, makes wobble_turn.
 */
static void lean(struct gn_probe *p)
{
	double w = 2 * 3.14159265358979 * p->def->wobble_hz;
	double per_m = p->def->wobble_turn_rad * w * w /
		(p->def->wobble_gain * GRAVITY_MPS2);

	p->lean_rad[0] = -per_m * p->swing_m[1];
	p->lean_rad[1] = per_m * p->swing_m[0];
	p->lean_radps[0] = -per_m * p->swing_mps[1];
	p->lean_radps[1] = per_m * p->swing_mps[0];
}

/*
 * The rate of a sensor that leans against its segment: the segment's, seen
 * from it, and that of the rotation vector r (Bortz, IEEE Trans. AES 7, 1971,
 * inverted, to the second order): r' - r x r' / 2 + r x (r x r') / 6.
 */
static void add_lean(const struct gn_probe *p, double rate[3])
{
	double once[3], twice[3];

	seen_from(p->lean_rad, rate);
	cross(p->lean_rad, p->lean_radps, once);
	cross(p->lean_rad, once, twice);
	for (int i = 0; i < 3; i++)
		rate[i] += p->lean_radps[i] - once[i] / 2 + twice[i] / 6;
}

/* Clip to the range and round to the resolution. */
static float digitize(double x, double range, int bits)
{
	if (range > 0) {
		x = fmin(fmax(x, -range), range);
		if (bits > 0) {
			double step = 2 * range / ldexp(1, bits);

			x = step * rint(x / step);
		}
	}
	return (float)x;
}

static void read_acc(struct gn_probe *p, double rate_hz, const double f[3],
		     const double rel[3], float out[3])
{
	const struct gn_sim_sensor *d = p->def;
	double sd = d->acc_noise * sqrt(rate_hz / 2);

	for (int i = 0; i < 3; i++) {
		double x = (f[i] + rel[i]) * (1 + d->acc_scale[i]) +
			d->acc_bias_mps2[i];

		if (sd > 0)
			x += sd * gn_sim_gauss(&p->rng[0]);
		out[i] = digitize(x, d->acc_range_mps2, d->bits);
	}
}

static void read_gyr(struct gn_probe *p, double t_s, double rate_hz,
		     const double rate[3], float out[3])
{
	const struct gn_sim_sensor *d = p->def;
	double sd = d->gyr_noise * sqrt(rate_hz / 2);
	double drift = d->gyr_walk * sqrt(fmax(t_s - p->gyr_t_s, 0));
	double turn[3] = {0, 0, 0};

	if (d->wobble_hz > 0 && !(d->wobble_turn_rad > 0)) {
		turn[0] = -p->swing_mps[1] / STRAP_LEVER_M;
		turn[1] = p->swing_mps[0] / STRAP_LEVER_M;
	}
	for (int i = 0; i < 3; i++) {
		double x;

		if (drift > 0)
			p->bias_radps[i] += drift * gn_sim_gauss(&p->rng[1]);
		x = (rate[i] + turn[i]) * (1 + d->gyr_scale[i]) +
			p->bias_radps[i];
		if (sd > 0)
			x += sd * gn_sim_gauss(&p->rng[1]);
		out[i] = digitize(x, d->gyr_range_radps, d->bits);
	}
	p->gyr_t_s = t_s;
}

static void read_mag(struct gn_probe *p, const double field_ut[3],
		     float out[3])
{
	const struct gn_sim_sensor *d = p->def;

	for (int i = 0; i < 3; i++) {
		double x = field_ut[i] * (1 + d->mag_scale[i]) +
			d->mag_bias_ut[i];

		if (d->mag_noise_ut > 0)
			x += d->mag_noise_ut * gn_sim_gauss(&p->rng[2]);
		out[i] = digitize(x, d->mag_range_ut, 0);
	}
}

void gn_probe_read(struct gn_probe *p, double t_s, double rate_hz,
		   const struct gn_sim_state *truth, int system,
		   struct gn_sample *out)
{
	struct gn_sim_state felt = *truth;
	double rel[3] = {0, 0, 0};

	for (int i = 0; i < 3; i++) {
		out->acc_mps2[i] = NAN;
		out->gyr_radps[i] = NAN;
		out->mag_ut[i] = NAN;
	}
	if (p->def->wobble_hz > 0)
		wobble(p, t_s, truth->force_mps2, rel);
	if (p->def->wobble_hz > 0 && p->def->wobble_turn_rad > 0) {
		lean(p);
		seen_from(p->lean_rad, felt.force_mps2);
		seen_from(p->lean_rad, felt.field_ut);
		add_lean(p, felt.rate_radps);
	}
	if (p->def->acc == system)
		read_acc(p, rate_hz, felt.force_mps2, rel, out->acc_mps2);
	if (p->def->gyr == system)
		read_gyr(p, t_s, rate_hz, felt.rate_radps, out->gyr_radps);
	if (p->def->mag == system)
		read_mag(p, felt.field_ut, out->mag_ut);
}
