// SPDX-License-Identifier: MIT
// Everyone can use it: no violation that axe finds, in any view, on a phone or
// a tablet, light or dark. What is looked at is kept as pictures in
// BUILD/browser/shots.
import { mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { axe, build, check, leave, look, run, served, sizes, tmp, wait }
	from "./harness.mjs";

const shots = build + "/browser/shots";
const looks = Object.keys(sizes).flatMap((size) => [
	{ size, dark: false }, { size, dark: true }]);

async function inspect(page, what, how) {
	const name = what + "-" + how.size + (how.dark ? "-dark" : "");

	// a fade that is under way has colours of its own
	await page.evaluate(() => Promise.all(document.getAnimations().map(
		(a) => a.finished.catch(() => 0))));
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document,
		{ resultTypes: ["violations"] }));
	const wide = await page.evaluate(() =>
		document.documentElement.scrollWidth - innerWidth);

	await page.screenshot({ path: shots + "/" + name + ".png" });
	check(name + " is for everyone", !found.violations.length,
		found.violations.map((v) => v.id + " " + v.nodes.map((n) =>
			n.target.join(" ") + " (" + n.any.map((a) =>
			a.message).join("; ") + ")").join(", ")).join("; "));
	check(name + " fits", wide <= 0, wide + " pixels too wide");
}

// One page in every look.
async function in_every_look(page, what) {
	for (const how of looks) {
		await page.setViewportSize(sizes[how.size]);
		await page.emulateMedia({ colorScheme: how.dark ? "dark" :
			"light" });
		await inspect(page, what, how);
	}
}

// A view of a session, once that is so far.
async function view(what, words, ready) {
	const session = await served(...words, "--serve=0");
	const page = await look(session.watch);

	check(what + " is there", await wait(page, ready, 60000));
	await in_every_look(page, what);
	await leave(page);
	await session.stop();
}

const replay = (what, speed, ...more) => ["replay", "--speed=" + speed,
	...more, what];
const has = (n) => new Function("return state && state.set.all.reps >= " + n);

// Reads on when the session has gone: the page is left with what it had.
async function gone() {
	const session = await served(...replay("sim:demo", 8), "--serve=0");
	const page = await look(session.watch, { size: "tablet" });

	check("a session ends", await wait(page, has(2)));
	await session.stop();
	check("and says so", await wait(page, () =>
		document.querySelector("#link").textContent === "Ended"));
	await inspect(page, "ended", { size: "tablet" });
	await leave(page);
}

async function lost() {
	const session = await served(...replay("sim:squat", 8), "--serve=0");
	const page = await look(session.watch);

	check("it is there", await wait(page, has(2)));
	session.child.kill("SIGKILL");
	await session.ended;
	check("it is told", await wait(page, () =>
		!document.querySelector("#lost").hidden, 3000));
	await in_every_look(page, "lost");
	await leave(page);
}

// Who controls, and what is asked before something is done.
async function control() {
	const session = await served("capture", "--sensor", "sim:squat",
		"--headless", "--speed=2", "--exercise", "squat:3x8",
		"--exercise", "lunge:2x10", "--out", tmp + "/views.gonio",
		"--serve=0");
	const page = await look(session.control);

	check("who controls has buttons", await wait(page, () => state &&
		!document.querySelector("#keys").hidden));
	await page.keyboard.press("e");
	await in_every_look(page, "effort");
	await page.keyboard.press("Escape");
	await page.click('#keys [data-do="quit"]');
	await in_every_look(page, "end");
	await page.keyboard.press("Escape");
	check("it counts", await wait(page, has(3)));
	await in_every_look(page, "control");
	await session.stop();
	await leave(page);
}

// A plan with a target of everything, and what to do better.
async function by_plan() {
	const plan = tmp + "/plan.cfg";

	writeFileSync(plan, `patient = "p1"; exercises = (
		{ exercise = "squat"; sets = 2; reps = 10;
		  tempo_s = [ 3.0, 1.0, 1.0, 1.0 ]; rom_deg = 80;
		  rom_of = "tilt thigh"; days_a_week = 3; } );`);
	await view("plan", replay("sim:squat", 4, "--plan", plan),
		() => state && state.cue && state.set.all.reps >= 5);
}

async function live_views() {
	await control();
	await by_plan();
	for (const [what, from, ready, speed, ...more] of [
		["squat", "sim:squat", has(5), 4],
		["sides", "sim:lunge", has(5), 4],
		["hold", "sim:wall_sit", () => state && state.hold, 4],
		["steps", "sim:timed_up_and_go", () => state && state.steps, 2,
			"--exercise=gait_speed"],
		["waiting", "sim:idle", () => state && state.t > 1, 1],
	])
		await view(what, replay(from, speed, ...more), ready);
	await lost();
	await gone();
}

async function reports() {
	for (const [name, what, ...words] of [
		["report", "sim:lunge"],
		["report-patient", "sim:lunge", "--for", "patient"],
		["report-de", "sim:squat", "--lang", "de"],
	]) {
		const file = tmp + "/" + name + ".html";

		run("report", what, ...words, "-o", file);
		const page = await look(pathToFileURL(file).href);

		await in_every_look(page, name);
		await leave(page);
	}
}

export async function access() {
	mkdirSync(shots, { recursive: true });
	await live_views();
	await reports();
}
