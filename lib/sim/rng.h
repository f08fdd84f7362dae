/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_RNG_H
#define GN_SIM_RNG_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

/*
 * Private to lib/sim: a random stream of GSL (taus2) in memory of our own, so
 * that nothing is allocated. Not to be copied or moved once seeded.
 */
struct gn_sim_rng {
	gsl_rng       gsl;
	unsigned long state[4];
};

/* Streams of one seed are independent of each other; numbers below 2^16, to
 * which a take of the seed adds its own. */
#define GN_SIM_TAKE(take) ((uint64_t)(take) << 16)
void gn_sim_rng_seed(struct gn_sim_rng *r, uint64_t seed, uint64_t stream);

double gn_sim_gauss(struct gn_sim_rng *r);                   /* SD 1 */
double gn_sim_uniform(struct gn_sim_rng *r, double from, double to);
int gn_sim_chance(struct gn_sim_rng *r, double probability);

#endif
