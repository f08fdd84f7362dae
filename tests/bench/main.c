/* SPDX-License-Identifier: MIT */
/*
 * bench [NAME]                              all benchmarks, or one
 * bench --process NAME SAMPLES BYTES COMMAND...   a whole program, best of 5
 */
#include "bench.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "benches.h"

#define RUN_NS INT64_C(500000000)

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static double peak_mb(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)u.ru_maxrss / 1024.0;
}

static void report(const char *name, size_t samples, size_t bytes, int64_t ns,
		   double mb)
{
	printf("{\"name\":\"%s\"", name);
	if (samples)
		printf(",\"ns_per_sample\":%.2f",
		       (double)ns / (double)samples);
	else
		printf(",\"ns_per_sample\":null");
	if (bytes)
		printf(",\"mb_per_s\":%.1f",
		       (double)bytes / (double)ns * 1000.0);
	else
		printf(",\"mb_per_s\":null");
	printf(",\"wall_s\":%.6f,\"peak_mb\":%.1f,\"build\":\"%s\"}\n",
	       (double)ns * 1e-9, mb, BENCH_BUILD);
	fflush(stdout);
}

void bench_run(const char *name, size_t samples, size_t bytes,
	       void (*work)(void *arg), void *arg)
{
	int64_t best = INT64_MAX, end = now_ns() + RUN_NS;

	do {
		int64_t began = now_ns(), took;

		work(arg);
		took = now_ns() - began;
		best = took < best ? took : best;
	} while (now_ns() < end);
	report(name, samples, bytes, best, peak_mb(RUSAGE_SELF));
}

void bench_ratio(const char *name, size_t bytes, size_t packed)
{
	printf("{\"name\":\"%s\",\"ratio\":%.2f,\"build\":\"%s\"}\n", name,
	       (double)bytes / (double)packed, BENCH_BUILD);
	fflush(stdout);
}

static int process(char **argv)
{
	size_t samples = strtoul(argv[1], NULL, 10);
	size_t bytes = strtoul(argv[2], NULL, 10);
	int64_t best = INT64_MAX;

	for (int i = 0; i < 5; i++) {
		int64_t began = now_ns(), took;
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			if (freopen("/dev/null", "w", stdout))
				execvp(argv[3], argv + 3);
			_exit(127);
		}
		if (pid < 0 || waitpid(pid, &status, 0) < 0 || status) {
			fprintf(stderr, "bench: %s failed\n", argv[3]);
			return EXIT_FAILURE;
		}
		took = now_ns() - began;
		best = took < best ? took : best;
	}
	report(argv[0], samples, bytes, best, peak_mb(RUSAGE_CHILDREN));
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} benches[] = {
#define X(name) { #name, bench_##name },
		BENCHES(X)
#undef X
		{ NULL, NULL }
	};
	bool found = argc == 1;

	if (argc > 5 && !strcmp(argv[1], "--process"))
		return process(argv + 2);
	for (int i = 0; benches[i].name; i++) {
		if (argc > 1 && strcmp(argv[1], benches[i].name))
			continue;
		benches[i].run();
		found = true;
	}
	if (!found)
		fprintf(stderr, "bench: no such benchmark: %s\n", argv[1]);
	return found ? EXIT_SUCCESS : EXIT_FAILURE;
}
