// SPDX-License-Identifier: MIT
// Whoever comes to the server, the capture neither stalls nor loses a sample:
// 10,000 connections, readers that never read, messages far too long, nonsense.
import { randomBytes } from "node:crypto";
import net from "node:net";
import { check, run, score, served, tmp } from "./harness.mjs";

const MANY = 10000, AT_ONCE = 200;

// A connection that says something and is left after some time.
const come = (port, said, ms, reads = true) => new Promise((done) => {
	const s = net.connect(port, "127.0.0.1");

	s.on("connect", () => said.forEach((b) => s.write(b)));
	s.on("error", () => {});
	s.on("close", done);
	if (reads)
		s.resume();
	else
		s.pause();
	setTimeout(() => s.destroy(), ms);
});

const upgrade = (port) => Buffer.from("GET / HTTP/1.1\r\nHost: 127.0.0.1:" +
	port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
	"Sec-WebSocket-Protocol: gonio\r\nSec-WebSocket-Version: 13\r\n\r\n");
const frame = (text) => Buffer.concat([Buffer.from([0x81,
	0x80 + text.length, 0, 0, 0, 0]), Buffer.from(text)]);
// a frame that says it holds 4 GB, and a beginning of it
const huge = Buffer.concat([Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0,
	0, 0, 0, 0]), Buffer.alloc(1 << 20)]);

async function disturb(port) {
	const shake = upgrade(port), noise = randomBytes(4096);
	const kinds = [[noise], [shake, frame("auth"), frame("x".repeat(100))],
		[shake, huge], [shake, frame("auth"), noise]];
	const slow = Array.from({ length: 30 }, () =>
		come(port, [shake, frame("auth")], 10000, false));
	let n = slow.length;

	for (; n < MANY; n += AT_ONCE)
		await Promise.all(Array.from({ length: AT_ONCE }, (_, i) =>
			come(port, kinds[i % kinds.length], 20)));
	await Promise.all(slow);
	return n;
}

export async function hostile() {
	const words = (name) => ["capture", "--sensor", "sim:squat",
		"--exercise", "squat", "--headless", "--out",
		tmp + "/" + name + ".gonio"];
	const told = (text) => text.replace(/^(view|recorded) .*\n/gm, "");

	const alone = told(run(...words("alone"), "--speed", "max"));
	const session = await served(...words("amid"), "--speed=3",
		"--serve=0");
	const came = await disturb(session.port);

	check("it runs on while they come", session.child.exitCode === null);
	check("it ends well", await session.ended === 0);
	check("nothing that is printed differs", told(session.text) === alone);
	const samples = (name) => JSON.stringify(score(tmp + "/" + name +
		".gonio").sensors);

	check("no sample is lost", samples("amid") === samples("alone"));
	check("the recording is whole", /verified/.test(run("replay",
		"--verify", tmp + "/amid.gonio")));
	console.log("browser: hostile: " + came + " connections came");
}
