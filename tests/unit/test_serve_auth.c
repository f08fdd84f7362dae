/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "apps/serve_auth.h"
#include "suites.h"

static struct gn_diag why;

START_TEST(addresses_are_read)
{
	static const struct {
		const char *text, *host;
		int loopback;
	} t[] = {
		{ NULL, "127.0.0.1:8750", 1 },
		{ "0", "127.0.0.1:0", 1 },
		{ "8080", "127.0.0.1:8080", 1 },
		{ "localhost", "127.0.0.1:8750", 1 },
		{ "localhost:80", "127.0.0.1:80", 1 },
		{ "127.3.2.1:65535", "127.3.2.1:65535", 1 },
		{ "192.168.1.20:8443", "192.168.1.20:8443", 0 },
		{ "10.0.0.1", "10.0.0.1:8750", 0 },
		{ "::1", "[::1]:8750", 1 },
		{ "[::1]:90", "[::1]:90", 1 },
		{ "[::1]", "[::1]:8750", 1 },
		{ "fd00::1", "[fd00::1]:8750", 0 },
		{ "[fd00::1]:1", "[fd00::1]:1", 0 },
	};
	struct gn_serve_addr a;
	char host[GN_SERVE_HOST];

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		ck_assert_int_eq(gn_serve_addr_parse(&a, t[i].text, &why),
				 GN_OK);
		gn_serve_host(host, &a);
		ck_assert_str_eq(host, t[i].host);
		ck_assert_int_eq(a.loopback, t[i].loopback);
	}
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
	static const char *const t[] = {
		"", ":", ":80", "host", "host:80", "127.0.0.1:", "127.0.0.1:x",
		"127.0.0.1:65536", "127.0.0.1:-1", "[::1", "[::1]x", "[::1]:",
		"1.2.3:4", "65536", "-1", "::1:80:90:::",
		"[1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111:2222]",
	};
	struct gn_serve_addr a = { .len = 77 };

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		ck_assert_msg(gn_serve_addr_parse(&a, t[i], &why) == GN_EINVAL,
			      "'%s' is read", t[i]);
		ck_assert_ptr_nonnull(strstr(why.text, "give ADDR:PORT"));
		ck_assert_uint_eq(a.len, 77);
	}
}
END_TEST

START_TEST(what_others_can_reach_needs_tls)
{
	struct gn_serve_addr a;

	ck_assert_int_eq(gn_serve_addr_parse(&a, "0", NULL), GN_OK);
	ck_assert_int_eq(gn_serve_allowed(&a, NULL, NULL, &why), GN_OK);
	ck_assert_int_eq(gn_serve_allowed(&a, "c", "k", &why), GN_OK);
	ck_assert_int_eq(gn_serve_allowed(&a, "c", NULL, &why), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "give both"));
	ck_assert_int_eq(gn_serve_allowed(&a, NULL, "k", &why), GN_EINVAL);
	ck_assert_int_eq(gn_serve_addr_parse(&a, "10.0.0.1:5", NULL), GN_OK);
	ck_assert_int_eq(gn_serve_allowed(&a, NULL, NULL, &why), GN_EINVAL);
	ck_assert_str_eq(why.text, "10.0.0.1:5 can be reached by others: that "
			 "needs TLS, give --serve-cert and --serve-key");
	ck_assert_int_eq(gn_serve_allowed(&a, "c", "k", &why), GN_OK);
	ck_assert_int_eq(gn_serve_addr_parse(&a, "[::]:5", NULL), GN_OK);
	ck_assert_int_eq(gn_serve_allowed(&a, NULL, NULL, &why), GN_EINVAL);
	ck_assert_int_eq(gn_serve_addr_parse(&a, "0.0.0.0:5", NULL), GN_OK);
	ck_assert_int_eq(gn_serve_allowed(&a, NULL, NULL, &why), GN_EINVAL);
}
END_TEST

START_TEST(a_secret_is_long_and_never_the_same)
{
	struct gn_serve_token a, b;
	char said[GN_SERVE_TOKEN + 2];

	ck_assert_int_eq(gn_serve_token(&a), GN_OK);
	ck_assert_int_eq(gn_serve_token(&b), GN_OK);
	ck_assert_uint_eq(strlen(a.text), GN_SERVE_TOKEN);
	ck_assert_uint_eq(strspn(a.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz0123456789-_"),
			  GN_SERVE_TOKEN);
	ck_assert_str_ne(a.text, b.text);
	ck_assert_int_eq(gn_serve_token_is(&a, a.text, GN_SERVE_TOKEN), 1);
	ck_assert_int_eq(gn_serve_token_is(&a, b.text, GN_SERVE_TOKEN), 0);
	ck_assert_int_eq(gn_serve_token_is(&a, a.text, GN_SERVE_TOKEN - 1), 0);
	ck_assert_int_eq(gn_serve_token_is(&a, a.text, GN_SERVE_TOKEN + 1), 0);
	ck_assert_int_eq(gn_serve_token_is(&a, "", 0), 0);
	/* every letter matters */
	for (int i = 0; i < GN_SERVE_TOKEN; i++) {
		memcpy(said, a.text, sizeof(a.text));
		said[i] ^= 1;
		ck_assert_int_eq(gn_serve_token_is(&a, said, GN_SERVE_TOKEN),
				 0);
	}
}
END_TEST

START_TEST(only_its_own_page_may_ask)
{
	static const struct {
		const char *at, *host, *origin;
		int may;
	} t[] = {
		{ "0", "localhost:80", NULL, 1 },
		{ "0", "localhost:80", "", 1 },
		{ "0", "localhost:80", "http://localhost:80", 1 },
		{ "0", "127.0.0.1:80", "http://127.0.0.1:80", 1 },
		{ "0", "[::1]:80", "http://[::1]:80", 1 },
		{ "0", "127.0.0.1:80", "http://localhost:80", 0 },
		{ "0", "127.0.0.1:80", "http://example.org", 0 },
		{ "0", "127.0.0.1:80", "null", 0 },
		/* a name that was made to lead here */
		{ "0", "example.org:80", "http://example.org:80", 0 },
		{ "0", "", NULL, 0 },
		{ "10.0.0.1:5", "clinic.local:5", "https://clinic.local:5",
		  1 },
		{ "10.0.0.1:5", "clinic.local:5", "https://example.org", 0 },
	};
	struct gn_serve_addr a;

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		ck_assert_int_eq(gn_serve_addr_parse(&a, t[i].at, NULL),
				 GN_OK);
		ck_assert_msg(gn_serve_page_may(&a, t[i].host, t[i].origin) ==
			      t[i].may, "%zu", i);
	}
}
END_TEST

Suite *suite_serve_auth(void)
{
	Suite *s = suite_create("serve_auth");
	TCase *tc = tcase_create("serve_auth");

	tcase_add_test(tc, addresses_are_read);
	tcase_add_test(tc, what_is_no_address_is_refused);
	tcase_add_test(tc, what_others_can_reach_needs_tls);
	tcase_add_test(tc, a_secret_is_long_and_never_the_same);
	tcase_add_test(tc, only_its_own_page_may_ask);
	suite_add_tcase(s, tc);
	return s;
}
