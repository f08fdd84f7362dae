/* SPDX-License-Identifier: MIT */
#ifndef FAULT_H
#define FAULT_H

/*
 * Make the n-th allocation fail, and see whether all were given back.
 *
 * The unit program is linked with --wrap for malloc, calloc, realloc,
 * aligned_alloc, strdup, strndup and free, so calls made by our own objects
 * come here; those made inside shared libraries do not. Only blocks that were
 * obtained after fault_start() count as live: freeing an older block, or one
 * that a library made, changes nothing.
 *
 * Call no ck_assert in between: Check allocates too. One thread only.
 */
struct fault_stat {
	int asked;      /* allocations asked for, refused ones included */
	int live;       /* of these, obtained and not freed yet */
};

/* Watch from now on. fail_at: 1 refuses the next one, 0 refuses none. */
void fault_start(int fail_at);

/* Stop watching; everything is granted again. */
struct fault_stat fault_stop(void);

#endif
