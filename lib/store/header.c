/* SPDX-License-Identifier: MIT */
#include "header.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Most words of one column name. */
#define WORDS_MAX 16

/* A column name in lower case, cut into words, its unit apart. */
struct name {
	char   text[GN_NAME_MAX];
	char  *word[WORDS_MAX];
	size_t n;
	char   unit[GN_NAME_MAX];
};

char gn_header_delim(const char *line, size_t len)
{
	static const char candidates[] = "\t;,";
	size_t best = 0;
	char delim = ' ';

	for (const char *c = candidates; *c; c++) {
		size_t n = 0;
		int quoted = 0;

		for (size_t i = 0; i < len; i++) {
			quoted ^= line[i] == '"';
			n += line[i] == *c && !quoted;
		}
		if (n > best) {
			best = n;
			delim = *c;
		}
	}
	return delim;
}

/* Cut blanks and quotes off both ends, in place. */
static char *trim(char *p, char *stop)
{
	while (p < stop && (*p == ' ' || *p == '"' || *p == '\t'))
		p++;
	while (stop > p && (stop[-1] == ' ' || stop[-1] == '"' ||
			    stop[-1] == '\t' || stop[-1] == '\r'))
		stop--;
	*stop = '\0';
	return p;
}

int gn_header_split(char *text, size_t len, char delim, struct gn_header *out)
{
	char *end = text + len, *p = text, *q;

	out->n = 0;
	for (;;) {
		int quoted = 0, last;

		while (delim == ' ' && p < end && *p == ' ')
			p++;
		for (q = p; q < end && (quoted || *q != delim); q++)
			quoted ^= *q == '"';
		if (delim == ' ' && p == q && out->n)
			return GN_OK;   /* blanks at the end of the line */
		if (out->n == GN_COLS_MAX)
			return GN_EFORMAT;
		last = q == end;
		out->names[out->n++] = trim(p, q);
		if (last)
			return GN_OK;
		p = q + 1;
	}
}

/* Move a unit in brackets at the end of the text to unit. */
static void take_bracket_unit(struct name *n)
{
	size_t len = strlen(n->text);
	char *open, *shut;

	n->unit[0] = '\0';
	open = strpbrk(n->text, "([{");
	if (!open || open == n->text || !strchr(")]}", n->text[len - 1]))
		return;
	shut = n->text + len - 1;
	*shut = '\0';
	snprintf(n->unit, sizeof(n->unit), "%s", trim(open + 1, shut));
	*open = '\0';
}

static int is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Cut into words at _ - . : / blanks and where camelCase has its humps. */
static void cut_words(struct name *n)
{
	char copy[GN_NAME_MAX];
	size_t len = strlen(n->text), w = 0;
	int between = 1;

	memcpy(copy, n->text, len + 1);
	n->n = 0;
	for (size_t i = 0; i < len; i++) {
		char c = copy[i];

		if (strchr("_-.:/ \t", c)) {
			between = 1;
			continue;
		}
		if (i && is_upper(c) && is_lower(copy[i - 1]))
			between = 1;
		if (between && n->n < WORDS_MAX) {
			/* room: words need one 0 each, i.e. what is cut, or
			 * the hump's, which text has spare */
			if (w)
				n->text[w++] = '\0';
			n->word[n->n++] = n->text + w;
		}
		between = 0;
		if (w + 2 >= sizeof(n->text))
			break;
		n->text[w++] = is_upper(c) ? (char)(c + 32) : c;
	}
	n->text[w] = '\0';
}

