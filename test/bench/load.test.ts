import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startLoad } from './load.ts';

test('another status, a cut connection and a silent server all count as down', async () => {
	let asked = 0;
	const server = createServer((request, response) => {
		asked += 1;
		if (asked === 1) {
			response.writeHead(302).end('here');
		} else if (asked === 2) {
			response.writeHead(502).end();
		} else if (asked === 3) {
			request.socket.destroy();
		}
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const load = startLoad(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 302);
	while (asked < 4) {
		await pause(5);
	}

	const samples = await load.stop();
	server.closeAllConnections();
	server.close();
	expect(samples.slice(0, 4).map(({ up }) => up)).toEqual([true, false, false, false]);
	// The silent one is given up after a second; the one that answered took no such time.
	expect(samples[3]?.took).toBeGreaterThan(900);
	expect(samples[0]?.took).toBeLessThan(900);
});
