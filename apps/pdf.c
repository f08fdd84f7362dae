/* SPDX-License-Identifier: MIT */
#include "pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define NAME 512

/* Run it, silent: its exit code; -1: it could not be run. */
static int run(char **argv)
{
	posix_spawn_file_actions_t silent;
	int err, status;
	pid_t pid;

	if (posix_spawn_file_actions_init(&silent))
		return -1;
	err = posix_spawn_file_actions_addopen(&silent, 1, "/dev/null",
					       O_WRONLY, 0);
	if (!err)
		err = posix_spawn_file_actions_adddup2(&silent, 1, 2);
	if (!err)
		err = posix_spawnp(&pid, argv[0], &silent, NULL, argv,
				   environ);
	posix_spawn_file_actions_destroy(&silent);
	if (err)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The first browser that can be run prints dir/report.html to dir/report.pdf,
 * keeping its own files in dir. */
static int print(const char *dir, struct gn_diag *why)
{
	static const char *const names[] = { "chromium", "chromium-browser",
					     "google-chrome" };
	char profile[NAME], page[NAME], out[NAME], name[32];
	char headless[] = "--headless", gpu[] = "--disable-gpu";
	char bare[] = "--no-pdf-header-footer", root[] = "--no-sandbox";
	/* its sandbox does not work for root */
	char *argv[] = { name, headless, gpu, bare, profile, out, page,
			 geteuid() ? NULL : root, NULL };

	snprintf(profile, sizeof(profile), "--user-data-dir=%s/profile", dir);
	snprintf(out, sizeof(out), "--print-to-pdf=%s/report.pdf", dir);
	snprintf(page, sizeof(page), "file://%s/report.html", dir);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		int code;

		snprintf(name, sizeof(name), "%s", names[i]);
		code = run(argv);
		if (code > 0 && code != 127)
			return gn_diag_set(why, GN_EIO, "%s could not make "
					   "the PDF (exit code %d): make the "
					   "report without --pdf and print it",
					   name, code);
		if (!code)
			return GN_OK;
	}
	return gn_diag_set(why, GN_ENOENT, "--pdf takes Chromium, which is "
			   "not there: install the package chromium, or make "
			   "the report without --pdf and print it");
}

static int write_page(const char *dir, const char *html)
{
	char path[NAME];
	FILE *f;

	snprintf(path, sizeof(path), "%s/report.html", dir);
	f = fopen(path, "w");
	if (!f)
		return GN_EIO;
	fputs(html, f);
	if (ferror(f)) {
		fclose(f);
		return GN_EIO;
	}
	return fclose(f) ? GN_EIO : GN_OK;
}

/* Copied, as another folder may be on another disk. */
static int take(const char *dir, const char *path)
{
	char from[NAME], block[65536];
	FILE *in, *out;
	size_t n;
	int bad;

	snprintf(from, sizeof(from), "%s/report.pdf", dir);
	in = fopen(from, "rb");
	if (!in)
		return GN_EIO;
	out = fopen(path, "wb");
	if (!out) {
		fclose(in);
		return GN_EIO;
	}
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		fwrite(block, 1, n, out);
	bad = ferror(in) || ferror(out);
	fclose(in);
	return fclose(out) || bad ? GN_EIO : GN_OK;
}

static void tidy(const char *dir)
{
	char rm[] = "rm", flags[] = "-rf", end[] = "--", path[NAME];
	char *argv[] = { rm, flags, end, path, NULL };

	snprintf(path, sizeof(path), "%s", dir);
	run(argv);
}

int gn_pdf_print(const char *html, const char *path, struct gn_diag *why)
{
	const char *temp = getenv("TMPDIR");
	char dir[256];
	int err;

	snprintf(dir, sizeof(dir), "%s/gonio-XXXXXX",
		 temp && *temp ? temp : "/tmp");
	if (!mkdtemp(dir))
		return gn_diag_set(why, GN_EIO, "%s: no folder can be made in "
				   "it: %s", temp ? temp : "/tmp",
				   strerror(errno));
	err = write_page(dir, html);
	if (err)
		gn_diag_set(why, err, "%s: cannot be written: %s", dir,
			    strerror(errno));
	if (!err)
		err = print(dir, why);
	if (!err && take(dir, path))
		err = gn_diag_set(why, GN_EIO, "%s: cannot be written: %s",
				  path, strerror(errno));
	tidy(dir);
	return err;
}
