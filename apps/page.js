/* SPDX-License-Identifier: MIT */
/* Draws the charts of a session's report: what is in #charts, by its kind. */
"use strict";
(() => {
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read("words");
const blue = "#0072b2", orange = "#d55e00", ink = "#1b2330", soft = "#55606f";
/* of the four parts of a repetition, told apart without colours as well */
const parts = ["#0072b2", "#bcd9ea", "#e69f00", "#f6deb0"];

/* Stripes: a partial repetition is seen on a black and white print. */
function stripes(colour) {
	const tile = document.createElement("canvas");
	const c = tile.getContext("2d");

	tile.width = tile.height = 8;
	c.fillStyle = "#fff";
	c.fillRect(0, 0, 8, 8);
	c.strokeStyle = colour;
	c.lineWidth = 2;
	for (let i = -8; i <= 8; i += 8) {
		c.beginPath();
		c.moveTo(i, 8);
		c.lineTo(i + 8, 0);
		c.stroke();
	}
	return c.createPattern(tile, "repeat");
}

/* What is drawn behind or before the data; what: of the chart's object. */
const plugin = (when, draw) => ({ id: when, [when](chart) {
	const c = chart.ctx, a = chart.chartArea;

	c.save();
	c.beginPath();
	c.rect(a.left - 1, a.top - 14, a.right - a.left + 2,
	       a.bottom - a.top + 15);
	c.clip();
	draw(chart, c, a);
	c.restore();
} });

function axis(title, more) {
	return Object.assign({
		title: { display: !!title, text: title, color: soft },
		ticks: { color: soft, includeBounds: false }, grid: { color: "#e6e9ee" },
	}, more);
}

function options(x, y, legend) {
	return {
		animation: false, responsive: true, maintainAspectRatio: false,
		devicePixelRatio: Math.max(2, window.devicePixelRatio || 1),
		layout: { padding: { top: 14 } },
		plugins: {
			legend: { display: !!legend, position: "bottom",
				  labels: { boxWidth: 14, color: ink } },
		},
		scales: { x, y },
	};
}

const sideColour = (side) => side === "right" ? orange : blue;
const mark = (look) => look >= 2 ? "!" : "";

/* A mark over a repetition of which something is to be said. */
function marks(d) {
	return plugin("afterDatasetsDraw", (chart, c, a) => {
		c.fillStyle = orange;
		c.font = "bold 13px sans-serif";
		c.textAlign = "center";
		d.looks.forEach((look, i) => {
			if (look >= 2)
				c.fillText("!", chart.scales.x
					.getPixelForValue(i), a.top - 2);
		});
	});
}

/* The angle of a set; each repetition a band with its number. */
function curve(d) {
	const bands = plugin("beforeDatasetsDraw", (chart, c, a) => {
		const x = (s) => chart.scales.x.getPixelForValue(s);
		const grey = stripes("#c9ced6");

		d.reps.forEach(([from, turn, to, n, look], i) => {
			c.fillStyle = look % 2 ? grey : i % 2 ? "#dfeaf2" :
				      "#edf3f8";
			c.fillRect(x(from), a.top, x(to) - x(from),
				   a.bottom - a.top);
			c.strokeStyle = "#9aa8b8";
			c.setLineDash([2, 3]);
			c.beginPath();
			c.moveTo(x(turn), a.top);
			c.lineTo(x(turn), a.bottom);
			c.stroke();
			c.setLineDash([]);
			c.fillStyle = look >= 2 ? orange : soft;
			c.font = (look >= 2 ? "bold " : "") +
				 "12px sans-serif";
			c.textAlign = "center";
			c.fillText(n + mark(look), (x(from) + x(to)) / 2,
				   a.top - 3);
		});
	});
	const sides = new Set(d.lines.map((l) => l.side));
	const set = (l) => ({
		label: words[l.side] || "", borderColor: sideColour(l.side),
		borderWidth: 1.8, pointRadius: 0, spanGaps: false,
		data: l.values.map((y, i) => ({ x: l.from + i * l.step, y })),
	});
	const o = options(axis(words.time, { type: "linear" }),
			  axis(d.unit), sides.size > 1);
	const all = d.lines.flatMap((l) =>
		[l.from, l.from + (l.values.length - 1) * l.step]);

	o.scales.x.min = Math.min(...all);
	o.scales.x.max = Math.max(...all);
	o.parsing = false;
	o.plugins.tooltip = { enabled: false };
	o.plugins.legend.labels.filter = (item, data) => item.text &&
		data.datasets.findIndex((s) => s.label === item.text) ===
		item.datasetIndex;
	return { type: "line", data: { datasets: d.lines.map(set) },
		 options: o, plugins: [bands] };
}

/* Bars of the range of motion, with whiskers. */
function range(d) {
	const partial = { left: stripes(blue), right: stripes(orange) };
	const whiskers = plugin("afterDatasetsDraw", (chart, c) => {
		const x = chart.scales.x, y = chart.scales.y;

		c.strokeStyle = ink;
		c.lineWidth = 1;
		d.values.forEach((v, i) => {
			const w = d.within[i], at = x.getPixelForValue(i);

			if (v === null || w === null)
				return;
			c.beginPath();
			c.moveTo(at, y.getPixelForValue(v - w));
			c.lineTo(at, y.getPixelForValue(v + w));
			for (const end of [v - w, v + w]) {
				c.moveTo(at - 3, y.getPixelForValue(end));
				c.lineTo(at + 3, y.getPixelForValue(end));
			}
			c.stroke();
		});
	});
	const target = plugin("beforeDatasetsDraw", (chart, c, a) => {
		const at = chart.scales.y.getPixelForValue(d.target);

		if (d.target === null)
			return;
		c.fillStyle = "#e3f1ea";
		c.fillRect(a.left, a.top, a.right - a.left, at - a.top);
		c.strokeStyle = "#00734f";
		c.lineWidth = 2;
		c.beginPath();
		c.moveTo(a.left, at);
		c.lineTo(a.right, at);
		c.stroke();
	});
	const colour = (look, side) => look % 2 ?
		partial[side === "right" ? "right" : "left"] :
		sideColour(side);
	const most = Math.max(d.target, ...d.values.map((v, i) =>
		(v || 0) + (d.within[i] || 0)));

	return { type: "bar", data: { labels: d.labels, datasets: [{
		data: d.values, borderWidth: 1,
		borderColor: d.sides.map(sideColour),
		backgroundColor: d.looks.map((l, i) => colour(l, d.sides[i])),
	}] }, options: options(axis(words.repetition), axis(d.unit,
		{ beginAtZero: true, suggestedMax: most })),
	plugins: [target, whiskers, marks(d)] };
}

function tempo(d) {
	const o = options(axis(words.repetition, { stacked: true }),
			  axis(d.unit, { stacked: true, beginAtZero: true }),
			  true);

	return { type: "bar", data: { labels: d.labels,
		datasets: d.parts.map((p, i) => ({
			label: p.name, data: p.values,
			backgroundColor: parts[i],
		})) }, options: o, plugins: [marks(d)] };
}

/* The interval of each measure, and the band within which it is noise. */
function sides(d) {
	const most = 1.1 * Math.max(...d.from.concat(d.to, d.noise)
		.map((v) => Math.abs(v || 0)));
	const band = plugin("beforeDatasetsDraw", (chart, c) => {
		const x = chart.scales.x, y = chart.scales.y;
		const half = y.height / d.labels.length / 2 - 3;

		c.fillStyle = "#dde2e8";
		d.noise.forEach((n, i) => {
			const from = x.getPixelForValue(-n);

			c.fillRect(from, y.getPixelForValue(i) - half,
				   x.getPixelForValue(n) - from, 2 * half);
		});
	});
	const points = plugin("afterDatasetsDraw", (chart, c) => {
		c.fillStyle = ink;
		d.values.forEach((v, i) => {
			c.beginPath();
			c.arc(chart.scales.x.getPixelForValue(v),
			      chart.scales.y.getPixelForValue(i), 4, 0,
			      2 * Math.PI);
			c.fill();
		});
	});
	const o = options(axis("← " + d.less[0] + "   " + d.unit + "   " +
			       d.less[1] + " →", { min: -most, max: most }),
			  axis(""));

	o.indexAxis = "y";
	return { type: "bar", data: { labels: d.labels, datasets: [{
		data: d.from.map((f, i) => [f, d.to[i]]), barThickness: 5,
		backgroundColor: blue,
	}] }, options: o, plugins: [band, points] };
}

function progress(d) {
	const band = plugin("beforeDatasetsDraw", (chart, c, a) => {
		const y = chart.scales.y;

		if (d.band[0] === null)
			return;
		c.fillStyle = "#dde2e8";
		c.fillRect(a.left, y.getPixelForValue(d.band[1]),
			   a.right - a.left, y.getPixelForValue(d.band[0]) -
			   y.getPixelForValue(d.band[1]));
	});
	const all = d.values.concat(d.band).filter((v) => v !== null);

	return { type: "line", data: { labels: d.labels, datasets: [{
		data: d.values, borderColor: blue, backgroundColor: blue,
		borderWidth: 2, pointRadius: 4, spanGaps: true,
	}] }, options: options(axis(""), axis(d.unit, {
		suggestedMin: Math.min(...all),
		suggestedMax: Math.max(...all),
	})), plugins: [band] };
}

Chart.defaults.locale = document.documentElement.lang;
const kinds = { curve, range, tempo, sides, progress };

read("charts").forEach((d, i) => {
	const canvas = document.getElementById("c" + i);

	if (d.kind === "sides")
		canvas.parentNode.style.height =
			4.5 + 2 * d.labels.length + "rem";
	new Chart(canvas, kinds[d.kind](d));
});
/* a page is of another width than the window */
const resize = () => Object.values(Chart.instances).forEach((c) =>
	c.resize());
window.addEventListener("beforeprint", resize);
window.addEventListener("afterprint", resize);
/* on a phone a table scrolls sideways, see page.css: by keys as well */
const phone = matchMedia("(max-width: 40rem)");
const reach = () => document.querySelectorAll("table").forEach((t) =>
	t.toggleAttribute("tabindex", phone.matches) && (t.tabIndex = 0));
phone.addEventListener("change", reach);
reach();
})();
