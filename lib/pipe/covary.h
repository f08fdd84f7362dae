/* SPDX-License-Identifier: MIT */
#ifndef GN_COVARY_H
#define GN_COVARY_H

/* How two values vary and covary: sums of them and of their products. */
struct covary {
	double x, y, xx, xy, yy, n;
};

static inline void covary_add(struct covary *c, float x, float y)
{
	double a = (double)x, b = (double)y;

	c->x += a;
	c->y += b;
	c->xx += a * a;
	c->xy += a * b;
	c->yy += b * b;
	c->n += 1.0;
}

/* Products of what they are less their means, from then on. n > 0. */
static inline void covary_centre(struct covary *c)
{
	c->xx -= c->x * c->x / c->n;
	c->xy -= c->x * c->y / c->n;
	c->yy -= c->y * c->y / c->n;
}

#endif
