/* SPDX-License-Identifier: MIT */
#include "serve_auth.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <nettle/base64.h>
#include <nettle/memops.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "cli.h"

#define SECRET 16               /* bytes */

static int is_loopback(const struct gn_serve_addr *a)
{
	if (a->at.any.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&a->at.v6.sin6_addr);
	return ntohl(a->at.v4.sin_addr.s_addr) >> 24 == 127;
}

/* name has no brackets. 1: it is an address. */
static int read_name(struct gn_serve_addr *a, const char *name)
{
	memset(a, 0, sizeof(*a));
	if (!strcmp(name, "localhost"))
		name = "127.0.0.1";
	if (inet_pton(AF_INET, name, &a->at.v4.sin_addr) == 1) {
		a->at.v4.sin_family = AF_INET;
		a->len = sizeof(a->at.v4);
	} else if (inet_pton(AF_INET6, name, &a->at.v6.sin6_addr) == 1) {
		a->at.v6.sin6_family = AF_INET6;
		a->len = sizeof(a->at.v6);
	} else {
		return 0;
	}
	a->loopback = (uint8_t)is_loopback(a);
	return 1;
}

static void set_port(struct gn_serve_addr *a, long port)
{
	if (a->at.any.sa_family == AF_INET6)
		a->at.v6.sin6_port = htons((uint16_t)port);
	else
		a->at.v4.sin_port = htons((uint16_t)port);
}

/* "[::1]:80", "10.0.0.1:80", "::1" into a name and a port; the port NULL if
 * there is none. */
static int split(char *text, const char **name, const char **port)
{
	char *end = strrchr(text, ':');

	*name = text;
	*port = NULL;
	if (*text == '[') {
		*name = text + 1;
		end = strchr(text, ']');
		if (!end || (end[1] && end[1] != ':'))
			return 0;
		*port = end[1] ? end + 2 : NULL;
		*end = '\0';
	} else if (end && strchr(text, ':') == end) {
		*end = '\0';
		*port = end + 1;
	} else if (!strchr(text, '.') && !end && strcmp(text, "localhost")) {
		*name = "localhost";
		*port = text;
	}
	return 1;
}

int gn_serve_addr_parse(struct gn_serve_addr *a, const char *text,
			struct gn_diag *why)
{
	char copy[80] = "";
	const char *name, *port;
	struct gn_serve_addr read;
	long n = GN_SERVE_PORT;

	if (!text)
		text = "localhost";
	if (strlen(text) < sizeof(copy))
		memcpy(copy, text, strlen(text));
	if (!split(copy, &name, &port) || !read_name(&read, name) ||
	    (port && cli_number(port, 0, UINT16_MAX, &n)))
		return gn_diag_set(why, GN_EINVAL, "'%.80s' is no address to "
				   "serve at: give ADDR:PORT in numbers, such "
				   "as 127.0.0.1:%d", text, GN_SERVE_PORT);
	set_port(&read, n);
	*a = read;
	return GN_OK;
}

int gn_serve_allowed(const struct gn_serve_addr *a, const char *cert,
		     const char *key, struct gn_diag *why)
{
	char host[GN_SERVE_HOST];

	if (cert && key)
		return GN_OK;
	if (cert || key)
		return gn_diag_set(why, GN_EINVAL, "--serve-cert and "
				   "--serve-key belong together: give both");
	if (a->loopback)
		return GN_OK;
	gn_serve_host(host, a);
	return gn_diag_set(why, GN_EINVAL, "%s can be reached by others: that "
			   "needs TLS, give --serve-cert and --serve-key",
			   host);
}

/* The first of the machine's addresses that others can reach. */
static void find_own(struct gn_serve_addr *a)
{
	struct ifaddrs *all = NULL;
	struct gn_serve_addr own;

	if (getifaddrs(&all))
		return;
	for (const struct ifaddrs *i = all; i; i = i->ifa_next) {
		if (!i->ifa_addr ||
		    i->ifa_addr->sa_family != a->at.any.sa_family)
			continue;
		memcpy(&own.at, i->ifa_addr, a->len);
		if (is_loopback(&own))
			continue;
		*a = own;
		break;
	}
	freeifaddrs(all);
}

void gn_serve_host(char out[GN_SERVE_HOST], const struct gn_serve_addr *a)
{
	struct gn_serve_addr own = *a;
	char name[INET6_ADDRSTRLEN] = "";

	if (a->at.any.sa_family == AF_INET6) {
		if (IN6_IS_ADDR_UNSPECIFIED(&a->at.v6.sin6_addr))
			find_own(&own);
		inet_ntop(AF_INET6, &own.at.v6.sin6_addr, name, sizeof(name));
		snprintf(out, GN_SERVE_HOST, "[%s]:%d", name,
			 ntohs(a->at.v6.sin6_port));
	} else {
		if (a->at.v4.sin_addr.s_addr == htonl(INADDR_ANY))
			find_own(&own);
		inet_ntop(AF_INET, &own.at.v4.sin_addr, name, sizeof(name));
		snprintf(out, GN_SERVE_HOST, "%s:%d", name,
			 ntohs(a->at.v4.sin_port));
	}
}

int gn_serve_token(struct gn_serve_token *out)
{
	uint8_t secret[SECRET];
	char text[BASE64_ENCODE_RAW_LENGTH(SECRET)];

	if (getrandom(secret, sizeof(secret), 0) != (ssize_t)sizeof(secret))
		return GN_EIO;
	base64_encode_raw(text, sizeof(secret), secret);
	memcpy(out->text, text, GN_SERVE_TOKEN);
	out->text[GN_SERVE_TOKEN] = '\0';
	for (char *p = out->text; *p; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
	return GN_OK;
}

int gn_serve_token_is(const struct gn_serve_token *t, const char *said,
		      size_t n)
{
	return n == GN_SERVE_TOKEN && memeql_sec(t->text, said, n);
}

/* Does "localhost:8750" mean this machine, whatever a name server says? */
static int names_loopback(const char *host)
{
	struct gn_serve_addr a;

	return !gn_serve_addr_parse(&a, host, NULL) && a.loopback;
}

int gn_serve_page_may(const struct gn_serve_addr *a, const char *host,
		      const char *origin)
{
	const char *of = origin ? strstr(origin, "://") : NULL;

	if (a->loopback && !names_loopback(host))
		return 0;
	return !origin || !*origin || (of && !strcmp(of + 3, host));
}
