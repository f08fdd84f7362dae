/* SPDX-License-Identifier: MIT */
#include "serve_page.h"

#include <string.h>

#define HEADER 1024             /* bytes of a reply's */
#define PART 4096               /* of the page */

extern const char cli_serve_page[], cli_serve_page_end[];
extern const char cli_phone_page[], cli_phone_page_end[];

/* All is in the page: it needs nothing else, and may load nothing else. */
static const struct {
	const char *name, *value;
} header[] = {
	{ "content-security-policy:", "default-src 'none'; "
	  "style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
	  "img-src data:; connect-src 'self'; base-uri 'none'; "
	  "form-action 'none'; frame-ancestors 'none'" },
	{ "x-content-type-options:", "nosniff" },
	{ "referrer-policy:", "no-referrer" },
	{ "cache-control:", "no-store" },
};

static int add_headers(struct lws *wsi, size_t n, unsigned char **at,
		       unsigned char *end)
{
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
					"text/html; charset=utf-8", n, at,
					end))
		return -1;
	for (size_t i = 0; i < sizeof(header) / sizeof(*header); i++)
		if (lws_add_http_header_by_name(wsi,
				(const unsigned char *)header[i].name,
				(const unsigned char *)header[i].value,
				(int)strlen(header[i].value), at, end))
			return -1;
	return 0;
}

/* The page of a path; NULL: there is none. */
static const char *find(const char *path, size_t *n)
{
	int phone = !strcmp(path, "/phone");

	if (!phone && strcmp(path, "/") != 0)
		return NULL;
	*n = phone ? cli_phone_page_end - cli_phone_page :
	     cli_serve_page_end - cli_serve_page;
	return phone ? cli_phone_page : cli_serve_page;
}

static int refuse(struct lws *wsi, unsigned status)
{
	return lws_return_http_status(wsi, status, NULL) ||
	       lws_http_transaction_completed(wsi) ? -1 : 0;
}

int gn_serve_page_begin(struct lws *wsi, struct gn_serve_page *p,
			const char *path)
{
	unsigned char buf[LWS_PRE + HEADER], *at = buf + LWS_PRE;
	unsigned char *end = buf + sizeof(buf) - 1;

	if (!lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI))
		return refuse(wsi, HTTP_STATUS_METHOD_NOT_ALLOWED);
	p->text = find(path, &p->n);
	if (!p->text)
		return refuse(wsi, HTTP_STATUS_NOT_FOUND);
	p->sent = 0;
	if (add_headers(wsi, p->n, &at, end) ||
	    lws_finalize_write_http_header(wsi, buf + LWS_PRE, &at, end))
		return -1;
	lws_callback_on_writable(wsi);
	return 0;
}

int gn_serve_page_more(struct lws *wsi, struct gn_serve_page *p)
{
	unsigned char buf[LWS_PRE + PART];
	size_t n = p->n - p->sent, room = sizeof(buf) - LWS_PRE;
	int last = n <= room;

	n = last ? n : room;
	memcpy(buf + LWS_PRE, p->text + p->sent, n);
	if (lws_write(wsi, buf + LWS_PRE, n, last ? LWS_WRITE_HTTP_FINAL :
		      LWS_WRITE_HTTP) < 0)
		return -1;
	p->sent += n;
	if (last)
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	lws_callback_on_writable(wsi);
	return 0;
}
