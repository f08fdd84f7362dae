// SPDX-License-Identifier: MIT
// How fast the live view is and what it takes: bytes, first paint, the time
// from a result to its pixels with eight viewers, processor time.
import { check, figures, leave, look, served, share, sleep, wait }
	from "./harness.mjs";

const VIEWERS = 8;

async function first_paint() {
	const session = await served("replay", "--serve=0", "sim:squat");
	const page = await look("about:blank");
	const took = [];
	let bytes = 0;

	for (let i = 0; i < 6; i++) {
		const answer = await page.goto(session.watch);

		bytes = (await answer.body()).length;
		took.push(await page.evaluate(() => new Promise((done) =>
			new PerformanceObserver((list) => {
				for (const e of list.getEntries())
					if (e.name === "first-contentful-paint")
						done(e.startTime);
			}).observe({ type: "paint", buffered: true }))));
	}
	await leave(page);
	await session.stop();
	return [["page", bytes / 1000, 150, "kB"],
		["first paint, worst of 6", Math.max(...took), 500, "ms"]];
}

// From the time that a state carries to the frame after it was drawn. This page
// and the session read the same clock.
const clock = () => {
	window.late = [];
	window.lateReps = [];
	addEventListener("DOMContentLoaded", () => {
		const was = hear;
		let reps = 0;

		hear = (m) => {
			was(m);
			if (!m.at)
				return;
			const news = m.set.all.reps !== reps;
			const frame = new MessageChannel();

			reps = m.set.all.reps;
			frame.port1.onmessage = () => {
				const ms = performance.timeOrigin +
					performance.now() - m.at;

				window.late.push(ms);
				if (news)
					window.lateReps.push(ms);
			};
			requestAnimationFrame(() => frame.port2.postMessage(0));
		};
	});
};

async function eight_viewers() {
	const session = await served("replay", "--serve=0", "sim:lunge");
	const pages = await Promise.all(Array.from({ length: VIEWERS },
		(_, i) => look(session.watch, { before: clock,
			size: i % 2 ? "phone" : "tablet" })));

	for (const page of pages)
		check("a viewer counts", await wait(page, () =>
			state && state.set.all.reps));
	const cpu = session.cpu(), began = performance.now();

	for (const page of pages)
		await page.evaluate(() => { late = []; lateReps = []; });
	await sleep(25000);
	const s = (performance.now() - began) / 1000, now = session.cpu();
	const late = [], reps = [], of = VIEWERS + " viewers, ";

	for (const page of pages) {
		const got = await page.evaluate(() => [late, lateReps]);

		late.push(...got[0]);
		reps.push(...got[1]);
	}
	await session.stop();
	await Promise.all(pages.map(leave));
	check("eight viewers saw enough", late.length > VIEWERS * 10 * s &&
		reps.length >= VIEWERS * 5, late.length + ", " + reps.length);
	return [[of + "from a repetition to its pixels, p95",
		share(reps, 0.95), 100, "ms"],
	[of + "from any state to its pixels, p95",
		share(late, 0.95), 100, "ms"],
	[of + "the server's processor time",
		100 * (now[1] - cpu[1]) / s, 10, "% of a core"],
	[of + "the session's processor time",
		100 * (now[0] - cpu[0]) / s, 10, "% of a core"]];
}

export async function speed() {
	await figures(first_paint);
	await figures(eight_viewers);
}
