// SPDX-License-Identifier: MIT
// What the browser tests share: results, gonio as a process, the browser, and a
// line between the two that can be cut.
import { spawn, execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";

export const build = path.resolve(process.argv[2]);
export const tmp = path.resolve(process.argv[3]);
const gonio = path.join(build, "gonio");
const need = createRequire(path.join(build, "browser", "package.json"));
const { chromium } = need("playwright-core");
export const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");

// ---- results ---------------------------------------------------------------

let passed = 0, failed = 0;

export function check(what, holds, detail = "") {
	if (holds) {
		passed++;
		return;
	}
	failed++;
	console.log("browser: failed: " + what + (detail ? ": " + detail : ""));
}

// A figure is printed whatever it is, and must not be above its mark.
export function figure(what, value, most, unit) {
	const text = (x) => String(Number(x.toPrecision(3))) + " " + unit;

	console.log("browser: " + what + ": " + text(value) + ", at most " +
		text(most));
	check(what, value <= most, text(value));
}

// Figures of [what, value, most, unit], taken anew while one is above its mark,
// three times at most: what else the machine does is not ours.
export async function figures(take) {
	let list;

	for (let i = 0; i < 3; i++) {
		list = await take();
		if (list.every(([, value, most]) => value <= most))
			break;
	}
	for (const f of list)
		figure(...f);
}

export function results() {
	console.log("browser: " + passed + " passed, " + failed +
		" failed, 0 skipped");
	return passed > 0 && !failed ? 0 : 1;
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export function share(list, p) {
	const sorted = [...list].sort((a, b) => a - b);

	return sorted[Math.min(sorted.length - 1,
		Math.floor(p * sorted.length))];
}

// ---- gonio -----------------------------------------------------------------

export const run = (...words) => execFileSync(gonio, words, {
	encoding: "utf8", maxBuffer: 1 << 26 });

export const score = (what, ...words) => JSON.parse(run("score", "--format",
	"json", ...words, what));

// A session that is served: its links, and what it printed when it has ended.
export class Session {
	constructor(words) {
		this.child = spawn(gonio, words, { stdio: ["ignore", "pipe",
			"inherit"] });
		this.text = "";
		this.ended = new Promise((done) =>
			this.child.on("close", (code) => done(code)));
		this.child.stdout.on("data", (s) => { this.text += s; });
	}
	async link() {
		for (let i = 0; i < 500; i++) {
			const found = /^view (\S+)$/m.exec(this.text);

			if (found)
				return found[1];
			await sleep(10);
		}
		throw new Error("it is served nowhere: " + this.text);
	}
	stop() {
		this.child.kill("SIGINT");
		return this.ended;
	}
	// Seconds of processor time of the first thread, and of all others
	cpu() {
		const dir = "/proc/" + this.child.pid + "/task", sum = [0, 0];

		for (const id of readdirSync(dir)) {
			const stat = readFileSync(dir + "/" + id + "/stat",
				"utf8").replace(/^.*\) /, "").split(" ");

			sum[Number(id) === this.child.pid ? 0 : 1] +=
				(Number(stat[11]) + Number(stat[12])) / 100;
		}
		return sum;
	}
}

export async function served(...words) {
	const session = new Session(words);

	session.control = await session.link();
	session.watch = session.control.replace(/#.*/, "");
	session.port = Number(new URL(session.watch).port);
	return session;
}

// A line to a port of this machine, with a switch.
export class Line {
	constructor(to) {
		this.open = new Set();
		this.how = "through";   // or "cut", "stalled"
		this.server = net.createServer((a) => {
			if (this.how === "cut") {
				a.destroy();
				return;
			}
			const b = net.connect(to, "127.0.0.1");

			for (const [x, y] of [[a, b], [b, a]]) {
				this.open.add(x);
				x.on("data", (d) => y.write(d));
				x.on("error", () => y.destroy());
				x.on("close", () => {
					this.open.delete(x);
					y.destroy();
				});
			}
			if (this.how === "stalled")
				b.pause();
		});
	}
	begin() {
		return new Promise((done) => this.server.listen(0, "127.0.0.1",
			() => done(this.server.address().port)));
	}
	set(how) {
		this.how = how;
		for (const s of this.open)
			if (how === "cut")
				s.destroy();
			else if (how === "stalled")
				s.pause();
			else
				s.resume();
	}
	end() {
		this.set("cut");
		this.server.close();
	}
}

// ---- the browser -----------------------------------------------------------

export const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-gpu"] });

export const sizes = {
	phone: { width: 390, height: 844 },
	tablet: { width: 820, height: 1180 },
	wide: { width: 1180, height: 820 },
};

// A page of its own; what it does not catch is a failure.
export async function look(url, { size = "tablet", dark = false,
	before } = {}) {
	const context = await browser.newContext({ viewport: sizes[size],
		deviceScaleFactor: 1, hasTouch: true,
		colorScheme: dark ? "dark" : "light" });
	const page = await context.newPage();

	page.on("pageerror", (e) => check("no error in the page", false,
		String(e)));
	if (before)
		await page.addInitScript(before);
	await page.goto(url, { waitUntil: "load" });
	return page;
}

export const leave = (page) => page.context().close();

export const wait = (page, what, ms = 20000) => page.waitForFunction(what,
	undefined, { timeout: ms }).then(() => true, () => false);
