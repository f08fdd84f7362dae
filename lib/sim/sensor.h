/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_SENSOR_H
#define GN_SIM_SENSOR_H

#include "rng.h"
#include "timeline.h"

#define GN_SKIN_TONES 3

/* Private to lib/sim: one sensor and its faults. */
struct gn_probe {
	const struct gn_sim_sensor   *def;
	const struct gn_sim_scenario *scenario;
	enum gn_part part;
	double       mount[3][3];       /* takes sensor axes to segment axes */
	struct gn_sim_rng rng[3];       /* of acc, gyr, mag */
	double       bias_radps[3];     /* gyroscope, with its drift */
	double       gyr_t_s;
	/* Strap: displacement, speed and drive at wobble_t_s; NAN: not yet. */
	double       swing_m[3], swing_mps[3], drive_mps2[3], wobble_t_s;
	double       lean_rad[3], lean_radps[3];        /* of wobble_turn */
	/* Skin: turn for each rad of flexion, sensor axes; how it varies. */
	double       skin[3];
	struct gn_tone skin_tone[GN_SKIN_TONES];
};

void gn_probe_init(struct gn_probe *p, const struct gn_sim_scenario *s,
		   size_t sensor, uint64_t seed);

/* What the sensor truly undergoes, from the motion of its segment. */
void gn_probe_truth(const struct gn_probe *p, const struct gn_timeline *tl,
		    double t_s, const struct gn_part_motion *m,
		    struct gn_sim_state *out);

/* What it says of it: fills the parts that are in the system. */
void gn_probe_read(struct gn_probe *p, double t_s, double rate_hz,
		   const struct gn_sim_state *truth, int system,
		   struct gn_sample *out);

#endif
