// Touches the world: a server of one kind of answer, ended at once by SIGTERM.
import { createServer } from 'node:http';

/** Serves what `answer` returns for a request: status, content type and body. */
export function serve(port, answer) {
	createServer(async (request, response) => {
		const [status, type, body] = await answer(request).catch((error) => [500, 'text/plain', `${error}\n`]);
		response.writeHead(status, { 'content-type': type }).end(body);
	}).listen(port);
	process.on('SIGTERM', () => process.exit(0));
}

/** A page with a title and these lines. */
export function page(title, lines) {
	const body = lines.map((line) => `<p>${line}</p>`).join('\n');
	return `<!doctype html>\n<title>${title}</title>\n<h1>${title}</h1>\n${body}\n`;
}
