// SPDX-License-Identifier: MIT
// The live view follows a session, is honest when it cannot, and obeys only who
// may control.
import { writeFileSync } from "node:fs";
import { check, leave, Line, look, score, served, tmp, wait }
	from "./harness.mjs";

// Every repetition that is ever drawn, as "set.n".
const seen = () => {
	window.seen = {};
	const note = () => {
		for (const bar of document.querySelectorAll("#reps [data-rep]"))
			window.seen[bar.dataset.rep] = 1;
	};
	addEventListener("DOMContentLoaded", () => new MutationObserver(note)
		.observe(document, { subtree: true, childList: true }));
};

// ---- it follows ------------------------------------------------------------

async function follows(what) {
	const want = score(what), session = await served("replay", "--serve=0",
		"--speed=8", what);
	const page = await look(session.watch, { before: seen });

	check(what + ": it ends", await wait(page, () => document
		.querySelector("#link").textContent === "Ended", 60000));
	const shown = await page.evaluate(() => ({
		count: Number(document.querySelector("#count").textContent),
		seen: Object.keys(window.seen) }));
	const last = Math.max(...want.reps.map((r) => r.set));
	const missed = want.reps.map((r) => r.set + "." + r.n)
		.filter((rep) => !shown.seen.includes(rep));

	check(what + ": the count is that of score",
		shown.count === want.reps.filter((r) => r.set === last).length,
		String(shown.count));
	check(what + ": no repetition is missed at eight times the pace",
		!missed.length && want.reps.length > 8, missed.join(" "));
	check(what + ": it ends well", await session.ended === 0);
	await leave(page);
	console.log("browser: " + what + ": " + want.reps.length +
		" repetitions, " + missed.length + " missed");
}

// ---- it is honest ----------------------------------------------------------

const stale = () => document.body.classList.contains("stale");
const lost = (page) => page.evaluate(() => {
	const el = document.querySelector("#lost");
	return el.hidden ? "" : el.textContent;
});
const time = (page) => page.evaluate(() => state.t);
const newer = (page, t) => wait(page, new Function("return state.t > " + t +
	' && !document.body.classList.contains("stale")'), 3000);

async function recovers() {
	const session = await served("replay", "--serve=0", "sim:squat");
	const line = new Line(session.port), port = await line.begin();
	const page = await look("http://127.0.0.1:" + port + "/");
	let t;

	check("it is fresh", await wait(page, () => state && state.t > 0 &&
		!document.body.classList.contains("stale")));
	line.set("stalled");
	check("a line that stands still is told within 1.5 s",
		await wait(page, stale, 1500));
	check("it says that nothing comes",
		/old: nothing new has come/.test(await lost(page)));
	t = await time(page);
	line.set("through");
	check("it goes on with what is new", await newer(page, t));

	line.set("cut");
	check("a line that is cut is told at once",
		await wait(page, stale, 500));
	check("it says that it connects",
		/old: connecting again/.test(await lost(page)));
	check("so does its badge", await page.evaluate(() =>
		document.querySelector("#link").textContent) ===
		"No connection");
	t = await time(page);
	line.set("through");
	check("it connects again by itself within 3 s", await newer(page, t));
	check("the warning is gone", await lost(page) === "");
	line.end();
	await session.stop();
	await leave(page);
}

// ---- it obeys --------------------------------------------------------------

// What the server says to a viewer of its own making, in a page.
const ask = (page, words) => page.evaluate((said) => new Promise((done) => {
	const s = new WebSocket("ws://" + location.host + "/", "gonio");
	const heard = [];

	s.onopen = () => said.forEach((w) => s.send(w));
	s.onmessage = (e) => {
		const m = JSON.parse(e.data);

		heard.push(m.role || (m.refused ? "refused" : "state"));
		if (m.refused || heard.length > 20)
			s.close();
	};
	s.onclose = (e) => done([...heard, e.code]);
}), words);

