/* SPDX-License-Identifier: MIT */
#include "view_screen.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/balance.h"
#include "view_link.h"
#include "view_sensors.h"

#define DEG (180 / 3.14159265358979323846)
#define S_NS INT64_C(1000000000)
#define BIG_ROWS 5
#define DIGIT_COLS 6
#define TABLE_ROWS 4
#define LABEL_COLS 8
#define SIDE_COLS 10
#define NAME_COLS 20
#define BAR_LEAST 5
#define BAR_MOST 40

/* How many rows each part gets. */
struct plan {
	int scale;              /* of the digits */
	int table;              /* TABLE_ROWS, or 1: joined */
	int sensors;            /* with the heading; 1: joined; 0: none */
	int says;
	int before_big, before_table, before_sensors;   /* blank rows */
};

static int least(int a, int b)
{
	return a < b ? a : b;
}

static struct plan plan_rows(int rows, int cols, int sensors)
{
	int room = rows - 2 - BIG_ROWS;
	struct plan p = { .scale = 1 };

	p.table = room >= 10 ? TABLE_ROWS : 1;
	room -= p.table;
	p.says = 1;
	room -= p.says;
	if (sensors)
		p.sensors = room > sensors ? sensors + 1 : room >= 4 ? room : 1;
	room -= p.sensors;
	p.before_sensors = sensors ? least(room, 1) : 0;
	room -= p.before_sensors;
	p.before_table = least(room, 1);
	room -= p.before_table;
	p.says += least(room, GN_VIEW_SAYS - 1);
	room -= p.says - 1;
	p.before_big = least(room, 1);
	room -= p.before_big;
	if (room >= BIG_ROWS + 1 && cols >= 80)
		p.scale = 2;
	return p;
}

static const char *clock_text(char *to, size_t cap, int64_t t_ns)
{
	int64_t s = t_ns / S_NS;

	if (s < 3600)
		snprintf(to, cap, "%" PRId64 ":%02d", s / 60, (int)(s % 60));
	else
		snprintf(to, cap, "%" PRId64 ":%02d:%02d", s / 3600,
			 (int)(s / 60 % 60), (int)(s % 60));
	return to;
}

static struct gn_grid_at bar_row(struct gn_grid *g, int row)
{
	struct gn_grid_at at = gn_grid_row(g, row);

	at.attr = GN_GRID_BAR;
	gn_grid_put(&at, "%*s", g->cols, "");
	at.col = 1;
	return at;
}

static void put_title(struct gn_grid *g, const struct gn_view_state *v,
		      const struct gn_view_set *s)
{
	struct gn_grid_at at = bar_row(g, 0);
	char right[80], of[20] = "", t[32];
	int begin;

	if (v->target.sets)
		snprintf(of, sizeof(of), " of %" PRIu32, v->target.sets);
	clock_text(t, sizeof(t), v->now_ns);
	if (v->count == GN_VIEW_REPS)
		snprintf(right, sizeof(right), "set %" PRIu32 "%s %s  %s",
			 s->n, of, s->ended ? "ended" :
			 s->side[GN_VIEW_ALL].reps ? "runs" : "waits", t);
	else
		snprintf(right, sizeof(right), "%s", t);
	begin = g->cols - 1 - (int)strlen(right);
	at.end = begin - 1;
	gn_grid_put(&at, "%s", v->title);
	at.end = g->cols;
	at.col = begin;
	gn_grid_put(&at, "%s", right);
}

static void put_count(struct gn_grid_at *at, uint32_t reps, int by_hand)
{
	gn_grid_put(at, "%" PRIu32, reps);
	if (by_hand)
		gn_grid_put(at, " (%+d by hand)", by_hand);
}

static void put_target(struct gn_grid_at *at, uint32_t target, int64_t reps)
{
	char text[32];
	int room = at->end - at->col, n;

	n = snprintf(text, sizeof(text), " %" PRId64 " of %" PRIu32, reps,
		     target);
	if (reps >= target)
		at->attr = GN_GRID_GOOD;
	gn_grid_put_bar(at, least(room - n - 1, 32),
			(double)reps / (double)target);
	gn_grid_put(at, "%s", text);
}