/* "ax_g", "gyr_x_dps", "gyr_x_deg_s": the unit as the last word or two. */
static void take_word_unit(struct name *n)
{
	static const struct { const char *one, *two, *unit; } known[] = {
		{ "g", NULL, "g" },        { "mg", NULL, "mg" },
		{ "mps2", NULL, "m/s^2" }, { "ms2", NULL, "m/s^2" },
		{ "m", "s2", "m/s^2" },    { "m", "s^2", "m/s^2" },
		{ "dps", NULL, "deg/s" },  { "degps", NULL, "deg/s" },
		{ "deg", "s", "deg/s" },   { "rad", "s", "rad/s" },
		{ "radps", NULL, "rad/s" }, { "rps", NULL, "rad/s" },
		{ "ut", NULL, "uT" },      { "mt", NULL, "mT" },
		{ "gauss", NULL, "gauss" },
		{ "s", NULL, "s" },        { "ms", NULL, "ms" },
		{ "us", NULL, "us" },      { "ns", NULL, "ns" },
		{ "sec", NULL, "s" },      { "seconds", NULL, "s" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		size_t words = known[i].two ? 2 : 1;

		if (n->n <= words || strcmp(n->word[n->n - words],
					    known[i].one) != 0)
			continue;
		if (words == 2 && strcmp(n->word[n->n - 1], known[i].two))
			continue;
		n->n -= words;
		snprintf(n->unit, sizeof(n->unit), "%s", known[i].unit);
		return;
	}
}

static void parse_name(const char *text, struct name *n)
{
	snprintf(n->text, sizeof(n->text), "%s", text);
	take_bracket_unit(n);
	cut_words(n);
	if (!n->unit[0])
		take_word_unit(n);
}

static int is_time(const struct name *n)
{
	int exp10;

	static const char *const words[] = {
		"time", "t", "timestamp", "timestamps", "elapsed", "latency",
		"seconds", "sec", "ms", "milliseconds", "us", "microseconds",
		"ns", "nanoseconds", "secs", "s",
	};

	if (n->unit[0] && gn_unit_time(n->unit, &exp10))
		return 0;       /* a time of day, "time (hh:mm:ss)" */
	if (n->n == 2 && (!strcmp(n->word[1], "time") ||
			  !strcmp(n->word[1], "stamp")))
		return !strcmp(n->word[0], "elapsed") ||
		       !strcmp(n->word[0], "sample") ||
		       !strcmp(n->word[0], "time");
	if (n->n != 1)
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(n->word[0], words[i]))
			return 1;
	return 0;
}

struct part_word {
	const char *word, *type;
};

/* The part that a word (without its axis) names, or NULL. */
static const char *type_of(const char *word, size_t len)
{
	static const struct part_word known[] = {
		{ "acc", "ACCEL" }, { "accel", "ACCEL" }, { "a", "ACCEL" },
		{ "accelerometer", "ACCEL" }, { "acceleration", "ACCEL" },
		{ "accelero", "ACCEL" },
		{ "gyr", "GYRO" }, { "gyro", "GYRO" }, { "g", "GYRO" },
		{ "gyroscope", "GYRO" }, { "w", "GYRO" }, { "omega", "GYRO" },
		{ "angularvelocity", "GYRO" }, { "angularrate", "GYRO" },
		{ "rotationrate", "GYRO" }, { "angvel", "GYRO" },
		{ "mag", "MAGN" }, { "magn", "MAGN" }, { "m", "MAGN" },
		{ "magnetometer", "MAGN" }, { "magneticfield", "MAGN" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i].word) == len &&
		    !strncmp(known[i].word, word, len))
			return known[i].type;
	return NULL;
}

/*
 * Take the part and the axis off the end of the words: "acc x", "accx",
 * "angular velocity x". *words is what is left, the sensor's name.
 */
static const char *take_type(const struct name *n, char *axis, size_t *words)
{
	const char *last, *type = NULL;
	char pair[GN_NAME_MAX];
	size_t len, left = n->n;

	if (!n->n)
		return NULL;
	last = n->word[n->n - 1];
	len = strlen(last);
	if (!len || last[len - 1] < 'x' || last[len - 1] > 'z')
		return NULL;
	*axis = last[len - 1];
	left--;
	if (len == 1) {
		if (!left)
			return NULL;
		last = n->word[--left];
		len = strlen(last);
	} else {
		len--;
	}
	if (left) {
		snprintf(pair, sizeof(pair), "%s%.*s", n->word[left - 1],
			 (int)len, last);
		type = type_of(pair, strlen(pair));
		left -= type != NULL;
	}
	if (!type)
		type = type_of(last, len);
	*words = left;
	return type;
}

