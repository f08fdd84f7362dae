/* SPDX-License-Identifier: MIT */
#include "report_priv.h"

#include <string.h>

/* RFC 4180: quoted where it must be, quotes doubled. */
static void put_text(FILE *to, const char *s)
{
	if (!strpbrk(s, ",\"\r\n")) {
		fputs(s, to);
		return;
	}
	fputc('"', to);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', to);
		fputc(*s, to);
	}
	fputc('"', to);
}

static void put_number(FILE *to, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, ",%s", gn_report_number(text, v, decimals, ""));
}

static void put_deg(FILE *to, float rad)
{
	put_number(to, (double)rad * GN_DEG_PER_RAD, 1);
}

int gn_report_csv_header(FILE *to)
{
	fputs("recording,exercise,set,n,side,kind,start_s,turn_s,end_s,"
	      "eccentric_s,pause1_s,concentric_s,pause2_s,rom_deg,rom_sd_deg,"
	      "rom_of,peak_dps,mean_dps,sparc,ldlj,quality,algorithm,"
	      "input_sha256", to);
	for (int a = 0; a < GN_ANGLES; a++) {
		const char *name = gn_angle_def((enum gn_angle)a)->name;

		fprintf(to, ",%s_rom_deg,%s_sd_deg", name, name);
	}
	fputs(",rated_cr10", to);
	fputc('\n', to);
	return gn_report_end(to);
}

static void put_row(const struct gn_result *r, const struct gn_rep *p,
		    FILE *to)
{
	put_text(to, r->recording);
	fprintf(to, ",%s,%u,%u,%s,%s", r->exercise->name, (unsigned)p->set,
		(unsigned)p->n, gn_side_name(p->side),
		gn_report_kind(p->kind));
	put_number(to, gn_report_s(p->start_ns), 2);
	put_number(to, gn_report_s(p->turn_ns), 2);
	put_number(to, gn_report_s(p->end_ns), 2);
	for (int i = 0; i < 4; i++)
		put_number(to, (double)p->tempo_s[i], 2);
	put_deg(to, p->rom_rad);
	put_deg(to, p->rom_sd_rad);
	fputc(',', to);
	put_text(to, p->rom_of);
	put_deg(to, p->peak_radps);
	put_deg(to, p->mean_radps);
	put_number(to, (double)p->sparc, 2);
	put_number(to, (double)p->ldlj, 2);
	put_number(to, (double)p->quality, 2);
	fprintf(to, ",%s,%s", GN_ALGORITHM, r->input_sha256);
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_range *g = &p->angle[a];

		put_deg(to, g->most_rad - g->least_rad);
		put_deg(to, g->sd_rad);
	}
	put_number(to, (double)gn_told_rating(&r->told, p->set), 1);
	fputc('\n', to);
}

int gn_report_csv(const struct gn_result *r, FILE *to)
{
	for (size_t i = 0; i < r->n_reps; i++)
		put_row(r, &r->reps[i], to);
	return gn_report_end(to);
}