/* The rating while it is typed, else that of the set in view. */
static void put_effort(struct gn_grid_at *at, const struct gn_view_state *v)
{
	char text[32];

	if (v->typed[0])
		gn_grid_put(at, "effort of %s %" PRIu32 ": %s_ (Enter)",
			    v->hold.n ? "hold" : "set", gn_view_rates(v),
			    v->typed);
	else if (v->rated_set && v->rated_set == gn_view_rates(v))
		gn_grid_put(at, "effort %s", gn_grid_number(text,
			    sizeof(text), (double)v->rated,
			    v->rated != rintf(v->rated)));
}

/* The large number; returned is the first line beside it. */
static struct gn_grid_at put_number(struct gn_grid *g, int row, int scale,
				    uint32_t n)
{
	struct gn_grid_at at = gn_grid_row(g, row);

	at.col = 1;
	at.attr = GN_GRID_STRONG;
	gn_grid_put_big(&at, n, scale);
	if (at.col < 1 + 2 * DIGIT_COLS * scale)
		at.col = 1 + 2 * DIGIT_COLS * scale;
	at.attr = GN_GRID_PLAIN;
	at.col++;
	return at;
}

/* The three lines beside the number: repetitions. */
static void put_reps(struct gn_grid_at at[3], const struct gn_view_state *v,
		     const struct gn_view_set *s)
{
	const struct gn_view_tally *all = &s->side[GN_VIEW_ALL];
	int by_hand = gn_view_by_hand(v);

	gn_grid_put(&at[0], "reps ");
	put_count(&at[0], all->reps, by_hand);
	gn_grid_put(&at[1], "full %" PRIu32 ", partial %" PRIu32, all->full,
		    all->reps - all->full);
	if (v->target.reps)
		put_target(&at[2], v->target.reps,
			   (int64_t)all->reps + by_hand);
}

static void put_steps(struct gn_grid_at at[3], const struct gn_view_state *v)
{
	char text[32];

	gn_grid_put(&at[0], "steps");
	gn_grid_put(&at[1], "%s steps/min", gn_grid_number(text, sizeof(text),
		    (double)v->walking.cadence_spm, 0));
}

/* Of the hold that runs; while none does, of the last. */
static void put_hold(struct gn_grid_at at[3], const struct gn_view_state *v)
{
	const struct gn_hold *h = &v->hold;

	if (h->n)
		gn_grid_put(&at[0], "s  %s %" PRIu32 "%s, breaks %" PRIu32,
			    h->quiet ? "quiet" : "hold", h->n,
			    h->provisional ? "" : " ended", h->n_breaks);
	else
		gn_grid_put(&at[0], "s  no hold yet");
	if (v->target.hold_s > 0)
		put_target(&at[2], (uint32_t)v->target.hold_s,
			   (int64_t)h->held_s);
	if (v->stage)
		gn_grid_put(&at[1], "stage %" PRIu32 " of %d, %s", v->stage,
			    GN_STAGES,
			    gn_stage_name((enum gn_stage)(v->stage - 1)));
}

/* The large number, and beside it what belongs to it. */
static void put_big(struct gn_grid *g, int row, int scale,
		    const struct gn_view_state *v, const struct gn_view_set *s)
{
	const uint32_t n[] = {
		[GN_VIEW_REPS] = s->side[GN_VIEW_ALL].reps,
		[GN_VIEW_STEPS] = v->walking.steps,
		[GN_VIEW_SECONDS] = (uint32_t)v->hold.held_s,
	};
	struct gn_grid_at at[BIG_ROWS];

	at[0] = put_number(g, row, scale, n[v->count]);
	for (int i = 1; i < BIG_ROWS; i++) {
		at[i] = at[0];
		at[i].row += i;
	}
	if (v->count == GN_VIEW_REPS)
		put_reps(at, v, s);
	else if (v->count == GN_VIEW_STEPS)
		put_steps(at, v);
	else
		put_hold(at, v);
	gn_grid_put(&at[3], "%s%s", v->set_open ? "set begun by hand  " : "",
		    v->beep ? "beep on" : "");
	if (v->marks)
		gn_grid_put(&at[4], "marks %" PRIu32 "  ", v->marks);
	put_effort(&at[4], v);
}

static const char *tempo(char *to, size_t cap, const struct gn_view_tally *t)
{
	char down[16], up[16];

	if (!t->reps)
		snprintf(to, cap, "-");
	else
		snprintf(to, cap, "%s/%s",
			 gn_grid_number(down, sizeof(down),
					(double)t->last.tempo_s[0], 1),
			 gn_grid_number(up, sizeof(up),
					(double)t->last.tempo_s[2], 1));
	return to;
}

