// Touches the world: health, version and the documents of an index, as Meilisearch 1.8 answers them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { json } from 'node:stream/consumers';

const directory = path.join(process.cwd(), 'indexes');

const refused = (code, message) => ({
	message,
	code,
	type: 'auth',
	link: `https://docs.meilisearch.com/errors#${code}`,
});

async function answer(request) {
	if (request.url === '/health') return [200, { status: 'available' }];
	const { authorization } = request.headers;
	if (authorization === undefined)
		return [401, refused('missing_authorization_header', 'The Authorization header is missing.')];
	if (authorization !== `Bearer ${process.env.MEILI_MASTER_KEY}`)
		return [403, refused('invalid_api_key', 'The provided API key is invalid.')];
	if (request.url === '/version') return [200, { pkgVersion: '1.8.4' }];
	const index = /^\/indexes\/(\w+)\/documents$/.exec(request.url)?.[1];
	if (index === undefined) return [404, { message: 'Not Found', code: 'not_found', type: 'invalid_request' }];
	const file = path.join(directory, `${index}.json`);
	if (request.method === 'PUT') {
		mkdirSync(directory, { recursive: true });
		writeFileSync(file, JSON.stringify(await json(request)));
		return [202, { taskUid: 1, indexUid: index, status: 'enqueued' }];
	}

	return [200, { results: JSON.parse(readFileSync(file, 'utf8')) }];
}

createServer(async (request, response) => {
	const [status, body] = await answer(request).catch((error) => [
		404,
		{ message: error.message, code: 'index_not_found', type: 'invalid_request' },
	]);
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}).listen(7700);

process.on('SIGTERM', () => process.exit(0));
