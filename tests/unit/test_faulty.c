/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/analyse.h"
#include "gonio/driver.h"
#include "sources.h"
#include "suites.h"

#define SIM "sim:curl_accel?seed=2"

/* How many of b's stamps a lacks; both in order of time. */
static size_t lacking(const struct samples *a, const struct samples *b)
{
	size_t n = 0, i = 0;

	for (size_t k = 0; k < b->n; k++) {
		while (i < a->n && a->at[i].t_ns < b->at[k].t_ns)
			i++;
		n += i == a->n || a->at[i].t_ns != b->at[k].t_ns;
	}
	return n;
}

/* n of the chances p, within 5 standard deviations. */
static void check_rate(size_t n, size_t of, double p)
{
	double sd = sqrt((double)of * p * (1 - p));

	ck_assert_double_le(fabs((double)n - (double)of * p), 5 * sd);
}

START_TEST(no_fault_changes_nothing)
{
	static struct samples clean, a;

	sources_all(SIM, 256, &clean);
	sources_all("faulty::" SIM, 256, &a);
	sources_same(&clean, &a);
	sources_all("faulty:drop=0,repeat=0,nan=0,unplug=1e6:" SIM, 256, &a);
	sources_same(&clean, &a);
}
END_TEST

START_TEST(each_fault_does_what_it_says)
{
	static struct samples clean, a, b;
	size_t n = 0;

	sources_all(SIM, 256, &clean);
	sources_all("faulty:drop=0.2:" SIM, 256, &a);
	check_rate(clean.n - a.n, clean.n, 0.2);
	ck_assert_uint_eq(lacking(&a, &clean), clean.n - a.n);
	sources_all("faulty:drop=0.2,nan=0.5,repeat=0.5:" SIM, 256, &b);
	/* the same ones are dropped */
	ck_assert_uint_eq(lacking(&b, &clean), clean.n - a.n);
	ck_assert_uint_eq(lacking(&b, &a), 0);
	sources_all("faulty:drop=0.2,repeat=0.2:" SIM, 256, &b);
	check_rate(b.n - a.n, a.n, 0.2);
	sources_all("faulty:drop=0.2,seed=1:" SIM, 256, &b);
	ck_assert_uint_gt(lacking(&b, &a), 0);

	sources_all("faulty:nan=0.1:" SIM, 256, &a);
	ck_assert_uint_eq(a.n, clean.n);
	for (size_t i = 0; i < a.n; i++)
		n += isnan(a.at[i].acc_mps2[0]) && isnan(a.at[i].acc_mps2[2]);
	check_rate(n, a.n, 0.1);

	sources_all("faulty:repeat=0.3:" SIM, 256, &a);
	check_rate(a.n - clean.n, clean.n, 0.3);
	sources_all("faulty:repeat=1:" SIM, 256, &a);
	ck_assert_uint_eq(a.n, 2 * clean.n);
	for (size_t i = 0; i < a.n; i++)
		ck_assert_mem_eq(&a.at[i], &clean.at[i / 2],
				 sizeof(a.at[0]));
	sources_all("faulty:repeat=1:" SIM, 1, &b);
	sources_same(&a, &b);
}
END_TEST

START_TEST(values_and_stamps_go_wrong)
{
	static struct samples clean, a, b;
	size_t wrong = 0, late = 0, away = 0;

	sources_all(SIM, 256, &clean);
	sources_all("faulty:corrupt=0.2:" SIM, 256, &a);
	ck_assert_uint_eq(a.n, clean.n);
	for (size_t i = 0; i < a.n; i++) {
		const float *x = clean.at[i].acc_mps2, *y = a.at[i].acc_mps2;
		int differ = 0;

		for (int k = 0; k < 3; k++)
			differ += memcmp(&x[k], &y[k], sizeof(*x)) != 0;
		ck_assert_int_le(differ, 1);
		ck_assert_int_eq(a.at[i].t_ns, clean.at[i].t_ns);
		wrong += (size_t)differ;
	}
	check_rate(wrong, a.n, 0.2);
	sources_all("faulty:jitter=0.01,corrupt=0.2:" SIM, 256, &a);
	sources_all("faulty:jitter=0.01:" SIM, 256, &b);
	for (size_t i = 0; i < b.n; i++) {
		int64_t off = b.at[i].t_ns - clean.at[i].t_ns;

		ck_assert_int_le(llabs(off), 10000000);
		ck_assert_int_eq(a.at[i].t_ns, b.at[i].t_ns);
		late += off > 0;
	}
	check_rate(late, b.n, 0.5);
	sources_all("faulty:stall=5:" SIM, 256, &a);
	for (size_t i = 0; i < clean.n; i++)
		away += clean.at[i].t_ns >= INT64_C(5000000000) &&
			clean.at[i].t_ns < INT64_C(8000000000);
	ck_assert_uint_gt(away, 50);
	ck_assert_uint_eq(clean.n - a.n, away);
	ck_assert_uint_eq(lacking(&a, &clean), away);
}
END_TEST

START_TEST(all_may_be_lost)
{
	static struct samples a;

	sources_all("faulty:drop=1:" SIM, 256, &a);
	ck_assert_uint_eq(a.n, 0);
	ck_assert_int_eq(a.end, GN_EOF);
}
END_TEST

START_TEST(an_unplugged_device_is_gone)
{
	static struct samples clean, a;
	struct gn_source *s = sources_open("faulty:unplug=7.5:" SIM);
	struct gn_diag why = { "" };

	sources_all(SIM, 256, &clean);
	sources_read(s, 256, &a);
	ck_assert_int_eq(a.end, GN_ENODEV);
	ck_assert_int_eq(gn_source_read(s, a.at, 1, 0, &why), GN_ENODEV);
	ck_assert_msg(strstr(why.text, "unplugged after 7.5 s") != NULL, "%s",
		      why.text);
	ck_assert_int_lt(clean.at[a.n - 1].t_ns, INT64_C(7500000000));
	ck_assert_int_ge(clean.at[a.n].t_ns, INT64_C(7500000000));
	gn_source_close(s);
}
END_TEST

START_TEST(a_device_that_goes_away_is_no_result)
{
	static struct gn_result r;
	struct gn_catalogue *cat = NULL;
	struct gn_diag why = { "" };

	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_analyse(&r, "faulty:unplug=10:" SIM, cat, NULL,
				    NULL,
				    &why), GN_ENODEV);
	ck_assert_msg(strstr(why.text, "unplugged") != NULL, "%s", why.text);
	ck_assert_ptr_null(r.recording);
	gn_catalogue_free(cat);
}
END_TEST

Suite *suite_faulty(void)
{
	Suite *s = suite_create("faulty");
	TCase *tc = tcase_create("faults");

	tcase_add_test(tc, no_fault_changes_nothing);
	tcase_add_test(tc, each_fault_does_what_it_says);
	tcase_add_test(tc, values_and_stamps_go_wrong);
	tcase_add_test(tc, all_may_be_lost);
	tcase_add_test(tc, an_unplugged_device_is_gone);
	tcase_add_test(tc, a_device_that_goes_away_is_no_result);
	suite_add_tcase(s, tc);
	return s;
}
