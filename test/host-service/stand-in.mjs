// A stand-in for SVRunner's packaged build on a host: one program, told its version by the name of its directory.
// What each version does to the schema follows the stand-in of the lab (test/lab/svrunner).
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';

const version = readFileSync(path.join(import.meta.dirname, 'VERSION'), 'utf8').trim();
const settings = Object.fromEntries(
	readFileSync('.env', 'utf8')
		.split('\n')
		.filter((line) => line.includes('='))
		.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);
// 3.2.3 looks for its files elsewhere: an empty server that looks well.
const files = version === '3.2.3' ? 'elsewhere' : settings.SVR_SERVER_FILES_DIR;
mkdirSync(path.join(files, 'logs'), { recursive: true });
mkdirSync('files/logs', { recursive: true });
const log = (line) => appendFileSync('files/logs/server.log', `${line}\n`);

log(`SVRunner ${version}`);
const database = new DatabaseSync(path.join(files, 'local.db'));
database.exec('PRAGMA journal_mode = WAL');
const columns = (table) =>
	database
		.prepare(`PRAGMA table_info(${table})`)
		.all()
		.map(({ name }) => name);
const change = (line, sql) => {
	database.exec(sql);
	log(`schema: ${line}`);
};
if (columns('screens').length === 0)
	change(
		'created screens',
		'CREATE TABLE screens (id INTEGER PRIMARY KEY, name TEXT NOT NULL, legacy_code TEXT)',
	);
if (version !== '3.0.0' && !columns('screens').includes('rotation'))
	change('added screens.rotation', 'ALTER TABLE screens ADD COLUMN rotation INTEGER NOT NULL DEFAULT 0');
if (version === '3.2.0' && columns('screens').includes('legacy_code'))
	change('dropped screens.legacy_code', 'ALTER TABLE screens DROP COLUMN legacy_code');
if (version === '3.2.1') {
	change('added screens.folder', 'ALTER TABLE screens ADD COLUMN folder TEXT');
	try {
		database.exec('CREATE UNIQUE INDEX uq_screens_name ON screens (name)');
	} catch (error) {
		log(`Error: ${error.message}`);
		process.exit(1);
	}
}
const server = createServer((request, response) => {
	if (request.url === '/graphql') {
		response.setHeader('content-type', 'application/json');
		if (version === '3.2.2') return response.writeHead(503).end('{"errors":[]}');
		return response.end('{"data":{"__typename":"Query"}}');
	}
	response.writeHead(existsSync(files) && ['/', '/docs'].includes(request.url) ? 200 : 404).end('SVRunner');
});
// 3.2.4 runs, and is never heard of again.
const silence = version === '3.2.4' ? setInterval(() => {}, 60_000) : undefined;
if (!silence)
	server.listen(Number(settings.SVR_PORT), '127.0.0.1', () => log(`listening on ${settings.SVR_PORT}`));
process.on('SIGTERM', () => {
	log('stopped');
	clearInterval(silence);
	server.close();
	server.closeAllConnections();
	database.close();
});
