/* SPDX-License-Identifier: MIT */
#include "serve_talk.h"

#include <errno.h>
#include <fcntl.h>
#include <libwebsockets.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve_page.h"
#include "serve_phone.h"
#include "serve_state.h"

#define SAID_MAX 128            /* bytes of a viewer's message */
#define SAID_A_SECOND 20        /* messages; who says more is closed */
#define UNKNOWN_S 5             /* before it has said its secret */
#define AT_ONCE 256             /* connections, before others get a turn */
#define UNDER_WAY 32768         /* bytes to a viewer: what is old by then */
#define LEAVE_US (LWS_US_PER_SEC / 2)
#define ROLE 1U
#define REFUSAL 2U
#define SECRET_IS_NONE ((enum lws_close_status)4401)

struct gn_talk {
	struct gn_talk_params p;
	struct lws_context *lws;
	struct lws_vhost   *host;
	struct lws_protocols protocol[5];
	lws_retry_bo_t idle;
	lws_sorted_usec_list_t alarm;
	unsigned connections, viewers;  /* phones are viewers, too */
	uint8_t  leaving, late;
	uint32_t state;         /* number of the newest, from 1 */
	size_t   len;
	unsigned char json[LWS_PRE + GN_SERVE_JSON_MAX];
};

/* A connection, as far as we are concerned. */
struct viewer {
	enum gn_talk_role role;
	uint8_t  in;            /* 1: it is counted */
	uint8_t  answer;        /* what it is owed, of ROLE and REFUSAL */
	uint32_t seen;          /* number of the state */
	time_t   second;
	unsigned said;          /* in that second */
};

static struct gn_talk *of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

/* ---- over HTTP ---------------------------------------------------------- */

static int on_http(struct lws *wsi, enum lws_callback_reasons why, void *user,
		   void *in, size_t n)
{
	struct gn_talk *t = of(wsi);

	switch (why) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		n = t->p.newest(t->p.user, (char *)t->json + LWS_PRE,
				GN_SERVE_JSON_MAX);
		if (!n)
			return 0;
		t->len = n;
		t->state++;
		lws_callback_on_writable_all_protocol(t->lws, &t->protocol[1]);
		return 0;
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return -1;      /* a WebSocket of no protocol that we know */
	case LWS_CALLBACK_HTTP:
		return gn_serve_page_begin(wsi, user, in);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return gn_serve_page_more(wsi, user);
	case LWS_CALLBACK_WSI_DESTROY:
		t->connections -= lws_get_opaque_user_data(wsi) != NULL;
		return 0;
	default:
		return 0;
	}
}

/* ---- viewers ------------------------------------------------------------ */

static int close_for(struct lws *wsi, enum lws_close_status why)
{
	lws_close_reason(wsi, why, NULL, 0);
	return -1;
}

static int page_may(struct lws *wsi)
{
	char host[GN_SERVE_HOST], origin[GN_SERVE_HOST + 16] = "";

	if (lws_hdr_copy(wsi, host, sizeof(host), WSI_TOKEN_HOST) <= 0)
		return 0;
	if (lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) &&
	    lws_hdr_copy(wsi, origin, sizeof(origin), WSI_TOKEN_ORIGIN) <= 0)
		return 0;
	return gn_serve_page_may(&of(wsi)->p.addr, host, origin);
}

/* Its first words: "auth SECRET", or "auth" alone. */
static int introduce(struct lws *wsi, struct viewer *v, const char *text,
		     size_t n)
{
	struct gn_talk *t = of(wsi);

	if (n < 4 || memcmp(text, "auth", 4) != 0)
		return close_for(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION);
	if (n > 5)
		v->role = t->p.role(t->p.user, text + 5, n - 5);
	else if (t->p.addr.loopback)
		v->role = GN_TALK_WATCH;
	if (v->role == GN_TALK_NONE)
		return close_for(wsi, SECRET_IS_NONE);
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	v->answer = ROLE;
	lws_callback_on_writable(wsi);
	return 0;
}