/* As prescribed: "3/1"; "-": not. */
static const char *paced(char *to, size_t cap, const struct gn_target *t)
{
	const struct gn_form_target *f = &t->form;

	if (gn_view_paced(t))
		snprintf(to, cap, "%.3g/%.3g", (double)f->tempo_s[0],
			 (double)f->tempo_s[2]);
	else
		snprintf(to, cap, "-");
	return to;
}

static const char *rom(char *to, size_t cap, const struct gn_view_tally *t)
{
	return gn_grid_number(to, cap, t->reps ?
			      DEG * (double)t->last.rom_rad : NAN, 0);
}

/* Is there more than a count? */
static int is_aimed(const struct gn_target *t)
{
	return gn_view_paced(t) || t->form.rom_rad > 0;
}

static void put_column(struct gn_grid *g, int row, int i,
		       char text[TABLE_ROWS][48])
{
	for (int r = 0; r < TABLE_ROWS; r++) {
		struct gn_grid_at at = gn_grid_row(g, row + r);

		at.col = 1 + LABEL_COLS + i * SIDE_COLS;
		at.attr = r && i < GN_VIEW_SIDES ? GN_GRID_STRONG :
			  GN_GRID_PLAIN;
		gn_grid_put_right(&at, SIDE_COLS, text[r]);
	}
}

/* What is prescribed; a range only if it is of the angle that is shown. */
static void put_plan(struct gn_grid *g, int row, const struct gn_target *t,
		     const struct gn_view_tally *all)
{
	char text[TABLE_ROWS][48] = { "plan", "-", "-", "-" };

	if (t->reps)
		snprintf(text[1], sizeof(text[1]), "%" PRIu32, t->reps);
	paced(text[2], sizeof(text[2]), t);
	if (t->form.rom_rad > 0 &&
	    (!all->reps || gn_form_is(all->last.rom_of, t->form.rom_of)))
		gn_grid_number(text[3], sizeof(text[3]),
			       DEG * (double)t->form.rom_rad, 0);
	put_column(g, row, GN_VIEW_SIDES, text);
}

static void put_table(struct gn_grid *g, int row, const struct gn_view_state *v,
		      const struct gn_view_set *s)
{
	static const char *const label[TABLE_ROWS] = {
		"side", "reps", "tempo s", "ROM deg"
	};
	static const char *const head[GN_VIEW_SIDES] = {
		"all", "left", "right"
	};
	struct gn_grid_at at;
	char text[TABLE_ROWS][48];

	for (int r = 0; r < TABLE_ROWS; r++) {
		at = gn_grid_row(g, row + r);
		at.col = 1;
		gn_grid_put(&at, "%s", label[r]);
	}
	for (int i = 0; i < GN_VIEW_SIDES; i++) {
		const struct gn_view_tally *t = &s->side[i];

		snprintf(text[0], sizeof(text[0]), "%s", head[i]);
		snprintf(text[1], sizeof(text[1]), "%" PRIu32, t->reps);
		tempo(text[2], sizeof(text[2]), t);
		rom(text[3], sizeof(text[3]), t);
		put_column(g, row, i, text);
	}
	if (is_aimed(&v->target))
		put_plan(g, row, &v->target, &s->side[GN_VIEW_ALL]);
}

/* Angles as they are now, beside the table: name, degrees, bar. */
static void put_angles(struct gn_grid *g, int row, int rows,
		       const struct gn_view_state *v)
{
	int columns = GN_VIEW_SIDES + is_aimed(&v->target);
	int left = 1 + LABEL_COLS + columns * SIDE_COLS + 3;

	for (int i = 0; i < rows && i < (int)v->n_angles; i++) {
		const struct gn_view_angle *a = &v->angle[i];
		struct gn_grid_at at = gn_grid_row(g, row + i);
		char deg[32];

		at.col = left;
		at.end = least(at.end, left + NAME_COLS);
		gn_grid_put(&at, "%s", a->name);
		at.end = g->cols - 1;
		at.col = left + NAME_COLS;
		at.attr = GN_GRID_STRONG;
		/* never "-0" */
		gn_grid_put_right(&at, 4, gn_grid_number(deg, sizeof(deg),
					rint(DEG * a->now_rad) + 0.0, 0));
		at.col++;
		if (isfinite(a->now_rad) && at.end - at.col >= BAR_LEAST)
			gn_grid_put_bar(&at, least(at.end - at.col, BAR_MOST),
					a->now_rad / a->full_rad);
	}
}

