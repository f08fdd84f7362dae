/* SPDX-License-Identifier: MIT */
#include "jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define JOBS_MAX 64

struct jobs {
	atomic_size_t next;
	size_t        n;
	void        (*work)(void *ctx, size_t i);
	void         *ctx;
	struct gn_meter *progress;      /* or NULL */
};

unsigned gn_jobs_default(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (unsigned)n;
}

static void *drain(void *arg)
{
	struct jobs *j = arg;
	size_t i;

	for (;;) {
		i = atomic_fetch_add(&j->next, 1);
		if (i >= j->n)
			return NULL;
		j->work(j->ctx, i);
		if (j->progress)
			gn_meter_add(j->progress, 1);
	}
}

void gn_jobs_run(size_t n, unsigned jobs, void (*work)(void *ctx, size_t i),
		 void *ctx, struct gn_meter *p)
{
	struct jobs j = { .n = n, .work = work, .ctx = ctx, .progress = p };
	pthread_t thread[JOBS_MAX];
	unsigned started = 0;

	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	if (jobs > n)
		jobs = (unsigned)n;
	/* This thread works too, so one fewer is started. */
	while (started + 1 < jobs) {
		if (pthread_create(&thread[started], NULL, drain, &j))
			break;
		started++;
	}
	drain(&j);
	while (started > 0)
		pthread_join(thread[--started], NULL);
}

void gn_jobs_show(size_t n, unsigned jobs, void (*work)(void *ctx, size_t i),
		  void *ctx, const char *unit)
{
	struct gn_meter p;

	gn_meter_begin(&p, stderr, unit, n);
	gn_jobs_run(n, jobs, work, ctx, &p);
	gn_meter_end(&p);
}