static int on_said(struct lws *wsi, struct viewer *v, const char *text,
		   size_t n)
{
	struct gn_talk *t = of(wsi);
	time_t now = (time_t)(lws_now_usecs() / LWS_US_PER_SEC);

	if (n > SAID_MAX || !lws_is_first_fragment(wsi) ||
	    !lws_is_final_fragment(wsi))
		return close_for(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
	v->said = v->second == now ? v->said + 1 : 1;
	v->second = now;
	if (v->said > SAID_A_SECOND)
		return close_for(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION);
	if (v->role == GN_TALK_NONE)
		return introduce(wsi, v, text, n);
	if (v->role == GN_TALK_CONTROL) {
		t->p.asked(t->p.user, text, n);
		return 0;
	}
	v->answer |= REFUSAL;
	lws_callback_on_writable(wsi);
	return 0;
}

static int answer(struct lws *wsi, struct viewer *v)
{
	const char *text = !(v->answer & ROLE) ? "{\"refused\":1}" :
			   v->role == GN_TALK_CONTROL ?
			   "{\"role\":\"control\"}" : "{\"role\":\"watch\"}";
	unsigned char buf[LWS_PRE + 32];
	size_t n = strlen(text);

	v->answer &= v->answer & ROLE ? REFUSAL : 0;
	memcpy(buf + LWS_PRE, text, n);
	if (lws_write(wsi, buf + LWS_PRE, n, LWS_WRITE_TEXT) < 0)
		return -1;
	lws_callback_on_writable(wsi);
	return 0;
}

/* Its line takes more: the newest state, whatever it has missed. */
static int show(struct lws *wsi, struct viewer *v)
{
	struct gn_talk *t = of(wsi);

	if (v->answer)
		return answer(wsi, v);
	if (v->role != GN_TALK_NONE && v->seen != t->state) {
		v->seen = t->state;
		if (lws_write(wsi, t->json + LWS_PRE, t->len,
			      LWS_WRITE_TEXT) < 0)
			return -1;
		if (t->leaving)
			lws_callback_on_writable(wsi);
		return 0;
	}
	return t->leaving ? close_for(wsi, LWS_CLOSE_STATUS_GOINGAWAY) : 0;
}

static int on_viewer(struct lws *wsi, enum lws_callback_reasons why,
		     void *user, void *in, size_t n)
{
	struct gn_talk *t = of(wsi);
	struct viewer *v = user;

	switch (why) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return page_may(wsi) ? 0 : -1;
	case LWS_CALLBACK_ESTABLISHED:
		memset(v, 0, sizeof(*v));
		v->in = 1;
		t->viewers++;
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, UNKNOWN_S);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return on_said(wsi, v, in, n);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return show(wsi, v);
	case LWS_CALLBACK_CLOSED:       /* also of one that was refused */
		t->viewers -= v && v->in;
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		t->connections -= lws_get_opaque_user_data(wsi) != NULL;
		return 0;
	default:
		return 0;
	}
}

static int on_phone(struct lws *wsi, enum lws_callback_reasons why,
		    void *user, void *in, size_t n)
{
	struct gn_talk *t = of(wsi);
	struct gn_serve_phone *p = user;

	switch (why) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return t->p.phones && page_may(wsi) ? 0 : -1;
	case LWS_CALLBACK_ESTABLISHED:
		gn_serve_phone_begin(p, t->p.phones, t->p.phone_may,
				     t->p.user);
		t->viewers++;
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, UNKNOWN_S);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return gn_serve_phone_heard(wsi, p, in, n);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return t->leaving ? close_for(wsi, LWS_CLOSE_STATUS_GOINGAWAY)
				  : gn_serve_phone_more(wsi, p);
	case LWS_CALLBACK_CLOSED:
		if (p && p->talk.phones) {
			t->viewers--;
			gn_serve_phone_end(p);
		}
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		t->connections -= lws_get_opaque_user_data(wsi) != NULL;
		return 0;
	default:
		return 0;
	}
}

/* ---- whoever comes ------------------------------------------------------ */

