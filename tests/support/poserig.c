/* SPDX-License-Identifier: MIT */
#include "poserig.h"

#include <math.h>
#include <string.h>

#define N GN_ACC_CAL_UNKNOWNS

double poserig_uniform(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return 2 * ((double)(*state >> 8) / (1 << 24)) - 1;
}

double poserig_gauss(uint32_t *state)
{
	double sum = 0;

	for (int i = 0; i < 12; i++)
		sum += poserig_uniform(state);
	return sum / 2;
}

void poserig_unit(double v[3])
{
	double n = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);

	for (int i = 0; i < 3; i++)
		v[i] /= n;
}

void poserig_way(size_t k, uint32_t *seed, double u[3])
{
	static const double ways[18][3] = {
		{ 1, 0, 0 }, { -1, 0, 0 }, { 0, 1, 0 }, { 0, -1, 0 },
		{ 0, 0, 1 }, { 0, 0, -1 },
		{ 1, 1, 1 }, { -1, 1, -1 }, { 1, -1, -1 }, { -1, -1, 1 },
		{ -1, 1, 1 }, { 1, -1, 1 }, { 1, 1, -1 }, { -1, -1, -1 },
		{ 1, 1, 0 }, { 0, 1, -1 }, { -1, 0, 1 }, { -1, 1, 0 },
	};

	for (int i = 0; i < 3; i++)
		u[i] = ways[k % 18][i] + 0.15 * poserig_uniform(seed);
	poserig_unit(u);
}

void poserig_misread(const double t[N], const double a[3], double m[3])
{
	m[2] = a[2] / t[GN_ACC_CAL_KZZ];
	m[1] = (a[1] - t[GN_ACC_CAL_KYZ] * m[2]) / t[GN_ACC_CAL_KYY];
	m[0] = (a[0] - t[GN_ACC_CAL_KXY] * m[1] - t[GN_ACC_CAL_KXZ] * m[2]) /
	       t[GN_ACC_CAL_KXX];
	for (int i = 0; i < 3; i++)
		m[i] += t[i];
}

void poserig_lay(const struct poserig *lab, size_t n, uint32_t seed,
		 struct gn_still_pose *pose, double truth[N])
{
	seed = seed * 2654435761u + 1;
	memset(pose, 0, GN_STILL_MAX * sizeof(*pose));
	for (int i = 0; i < 3; i++) {
		truth[i] = 0.5 * poserig_uniform(&seed);
		truth[3 + i] = 1 + 0.03 * poserig_uniform(&seed);
		truth[6 + i] = lab->square ? 0 : 0.02 * poserig_uniform(&seed);
	}
	for (size_t k = 0; k < n; k++) {
		double u[3], e = lab->model_mps2 * poserig_gauss(&seed);
		struct gn_still_pose *p = &pose[k];

		poserig_way(k, &seed, u);
		for (int i = 0; i < 3; i++)
			u[i] *= lab->g_mps2 + e;
		poserig_misread(truth, u, p->acc_mps2);
		for (int i = 0; i < 3; i++) {
			p->acc_se_mps2[i] = lab->se_mps2 *
					    (1 + 0.5 * poserig_uniform(&seed));
			p->acc_mps2[i] += p->acc_se_mps2[i] *
					  poserig_gauss(&seed);
		}
		p->n_acc = 200;
		p->start_ns = (int64_t)k * 4000000000;
		p->end_ns = p->start_ns + 2000000000;
	}
}