async function refused(session) {
	const page = await look(session.watch);

	check("a watcher sees", await wait(page, () => state && role));
	check("a watcher has no buttons", await page.evaluate(() =>
		role === "watch" && document.querySelector("#keys").hidden));
	const heard = await ask(page, ["auth", "set begin", "quit"]);

	check("who only watches is refused", heard[0] === "watch" &&
		heard.includes("refused"), heard.join(" "));
	const wrong = await ask(page, ["auth AAAAAAAAAAAAAAAAAAAAAA",
		"quit"]);

	check("a secret that is none is sent away",
		wrong.join(" ") === "4401", wrong.join(" "));
	check("nothing was done", await page.evaluate(() => !state.set.open &&
		!state.over));
	await leave(page);
}

async function tells_who_has_an_old_link(session) {
	const page = await look(session.watch + "#BBBBBBBBBBBBBBBBBBBBBB");

	check("an old link is told", await wait(page, () =>
		/not valid any more/.test(document.querySelector("#lost")
			.textContent)));
	await leave(page);
}

async function obeys() {
	const session = await served("capture", "--sensor", "sim:squat",
		"--exercise", "squat:2x8", "--headless", "--out",
		tmp + "/obeys.gonio", "--speed=2", "--serve=0");
	const page = await look(session.control);
	const key = (name) => page.click('#keys [data-do="' + name + '"]');

	await refused(session);
	await tells_who_has_an_old_link(session);
	check("who controls has buttons", await wait(page, () =>
		role === "control" && !document.querySelector("#keys").hidden));
	await key("set");
	check("a set begins", await wait(page, () => state.set.open === 1));
	await page.keyboard.press("s");
	check("and ends by a key", await wait(page, () =>
		state.set.open === 0));
	await key("mark");
	check("a mark is set", await wait(page, () => state.marks === 1));
	check("it counts", await wait(page, () => state.set.all.reps > 1,
		30000));
	await key("plus");
	check("the count is corrected", await wait(page, () =>
		state.set.by_hand === 1 &&
		/by hand/.test(document.querySelector("#hand").textContent)));
	await key("rate");
	await page.click("#effort .grid .key:nth-child(8)");
	check("the effort is rated", await wait(page, () => state.effort &&
		state.effort[1] === 7));
	await key("quit");
	await page.click("#end-yes");
	check("it ends", await wait(page, () => state.over === 1));
	check("with a result", await session.ended === 0 &&
		/^Counted/m.test(session.text));
	await leave(page);
}

// ---- by a plan -------------------------------------------------------------

async function follows_a_plan() {
	const plan = tmp + "/plan.cfg";

	writeFileSync(plan, `patient = "p1"; exercises = (
		{ exercise = "squat"; sets = 2; reps = 10;
		  tempo_s = [ 3.0, 0.0, 1.0, 1.0 ]; rom_deg = 90;
		  rom_of = "tilt thigh"; days_a_week = 3; } );`);
	const session = await served("replay", "--serve=0", "--speed=8",
		"--plan", plan, "sim:squat");
	const page = await look(session.watch);
	const said = (css) => page.evaluate((at) =>
		document.querySelector(at).textContent, css);

	check("it says what to do better", await wait(page, () => state &&
		state.set.all.reps > 3 && state.cue && !document
		.querySelector("#coach").hidden, 30000));
	check("of how it was lowered", /^Lower as slowly/.test(await said(
		"#coach span")), await said("#coach span"));
	check("with what was seen", /repetition .*eccentric .*limit 2.50/.test(
		await said("#coach small")), await said("#coach small"));
	check("the tempo is beside the prescribed one",
		/ \/ 3 s$/.test(await said("#tempo dd")));
	check("the range beside its target", await wait(page, () => document
		.querySelector("#gauge h2 small").textContent === "target 90°",
		30000));
	check("and so is the count", await said("#unit") ===
		"of 10 repetitions", await said("#unit"));
	await session.stop();
	await leave(page);
}

export async function live() {
	for (const what of ["sim:squat", "sim:overhead_press", "sim:lunge"])
		await follows(what);
	await follows_a_plan();
	await recovers();
	await obeys();
}