static void put_joined_table(struct gn_grid *g, int row,
			     const struct gn_view_set *s)
{
	struct gn_grid_at at = gn_grid_row(g, row);
	const struct gn_view_tally *all = &s->side[GN_VIEW_ALL];
	uint32_t left = s->side[GN_VIEW_LEFT].reps;
	uint32_t right = s->side[GN_VIEW_RIGHT].reps;
	char t[48], deg[48];

	at.col = 1;
	gn_grid_put(&at, "%s s %s deg", tempo(t, sizeof(t), all),
		    rom(deg, sizeof(deg), all));
	if (left || right)
		gn_grid_put(&at, "  left %" PRIu32 " right %" PRIu32, left,
			    right);
}

/* What to do better now, at the foot. Returned are the rows that it took. */
static int put_cue(struct gn_grid *g, int end, const struct gn_view_cue *c)
{
	struct gn_grid_at at = gn_grid_row(g, end - 1);

	if (!c->set)
		return 0;
	at.col = 1;
	at.attr = GN_GRID_STRONG;
	gn_grid_put(&at, "%s", c->text);
	at.attr = GN_GRID_PLAIN;
	gn_grid_put(&at, "  %s", c->seen);
	return 1;
}

/* The newest last, above that. */
static void put_says(struct gn_grid *g, int end, int rows,
		     const struct gn_view_state *v)
{
	int n = least(rows, (int)v->n_says);
	char t[32];

	for (int i = 0; i < n; i++) {
		const struct gn_view_say *s = &v->say[(int)v->n_says - n + i];
		struct gn_grid_at at = gn_grid_row(g, end - n + i);

		at.col = 1;
		gn_grid_put(&at, "%s %s", clock_text(t, sizeof(t), s->t_ns),
			    s->text);
	}
}

static void put_keys(struct gn_grid *g, int row, const struct gn_view_state *v)
{
	struct gn_grid_at at = bar_row(g, row);
	const struct {
		const char *text;
		int there;
	} key[] = {
		{ "s:set", v->act.set != NULL },
		{ "m:mark", v->act.mark != NULL },
		{ "n:next", v->act.next != NULL },
		{ "t:stage", v->act.stage != NULL && v->staged },
		{ "+-:fix", v->act.correct != NULL }, { "b:beep", 1 },
		{ "c:link", v->links != NULL },
		{ "q:quit", 1 }, { "0-10:effort", v->act.rate != NULL }
	};
	int wide = g->cols >= 60;

	at.col = wide;
	for (size_t i = 0; i < sizeof(key) / sizeof(*key); i++)
		if (key[i].there)
			gn_grid_put(&at, "%s%s", key[i].text,
				    wide ? "   " : " ");
}

void gn_view_render(struct gn_grid *g, const struct gn_view_state *v,
		    int rows, int cols, int utf8)
{
	struct gn_view_set s = gn_view_shown(v);
	struct gn_grid_at at;
	struct plan p;
	int row = 1, cue;

	gn_grid_clear(g, rows, cols, utf8);
	if (g->rows < GN_VIEW_ROWS_MIN || g->cols < GN_VIEW_COLS_MIN) {
		at = gn_grid_row(g, 0);
		put_count(&at, s.side[GN_VIEW_ALL].reps, gn_view_by_hand(v));
		return;
	}
	if (v->link) {
		gn_view_put_link(g, &v->links->at[v->link - 1],
				 v->link < v->links->n);
		return;
	}
	p = plan_rows(g->rows, g->cols, (int)v->n_sensors);
	put_title(g, v, &s);
	row += p.before_big;
	put_big(g, row, p.scale, v, &s);
	row += BIG_ROWS * p.scale + p.before_table;
	if (p.table == TABLE_ROWS) {
		put_table(g, row, v, &s);
		put_angles(g, row, TABLE_ROWS, v);
	} else {
		put_joined_table(g, row, &s);
	}
	row += p.table + p.before_sensors;
	gn_view_put_sensors(g, row, p.sensors, v);
	cue = put_cue(g, g->rows - 1, &v->cue);
	put_says(g, g->rows - 1 - cue, p.says - cue, v);
	put_keys(g, g->rows - 1, v);
}
