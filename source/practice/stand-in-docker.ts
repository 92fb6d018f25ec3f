// Touches the world: the stand-in for the docker program. Hands a call to the practice engine and relays its answer.
import { connect } from 'node:net';
import process from 'node:process';
import { type CallHeader, FrameReader, frameKinds } from './wire.ts';

const [socketPath = '', ...argv] = process.argv.slice(2);
const header: CallHeader = { argv, cwd: process.cwd(), environment: process.env as Record<string, string> };
const socket = connect(socketPath);
const frames = new FrameReader();
let exitCode: number | undefined;

socket.write(`${JSON.stringify(header)}\n`);
// Only `exec` and `run` hand stdin on; any other call must leave the caller's keys alone.
if (argv.includes('exec')) process.stdin.pipe(socket);
else socket.end();

socket.on('data', (chunk: Buffer) => {
	for (const { kind, bytes } of frames.take(chunk)) {
		if (kind === frameKinds.exit) exitCode = bytes.readUInt8();
		else {
			const out = kind === frameKinds.stdout ? process.stdout : process.stderr;
			if (!out.write(bytes)) {
				socket.pause();
				out.once('drain', () => socket.resume());
			}
		}
	}
});
socket.on('error', () => {});
socket.on('close', () => {
	if (exitCode === undefined)
		process.stderr.write('Cannot connect to the Docker daemon: the practice stack has ended\n');
	process.stdin.destroy();
	process.exitCode = exitCode ?? 1;
});
for (const out of [process.stdout, process.stderr]) out.on('error', () => process.exit(141));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