/* "x-axis (deg/s)": only the unit tells what it is. */
static const char *take_axis(const struct name *n, char *axis, size_t *words)
{
	const char *last;
	double factor;

	if (n->n < 2 || strcmp(n->word[n->n - 1], "axis"))
		return NULL;
	last = n->word[n->n - 2];
	if (last[0] < 'x' || last[0] > 'z' || last[1])
		return NULL;
	*axis = last[0];
	*words = n->n - 2;
	if (!gn_unit_factor(GN_PART_ACC, n->unit, &factor))
		return "ACCEL";
	if (!gn_unit_factor(GN_PART_GYR, n->unit, &factor))
		return "GYRO";
	return NULL;
}

/* Gravity taken out, or an estimate: not what the sensor measured. */
static int is_derived(const struct name *n, size_t words)
{
	static const char *const not_ours[] = {
		"free", "linear", "lin", "user", "gravity", "earth", "global",
	};

	for (size_t w = 0; w < words; w++)
		for (size_t i = 0; i < sizeof(not_ours) / sizeof(*not_ours);
		     i++)
			if (!strcmp(n->word[w], not_ours[i]))
				return 1;
	return 0;
}

static void join_words(const struct name *n, size_t words, char *out,
		       size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < words && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s",
					i ? "_" : "", n->word[i]);
	if (!words)
		snprintf(out, size, "imu");
}

static int add_time(struct gn_layout *l, const char *header,
		    const struct name *n, const char *where,
		    struct gn_diag *why)
{
	struct gn_column c = {
		.name = header, .type = "LATENCY", .component = "",
		.point = "", .unit = n->unit,
	};
	int exp10, err;

	if (!n->unit[0])
		c.unit = gn_unit_time(n->word[0], &exp10) ? "" : n->word[0];
	if (c.unit[0])
		return gn_layout_add(l, &c, where, why);
	c.unit = "s";
	err = gn_layout_add(l, &c, where, why);
	l->time_exp10 = -1;
	return err;
}

static int add_column(struct gn_layout *l, const char *header,
		      const char *where, struct gn_diag *why)
{
	struct gn_column c = {
		.name = header, .type = "", .component = "", .point = "",
	};
	char point[GN_NAME_MAX], axis[2] = "";
	struct name n;
	size_t words = 0;
	const char *type;

	parse_name(header, &n);
	/* the first of several clocks is the one */
	if (is_time(&n) && l->time_col < 0)
		return add_time(l, header, &n, where, why);
	type = take_type(&n, axis, &words);
	if (!type)
		type = take_axis(&n, axis, &words);
	if (!type || is_derived(&n, words))
		return gn_layout_add(l, &c, where, why);
	join_words(&n, words, point, sizeof(point));
	c.type = type;
	c.component = axis;
	c.point = point;
	c.unit = n.unit;
	if (!c.unit[0] && type[0] != 'M')
		c.unit = type[0] == 'A' ? "m/s^2" : "rad/s";
	if (type[0] == 'M' && !strcasecmp(c.unit, "g"))
		c.unit = "gauss";
	return gn_layout_add(l, &c, where, why);
}

int gn_header_layout(const struct gn_header *h, const char *name,
		     struct gn_layout *out, struct gn_diag *why)
{
	gn_layout_init(out);
	for (size_t i = 0; i < h->n; i++) {
		int err = add_column(out, h->names[i], name, why);

		if (err)
			return err;
	}
	return gn_layout_finish(out, name, why);
}
