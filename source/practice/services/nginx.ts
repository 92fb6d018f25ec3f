// Touches the world: stands in for nginx on the stack's published port.
import { appendFile, mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { ExecuteProgram, StartProgram } from '../engine/program.ts';
import { closeServer } from '../registry.ts';
import { mainProcess, untilStopped } from './main-process.ts';

/** Answers with what the api says, and 502 while there is none. */
export const startNginx: StartProgram = ({ log, ports, neighbour, mounted }) => {
	const logs = mounted('/var/log/nginx');
	const server = createServer(async (request, response) => {
		response.setHeader('server', 'nginx');
		const answer = neighbour('api')?.http?.();
		try {
			if (answer) await answer(request, response);
			else response.writeHead(502, { 'content-type': 'text/html' }).end(badGateway);
		} catch {
			if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/html' });
			response.end(badGateway);
		}
		const line = `127.0.0.1 - - [${new Date().toISOString()}] "${request.method} ${request.url} HTTP/1.1" ${response.statusCode}\n`;
		if (logs) await appendFile(join(logs, 'access.log'), line).catch(() => {});
	});
	const main = mainProcess(
		async (signal) => {
			if (logs) {
				await mkdir(logs, { recursive: true });
				// The real one makes its files when it starts.
				await appendFile(join(logs, 'access.log'), '');
			}
			for (const { address, port } of ports) await listen(server, address, port);
			log('/docker-entrypoint.sh: Configuration complete; ready for start up');
			await untilStopped(signal);
			log('1#1: signal 15 (SIGTERM) received, exiting', 'stderr');
			await closeServer(server);
			return 0;
		},
		(error) => {
			log(`nginx: [emerg] ${error.message}`, 'stderr');
			return 1;
		},
	);
	return { ...main, healthy: async () => server.listening };
};

export const executeNginx: ExecuteProgram = (_context, _running, call) => {
	if (call.argv.join(' ') !== 'nginx -v') return undefined;
	return call.stderr('nginx version: nginx/1 (stand-in)\n').then(() => 0);
};

function listen(server: Server, address: string, port: number): Promise<void> {
	return new Promise((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
}

const badGateway =
	'<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
