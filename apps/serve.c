/* SPDX-License-Identifier: MIT */
#include "serve.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gonio/ring.h"
#include "latest.h"
#include "serve_state.h"
#include "serve_talk.h"

#define COMMANDS 64
#define BACKLOG 1024

struct shown {
	int64_t unix_ns;
	struct gn_view_state state;
};

struct gn_serve {
	struct gn_talk   *talk;         /* its thread's, once that runs */
	struct gn_latest *latest;       /* struct shown */
	struct gn_ring   *asked;        /* struct gn_serve_command */
	struct gn_serve_token control, watch, phone;
	char        link[3][GN_SERVE_LINK];
	pthread_t   thread;
	uint8_t     runs;
	atomic_bool over;
};

/* ---- the server's thread ------------------------------------------------ */

static size_t newest(void *user, char *out, size_t cap)
{
	struct gn_serve *s = user;
	const struct shown *x = gn_latest_get(s->latest);

	return x ? gn_serve_json(&x->state, x->unix_ns / 1000000, out, cap) : 0;
}

static enum gn_talk_role role(void *user, const char *said, size_t n)
{
	const struct gn_serve *s = user;

	if (gn_serve_token_is(&s->control, said, n))
		return GN_TALK_CONTROL;
	if (gn_serve_token_is(&s->watch, said, n))
		return GN_TALK_WATCH;
	return GN_TALK_NONE;
}

static int phone_may(void *user, const char *said, size_t n)
{
	const struct gn_serve *s = user;

	return gn_serve_token_is(&s->phone, said, n);
}

static void asked(void *user, const char *text, size_t n)
{
	struct gn_serve *s = user;
	struct gn_serve_command c, *to;

	if (!gn_serve_command_parse(&c, text, n))
		return;
	to = gn_ring_slot(s->asked);
	if (!to)
		return;
	*to = c;
	gn_ring_put(s->asked);
}

static void *serve(void *arg)
{
	struct gn_serve *s = arg;

	while (!atomic_load(&s->over))
		gn_talk_step(s->talk);
	gn_talk_finish(s->talk);
	return NULL;
}

/* ---- whoever runs the session ------------------------------------------- */

/* Signals are for the session: the thread gets none. */
static int start(struct gn_serve *s, struct gn_diag *why)
{
	sigset_t all, old;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&s->thread, NULL, serve, s);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err)
		return gn_diag_set(why, GN_ENOMEM, "no thread for the server: "
				   "%s", strerror(err));
	s->runs = 1;
	return GN_OK;
}

/* A socket that listens there; a->port becomes the one it has. Or -1. */
static int listen_at(struct gn_serve_addr *a, struct gn_diag *why)
{
	int fd = socket(a->at.any.sa_family, SOCK_STREAM, 0), yes = 1, err;
	char host[GN_SERVE_HOST];

	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (fd >= 0 && !bind(fd, &a->at.any, a->len) && !listen(fd, BACKLOG) &&
	    !getsockname(fd, &a->at.any, &a->len))
		return fd;
	err = errno;
	gn_serve_host(host, a);
	gn_diag_set(why, GN_EIO, "cannot serve at %s: %s%s", host,
		    strerror(err), err == EADDRINUSE ?
		    "; give --serve another port, 0 for any" : "");
	if (fd >= 0)
		close(fd);
	return -1;
}

static void make_links(struct gn_serve *s, const struct gn_serve_addr *a,
		       int tls)
{
	char host[GN_SERVE_HOST];

	gn_serve_host(host, a);
	snprintf(s->link[1], GN_SERVE_LINK, "http%s://%s/#%s", tls ? "s" : "",
		 host, s->control.text);
	snprintf(s->link[0], GN_SERVE_LINK, "http%s://%s/%s%s", tls ? "s" : "",
		 host, a->loopback ? "" : "#", a->loopback ? "" :
		 s->watch.text);
	snprintf(s->link[2], GN_SERVE_LINK, "http%s://%s/phone#%s",
		 tls ? "s" : "", host, s->phone.text);
}

static int open_parts(struct gn_serve *s, const struct gn_serve_params *p,
		      struct gn_diag *why)
{
	struct gn_talk_params talk = { .user = s, .newest = newest,
				       .role = role, .asked = asked,
				       .phone_may = phone_may,
				       .phones = p->phones,
				       .addr = p->addr, .cert = p->cert,
				       .key = p->key, .most =
				       GN_SERVE_CONNECTIONS };
	int err = gn_serve_allowed(&p->addr, p->cert, p->key, why);

	if (err)
		return err;
	if (gn_serve_token(&s->control) || gn_serve_token(&s->watch) ||
	    gn_serve_token(&s->phone))
		return gn_diag_set(why, GN_EIO, "no random numbers for the "
				   "secret of the link");
	if (gn_latest_create(&s->latest, sizeof(struct shown)) ||
	    gn_ring_create(&s->asked, COMMANDS,
			   sizeof(struct gn_serve_command)))
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	talk.fd = listen_at(&talk.addr, why);
	if (talk.fd < 0)
		return GN_EIO;
	make_links(s, &talk.addr, p->cert != NULL);
	err = gn_talk_open(&s->talk, &talk, why);
	return err ? err : start(s, why);
}

int gn_serve_open(struct gn_serve **out, const struct gn_serve_params *p,
		  struct gn_diag *why)
{
	struct gn_serve *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	atomic_init(&s->over, 0);
	err = open_parts(s, p, why);
	if (err) {
		gn_serve_close(s);
		return err;
	}
	*out = s;
	return GN_OK;
}

const char *gn_serve_link(const struct gn_serve *s, int control)
{
	return s->link[control != 0];
}

const char *gn_serve_phone_link(const struct gn_serve *s)
{
	return s->link[2];
}

void gn_serve_put(struct gn_serve *s, const struct gn_view_state *v,
		  int64_t unix_ns)
{
	struct shown *to = gn_latest_slot(s->latest);

	to->unix_ns = unix_ns;
	to->state = *v;
	/* the last one not looked at: it was woken for that already */
	if (gn_latest_put(s->latest))
		gn_talk_wake(s->talk);
}

int gn_serve_take(struct gn_serve *s, struct gn_serve_command *out)
{
	const struct gn_serve_command *c = gn_ring_first(s->asked);

	if (!c)
		return 0;
	*out = *c;
	gn_ring_drop(s->asked);
	return 1;
}

void gn_serve_close(struct gn_serve *s)
{
	if (!s)
		return;
	if (s->runs) {
		atomic_store(&s->over, 1);
		gn_talk_wake(s->talk);
		pthread_join(s->thread, NULL);
	}
	gn_talk_close(s->talk);
	gn_latest_destroy(s->latest);
	gn_ring_destroy(s->asked);
	free(s);
}
