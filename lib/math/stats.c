/* SPDX-License-Identifier: MIT */
#include "gonio/stats.h"

static void swap(float *a, float *b)
{
	float t = *a;

	*a = *b;
	*b = t;
}

float gn_select(float *x, size_t n, size_t k)
{
	size_t lo = 0, hi = n - 1;

	while (lo < hi) {
		float pivot = x[lo + (hi - lo) / 2];
		size_t i = lo, j = hi;

		while (i <= j) {
			while (x[i] < pivot)
				i++;
			while (x[j] > pivot)
				j--;
			if (i > j)
				break;
			swap(&x[i++], &x[j]);
			if (j == 0)
				break;
			j--;
		}
		if (k <= j)
			hi = j;
		else if (k >= i)
			lo = i;
		else
			break;
	}
	return x[k];
}
