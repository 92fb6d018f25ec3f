// Touches the world: the api's pages, and its health.
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProgramContext } from '../engine/program.ts';
import type { ApplicationDatabase } from './application-database.ts';

/** What `GET /health/` answers (systems, Specivo): degraded is 200 as well. */
export async function readHealth(
	context: ProgramContext,
	database: ApplicationDatabase,
): Promise<{ status: number; body: string }> {
	const health = context.image.release?.health ?? 'ok';
	const reached = (await database.reaches()) ? 'ok' : 'error';
	// The degraded release has lost its way to Redis, the other never finishes starting.
	const cached = health !== 'degraded' && context.neighbour('redis') ? 'ok' : 'error';
	const status = health === 'never' ? 'starting' : reached === 'ok' && cached === 'ok' ? 'ok' : 'degraded';
	const body = JSON.stringify({ status, database: reached, redis: cached, version: '', tier: '' });
	return { status: health === 'never' ? 503 : 200, body };
}

const standIn = '<p>A stand-in for Specivo, from the practice stack.</p>';

/** Answers one request as the application does. */
export async function answerRequest(
	context: ProgramContext,
	database: ApplicationDatabase,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const url = new URL(request.url ?? '/', 'http://specivo');
	const signedIn = request.headers.cookie?.includes(`specivo_session=${session(context)}`) ?? false;
	const page = (body: string, status = 200) =>
		response
			.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
			.end(`<h1>Specivo</h1>${standIn}${body}`);
	const redirect = (location: string, headers: Record<string, string> = {}) =>
		response.writeHead(302, { location, ...headers }).end();
	const issue = /^\/issues\/(\d+)\/?$/.exec(url.pathname)?.[1];
	if (/^\/health\/?$/.test(url.pathname)) {
		const { status, body } = await readHealth(context, database);
		response.writeHead(status, { 'content-type': 'application/json' }).end(body);
	} else if (url.pathname === '/') redirect(signedIn ? '/issues' : '/login');
	else if (url.pathname === '/login' && request.method === 'POST') {
		request.resume();
		redirect('/issues', { 'set-cookie': `specivo_session=${session(context)}; HttpOnly` });
	} else if (url.pathname === '/login')
		page('<form method=post><input name=login value=admin> <button>Sign in</button></form>');
	else if (!signedIn) redirect('/login');
	else if (url.pathname === '/issues')
		page(`${search}${await list(database, 'SELECT id, title FROM issues ORDER BY id DESC LIMIT 25')}`);
	else if (url.pathname === '/search') {
		const words = literal(url.searchParams.get('q') ?? '');
		page(
			`${search}${await list(database, `SELECT id, title FROM issues WHERE search @@ plainto_tsquery('english', ${words}) ORDER BY id LIMIT 25`)}`,
		);
	} else if (issue) {
		const [row] = await database.rows(`SELECT title, status, description FROM issues WHERE id = ${issue}`);
		if (row) page(`<h2>${escaped(row[0])}</h2><p>${escaped(row[1])}</p><p>${escaped(row[2])}</p>`);
		else page('<p>No such issue</p>', 404);
	} else page('<p>Not found</p>', 404);
	context.log(
		`INFO:     ${request.socket.remoteAddress}:0 - "${request.method} ${url.pathname} HTTP/1.1" ${response.statusCode}`,
	);
}

async function list(database: ApplicationDatabase, statement: string): Promise<string> {
	const rows = await database.rows(statement);
	return `<ul>${rows.map(([id, title]) => `<li><a href="/issues/${id}">${escaped(title)}</a></li>`).join('')}</ul>`;
}

/** Signed with SECRET_KEY: another key makes every session of before invalid. */
const session = ({ environment }: ProgramContext) =>
	`admin.${createHmac('sha256', environment.SECRET_KEY ?? '')
		.update('admin')
		.digest('hex')}`;

const search = '<form action="/search"><input name=q> <button>Search</button></form>';
const escaped = (text: string | null | undefined) =>
	(text ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
