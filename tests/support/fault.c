/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t m);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t align, size_t n);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
void __real_free(void *p);

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t m);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t align, size_t n);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);
void __wrap_free(void *p);

#define BLOCKS_MAX 16384

static struct {
	bool watching;
	int fail_at, asked, n;
	void *block[BLOCKS_MAX];
} f;

void fault_start(int fail_at)
{
	f.fail_at = fail_at;
	f.asked = 0;
	f.n = 0;
	f.watching = true;
}

struct fault_stat fault_stop(void)
{
	f.watching = false;
	return (struct fault_stat){ .asked = f.asked, .live = f.n };
}

static bool refuse(void)
{
	if (!f.watching)
		return false;
	f.asked++;
	return f.asked == f.fail_at;
}

static void *add(void *p)
{
	if (!f.watching || !p)
		return p;
	if (f.n == BLOCKS_MAX) {
		fprintf(stderr, "fault.c: too many blocks\n");
		abort();
	}
	f.block[f.n++] = p;
	return p;
}

/* The newest blocks are the likeliest. Was it one of ours? */
static bool drop(const void *p)
{
	if (!f.watching || !p)
		return false;
	for (int i = f.n - 1; i >= 0; i--) {
		if (f.block[i] != p)
			continue;
		f.block[i] = f.block[--f.n];
		return true;
	}
	return false;
}

void *__wrap_malloc(size_t n)
{
	return refuse() ? NULL : add(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t m)
{
	return refuse() ? NULL : add(__real_calloc(n, m));
}

void *__wrap_aligned_alloc(size_t align, size_t n)
{
	return refuse() ? NULL : add(__real_aligned_alloc(align, n));
}

char *__wrap_strdup(const char *s)
{
	return refuse() ? NULL : add(__real_strdup(s));
}

char *__wrap_strndup(const char *s, size_t n)
{
	return refuse() ? NULL : add(__real_strndup(s, n));
}

void *__wrap_realloc(void *p, size_t n)
{
	bool ours;
	void *q;

	if (refuse())
		return NULL;
	ours = !p || drop(p);
	q = __real_realloc(p, n);
	if (!q) {
		if (ours && p && n)
			add(p);
		return NULL;
	}
	return ours ? add(q) : q;
}

void __wrap_free(void *p)
{
	drop(p);
	__real_free(p);
}
