/* SPDX-License-Identifier: MIT */
#include "rng.h"

#include <assert.h>
#include <gsl/gsl_randist.h>

/* Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators",
 * the mixing function of SplitMix64: near seeds give unlike states. */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

void gn_sim_rng_seed(struct gn_sim_rng *r, uint64_t seed, uint64_t stream)
{
	r->gsl.type = gsl_rng_taus2;
	r->gsl.state = r->state;
	assert(gsl_rng_taus2->size <= sizeof(r->state));
	gsl_rng_set(&r->gsl, (unsigned long)(mix(mix(seed) + stream) >> 32));
}

double gn_sim_gauss(struct gn_sim_rng *r)
{
	return gsl_ran_gaussian_ziggurat(&r->gsl, 1.0);
}

double gn_sim_uniform(struct gn_sim_rng *r, double from, double to)
{
	return from + (to - from) * gsl_rng_uniform(&r->gsl);
}

int gn_sim_chance(struct gn_sim_rng *r, double probability)
{
	return probability > 0 && gsl_rng_uniform(&r->gsl) < probability;
}
