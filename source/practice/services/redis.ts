// Touches the world: stands in for Redis; it keeps nothing, the application does not ask it for anything.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecuteProgram, StartProgram } from '../engine/program.ts';
import { mainProcess, untilStopped } from './main-process.ts';

export const startRedis: StartProgram = ({ log }) => {
	let ready = false;
	const stamp = () => `${new Date().toISOString().slice(0, 23).replace('T', ' ')}`;
	const main = mainProcess(
		async (signal) => {
			log(`1:C ${stamp()} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo`);
			await sleep(50, undefined, { signal });
			log(`1:M ${stamp()} * Ready to accept connections tcp`);
			ready = true;
			await untilStopped(signal);
			ready = false;
			log(`1:signal-handler ${stamp()} Received SIGTERM scheduling shutdown...`);
			await sleep(50);
			return 0;
		},
		(error) => {
			log(error.message, 'stderr');
			return 1;
		},
	);
	return { ...main, healthy: async () => ready };
};

export const executeRedis: ExecuteProgram = (_context, running, call) => {
	if (call.argv.join(' ') !== 'redis-cli ping') return undefined;
	return (async () => {
		await call.stdout(
			running ? 'PONG\n' : 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n',
		);
		return running ? 0 : 1;
	})();
};
