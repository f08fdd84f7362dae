/* SPDX-License-Identifier: MIT */
#include "exporttest.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "files.h"
#include "gonio/driver.h"
#include "rectest.h"

struct gn_export_sum et_sum;
struct gn_diag et_why;

void et_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

void et_export(const char *from, enum gn_export_format format,
		   const char *dir)
{
	int err = gn_export(files_path(from), format, files_path(dir), &et_sum,
			    &et_why);

	ck_assert_msg(!err, "%s", et_why.text);
}

struct gn_sample et_odd(int i)
{
	static const float rare[] = { -0.0F, FLT_TRUE_MIN, 1e-20F, 3e38F,
				      0.1F, 1 / 3.0F, 16777217.0F, -9.80665F };
	uint32_t k = i % 3 == 2;
	int64_t step = k ? INT64_C(10300007) : INT64_C(10000001);
	struct gn_sample s = { .t_ns = i / 3 * step + (k ? 1777 : 0),
			       .sensor = k };

	for (int a = 0; a < 3; a++) {
		float x = rare[(i + a) % 8];

		s.acc_mps2[a] = i % 3 == 1 ? NAN : x;
		s.gyr_radps[a] = i % 3 == 0 ? NAN : nextafterf(x, 1);
		s.mag_ut[a] = i % 3 ? NAN : 41.0000038F;
	}
	return s;
}

static int by_time(const void *a, const void *b)
{
	const struct gn_sample *x = a, *y = b;

	if (x->t_ns != y->t_ns)
		return x->t_ns < y->t_ns ? -1 : 1;
	return (int)x->sensor - (int)y->sensor;
}

static struct gn_sample sent[ET_N];

void et_two_sensors(void)
{
	rt_meta.n_sensors = 2;
	rt_meta.sensors[0].has_mag = 1;
	rt_meta.sensors[1].has_mag = 0;
	rt_meta.sensors[1].bad_gyr = 0;
}

void et_put_session(const char *name)
{
	struct gn_rec_writer *w;

	for (int i = 0; i < ET_N; i++)
		sent[i] = et_odd(i);
	for (int i = 1; i < ET_N; i++)
		for (int k = i; k && by_time(&sent[k - 1], &sent[k]) > 0; k--) {
			struct gn_sample s = sent[k];

			sent[k] = sent[k - 1];
			sent[k - 1] = s;
		}
	et_two_sensors();
	w = rt_create(name);
	ck_assert_int_eq(gn_rec_write(w, sent, ET_N, NULL), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, INT64_C(2500000000), 0, "mark",
				      "a\tb", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, INT64_C(1500000000),
				      INT64_C(250000000), "set", "", NULL),
			 GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
}

static int empty(const struct gn_sample *s)
{
	for (int a = 0; a < 3; a++)
		if (!isnan(s->acc_mps2[a]) || !isnan(s->gyr_radps[a]) ||
		    !isnan(s->mag_ut[a]))
			return 0;
	return 1;
}

static void same_part(const float got[3], const float want[3])
{
	for (int a = 0; a < 3; a++) {
		if (isnan(want[a]))
			ck_assert_float_nan(got[a]);
		else
			ck_assert_mem_eq(&got[a], &want[a], sizeof(float));
	}
}

void et_comes_back(const char *path)
{
	struct gn_source *src = NULL;
	struct gn_sample s;
	int n = 0, got;

	got = gn_source_open(&src, path, &et_why);
	ck_assert_msg(!got, "%s", et_why.text);
	ck_assert_str_eq(gn_source_info(src)->sensors[0].name, "thigh_l");
	ck_assert_str_eq(gn_source_info(src)->sensors[1].name, "shank_l");
	while ((got = gn_source_read(src, &s, 1, 0, &et_why)) == 1) {
		if (empty(&s))
			continue;
		ck_assert_int_lt(n, ET_N);
		ck_assert_int_eq(s.t_ns, sent[n].t_ns);
		ck_assert_uint_eq(s.sensor, sent[n].sensor);
		same_part(s.acc_mps2, sent[n].acc_mps2);
		same_part(s.gyr_radps, sent[n].gyr_radps);
		same_part(s.mag_ut, sent[n].mag_ut);
		n++;
	}
	ck_assert_msg(got == GN_EOF, "%s", et_why.text);
	ck_assert_int_eq(n, ET_N);
	gn_source_close(src);
}