static void take_in(struct gn_talk *t, int fd)
{
	int flags = fcntl(fd, F_GETFL), yes = 1, room = UNDER_WAY;
	struct lws *wsi;

	if (t->connections >= t->p.most || t->leaving ||
	    fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	wsi = lws_adopt_socket_vhost(t->host, fd);
	if (!wsi)
		return;
	lws_set_opaque_user_data(wsi, t);
	t->connections++;
}

static int on_listen(struct lws *wsi, enum lws_callback_reasons why,
		     void *user, void *in, size_t n)
{
	struct gn_talk *t = of(wsi);
	int fd = 0;

	(void)user;
	(void)in;
	(void)n;
	if (why != LWS_CALLBACK_RAW_RX_FILE)
		return why == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION ? -1 : 0;
	for (int i = 0; i < AT_ONCE && fd >= 0; i++) {
		fd = accept(t->p.fd, NULL, NULL);
		if (fd >= 0)
			take_in(t, fd);
	}
	/* no more file handles: it would be told of the same one at once */
	if (fd < 0 && (errno == EMFILE || errno == ENFILE))
		poll(NULL, 0, 20);
	return 0;
}

/* ---- its life ----------------------------------------------------------- */

static void set_protocols(struct gn_talk *t)
{
	t->protocol[0] = (struct lws_protocols){
		.name = "http", .callback = on_http,
		.per_session_data_size = sizeof(struct gn_serve_page) };
	t->protocol[1] = (struct lws_protocols){
		.name = "gonio", .callback = on_viewer,
		.per_session_data_size = sizeof(struct viewer),
		.rx_buffer_size = SAID_MAX + 1 };
	t->protocol[2] = (struct lws_protocols){
		.name = "listen", .callback = on_listen };
	t->protocol[3] = (struct lws_protocols){
		.name = "gonio-phone", .callback = on_phone,
		.per_session_data_size = sizeof(struct gn_serve_phone),
		.rx_buffer_size = GN_PHONE_MESSAGE + 1 };
	t->idle.secs_since_valid_ping = 5;
	t->idle.secs_since_valid_hangup = 12;
}

/* The context and its one host. lws ignores SIGPIPE for all of the program,
 * which is not its to decide. */
static int make(struct gn_talk *t)
{
	struct lws_context_creation_info i;
	struct sigaction pipe;

	memset(&i, 0, sizeof(i));
	i.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	i.protocols = t->protocol;
	i.user = t;
	i.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	i.fd_limit_per_thread = t->p.most + 16;
	i.timeout_secs = UNKNOWN_S;
	i.keepalive_timeout = UNKNOWN_S;
	i.retry_and_idle_policy = &t->idle;
	i.server_string = "gonio";
	i.alpn = "http/1.1";
	if (t->p.cert) {
		i.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		i.ssl_cert_filepath = t->p.cert;
		i.ssl_private_key_filepath = t->p.key;
		/* never asked for on the terminal */
		i.ssl_private_key_password = "";
	}
	lws_set_log_level(0, NULL);
	sigaction(SIGPIPE, NULL, &pipe);
	t->lws = lws_create_context(&i);
	if (t->lws)
		t->host = lws_create_vhost(t->lws, &i);
	sigaction(SIGPIPE, &pipe, NULL);
	return t->host != NULL;
}

static int can_read(const char *path, struct gn_diag *why)
{
	FILE *f = fopen(path, "r");

	if (!f)
		return gn_diag_set(why, GN_EFORMAT, "%s: %s", path,
				   strerror(errno));
	fclose(f);
	return GN_OK;
}

static int open_it(struct gn_talk *t, struct gn_diag *why)
{
	lws_sock_file_fd_type fd = { .filefd = t->p.fd };
	int err = t->p.cert ? can_read(t->p.cert, why) : GN_OK;

	if (!err && t->p.cert)
		err = can_read(t->p.key, why);
	if (err)
		return err;
	set_protocols(t);
	if (!make(t))
		return t->p.cert ?
		       gn_diag_set(why, GN_EFORMAT, "%s and %s are no "
				   "certificate and its key, as PEM and "
				   "without a password", t->p.cert, t->p.key) :
		       gn_diag_set(why, GN_ENOMEM, "out of memory");
	if (fcntl(t->p.fd, F_SETFL, fcntl(t->p.fd, F_GETFL) | O_NONBLOCK) < 0 ||
	    !lws_adopt_descriptor_vhost(t->host, LWS_ADOPT_RAW_FILE_DESC, fd,
					"listen", NULL))
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	return GN_OK;
}

int gn_talk_open(struct gn_talk **out, const struct gn_talk_params *p,
		 struct gn_diag *why)
{
	struct gn_talk *t = calloc(1, sizeof(*t));
	int err;

	if (!t) {
		close(p->fd);
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	}
	t->p = *p;
	err = open_it(t, why);
	if (err) {
		if (!t->host)
			close(p->fd);
		gn_talk_close(t);
		return err;
	}
	*out = t;
	return GN_OK;
}

void gn_talk_step(struct gn_talk *t)
{
	lws_service(t->lws, 0);
}

void gn_talk_wake(struct gn_talk *t)
{
	lws_cancel_service(t->lws);
}

static void on_late(lws_sorted_usec_list_t *alarm)
{
	struct gn_talk *t = lws_container_of(alarm, struct gn_talk, alarm);

	t->late = 1;
	gn_talk_wake(t);        /* it would wait for something else */
}

void gn_talk_finish(struct gn_talk *t)
{
	gn_talk_wake(t);
	gn_talk_step(t);
	t->leaving = 1;
	lws_sul_schedule(t->lws, 0, &t->alarm, on_late, LEAVE_US);
	lws_callback_on_writable_all_protocol(t->lws, &t->protocol[1]);
	lws_callback_on_writable_all_protocol(t->lws, &t->protocol[3]);
	while (t->viewers && !t->late)
		gn_talk_step(t);
	lws_sul_cancel(&t->alarm);
}

void gn_talk_close(struct gn_talk *t)
{
	if (!t)
		return;
	if (t->lws)
		lws_context_destroy(t->lws);
	free(t);
}

const char *gn_talk_version(void)
{
#define TEXT(x) #x
#define NUMBERS(a, b, c) TEXT(a) "." TEXT(b) "." TEXT(c)
	return "libwebsockets " NUMBERS(LWS_LIBRARY_VERSION_MAJOR,
					LWS_LIBRARY_VERSION_MINOR,
					LWS_LIBRARY_VERSION_PATCH);
}
