// Touches the world: a run that is told secrets of many shapes, through all that writes and shows.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asLines, asMarkdown } from '../../source/commands/history/document.ts';
import { factsText } from '../../source/commands/history/facts-text.ts';
import { runDocument } from '../../source/commands/history/run-document.ts';
import { eventLines } from '../../source/plain/event-lines.ts';
import { jsonLine } from '../../source/plain/json-line.ts';
import { secretsOfFiles } from '../../source/run/bundle/files-secrets.ts';
import { writeBundle } from '../../source/run/bundle/write-bundle.ts';
import { type Phase, phases, type RunEvent } from '../../source/run/events.ts';
import { readHistory } from '../../source/run/history/read-history.ts';
import { openRun } from '../../source/run/open-run.ts';
import { writeReport } from '../../source/run/report-file.ts';
import { createRun } from '../../source/run/run.ts';
import { tell } from '../../source/run/story.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { readVariables } from '../../source/survey/env-file.ts';
import { printable } from '../../source/text/printable.ts';
import { redactor, secretsOf } from '../../source/text/redact.ts';
import { firstAttention } from '../../source/wizard/attention.ts';
import { plainLook } from '../../source/wizard/logs/look.ts';
import { logRows } from '../../source/wizard/logs/rows.ts';
import { followRun } from '../../source/wizard/run-picture.ts';
import { composeScene } from '../../source/wizard/scene.ts';
import { plainText, type StyledLine } from '../../source/wizard/styled-line.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { stackFixture, stepFixture } from '../steps/context-fixture.ts';

type Shape = {
	readonly name: string;
	/** Lines of the env file. */
	readonly env?: string;
	/** Of the Compose file's service. */
	readonly given?: readonly [name: string, value: string];
	/** What the app, or a command, says: line by line. */
	readonly said: readonly string[];
	/** Must not be found, whatever stands in between. */
	readonly secrets: readonly string[];
};

const base64 = (text: string) => Buffer.from(text).toString('base64');
const key = (mark: string) => ['-----BEGIN PRIVATE KEY-----', `MIIE${mark}`, '-----END PRIVATE KEY-----'];

/** Each is given a mark of its own, which no other text has. */
const shapes: readonly Shape[] = (
	[
		(m) => ({ name: 'env file, bare', env: `SECRET_KEY=${m}`, said: [`using ${m} now`] }),
		(m) => ({ name: 'env file, double quotes', env: `QUOTED_PASSWORD="two ${m}"`, said: [`pw two ${m}.`] }),
		(m) => ({ name: 'env file, single quotes', env: `SINGLE_TOKEN='${m}'`, said: [`[${m}]`] }),
		(m) => ({
			name: 'env file, several lines',
			env: `SIGNING_KEY="${key(m).join('\n')}"`,
			said: [`  MIIE${m}`],
		}),
		(m) => ({ name: 'a dollar', env: `DOLLAR_TOKEN='x$$${m}'`, said: [`x$$${m}`, `x$${m}`] }),
		(m) => ({
			...{ name: 'an equals sign and a #', env: `HASH_PASSWORD=ab=cd#${m}`, said: [`ab=cd#${m}`] },
			given: ['HASH_PASSWORD', `ab=cd#${m}`],
		}),
		(m) => ({
			...{
				name: 'DATABASE_URL, percent-encoded',
				env: `DATABASE_URL=postgresql+psycopg://a:p%40s%2F${m}@db/x`,
			},
			said: [`p%40s%2F${m}`, `p@s/${m}`, `p%40s%2f${m}`],
		}),
		(m) => ({ name: 'a URL that no file has', said: [`dial postgres://user:p%40ss${m}@db:5432/x: refused`] }),
		(m) => ({
			...{ name: 'a parameter of a URL', env: `JDBC_URL=jdbc:postgresql://db/x?user=a&password=${m}` },
			said: [`login with ${m} failed`],
		}),
		(m) => ({
			...{ name: 'a value of JSON', env: `CONFIG='{"user":"a","password":"${m}"}'` },
			said: [`got ${m}`, `{"api_key":"other-${m}"}`],
		}),
		(m) => ({
			...{ name: 'in base64', env: `BASE_TOKEN=${m}`, said: [`sent ${base64(`ada:${m}`)}`] },
			secrets: [base64(`ada:${m}`)],
		}),
		(m) => ({ name: 'Compose file, list', given: ['LIST_TOKEN', m], said: [`list ${m}`] }),
		(m) => ({ name: 'Compose file, map', given: ['MAP_PASSWD', m], said: [`map ${m}`] }),
		(m) => ({
			...{ name: 'colours in the middle', env: `SPLIT_SECRET=${m}` },
			said: [
				`${m.slice(0, 4)}\u001b[31m${m.slice(4)}\u001b[0m`,
				`${m.slice(0, 3)}\u0007\u001b[1m${m.slice(3)}`,
			],
		}),
		(m) => ({ name: 'large letters, API_KEY', env: `API_KEY=${m}`, said: [`"${m}"`] }),
		(m) => ({ name: 'small letters, smtp_passwd', env: `smtp_passwd=${m}`, said: [`AUTH PLAIN ${m}`] }),
		(m) => ({ name: 'a private key that no file has', said: key(m) }),
		(m) => ({
			name: 'a bearer header',
			said: [`> Authorization: Bearer ${m}1`, `curl -H "authorization: bearer ${m}2"`],
		}),
		(m) => ({ name: 'cookies', said: [`Set-Cookie: session=${m}; HttpOnly`, `Cookie: a=b; sid=${m}`] }),
		(m) => ({
			name: 'a URL without a user',
			env: `REDIS_URL=redis://:${m}@redis:6379/0`,
			said: [`AUTH ${m}`],
		}),
		(m) => ({
			...{ name: 'encoded as Python does', env: `PY_PASSWORD="a b/ü!${m}"` },
			said: [`a+b%2F%C3%BC%21${m}`, `a%20b/%C3%BC%21${m}`, `a b/\\u00fc!${m}`],
		}),
		(m) => ({ name: 'in a shell’s quotes', env: `QUOTE_PASS=it's-${m}`, said: [`sh -c 'x it'\\''s-${m}'`] }),
	] satisfies readonly ((mark: string) => Omit<Shape, 'secrets'> & Partial<Shape>)[]
).map((shape, index) => {
	const mark = `vq${String(index + 1).padStart(2, '0')}Secret`;
	return { secrets: [mark], ...shape(mark) };
});

/** Stands beside what is said, and is no secret: where it is found, the place was not left out. */
const label = (index: number) => `shape-${String(index + 1).padStart(2, '0')}-said`;

let directory: string;
let docker: StubDocker;
/** Everything that was written or shown, by where. */
const places: Record<string, string> = {};
const placeNames = [
	'journal',
	'log file',
	'report',
	'lines',
	'JSON',
	'wizard',
	'wizard’s logs',
	'history',
	'bundle',
	'last words',
];

beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-shapes-'));
	docker = stubDocker();
	const env = `${shapes.flatMap((shape) => shape.env ?? []).join('\n')}\n`;
	const given = shapes.flatMap((shape) => (shape.given ? [shape.given] : []));
	writeFileSync(join(directory, '.env'), env);
	const [list, map] = [given.slice(1, 2), given.slice(2)];
	writeFileSync(
		join(directory, 'docker-compose.yml'),
		[
			'services:',
			'  api:',
			'    environment:',
			...list.map(([name, value]) => `      - ${name}=${value}`),
			'  db:',
			'    environment:',
			...map.map(([name, value]) => `      ${name}: ${value}`),
			'',
		].join('\n'),
	);
	const config = parseComposeConfig(
		JSON.stringify({ name: 'specivo', services: { api: { environment: Object.fromEntries(given) } } }),
	);
	const stack = stackFixture(directory, docker.engine, { envVariables: readVariables(env), config });
	const run = createRun(new Date('2026-06-15T02:10:00.000Z'));
	const events: RunEvent[] = [];
	run.session.subscribe((event) => events.push(event));
	const picture = followRun(run.session, { gatherFor: 0 });
	const open = openRun(run, stack, 'upgrade', false, new Date());

	docker.answers(containerSaying(shapes.flatMap(({ said }, index) => [label(index), ...said])));
	run.emit({ type: 'follow', services: ['api'], files: [open.logs.file('api')] });
	open.logs.follow(['api'], new Date('2026-06-15T02:00:00.000Z'));
	const last = label(shapes.length - 1);
	await vi.waitFor(() => expect(open.logs.lines('api').some(({ text }) => text === last)).toBe(true), {
		timeout: 30_000,
	});

	const scenes: string[] = [];
	const look = (stations: readonly (Phase | undefined)[] = [undefined]) => {
		for (const lookingAt of stations)
			for (const size of [
				{ columns: 80, rows: 24 },
				{ columns: 200, rows: 1000 },
			]) {
				const attention = { ...firstAttention, ...(lookingAt ? { lookingAt } : {}) };
				const asked = { attention, size, now: new Date(), awake: true };
				scenes.push(textIn(composeScene({ picture: picture.current(), ...asked })));
			}
	};
	const said = shapes.map((shape, index) => `${label(index)} ${shape.said.join('\n')}`);
	const step = { ...stepFixture('up'), title: 'start it', commands: said };
	run.emit({ type: 'plan', plan: { purpose: 'upgrade', from: '1', to: '2', directory, steps: [step] } });
	for (const [index, text] of said.entries()) {
		run.emit({ type: 'fact', fact: { id: `fact ${index}`, label: 'Fact', value: text } });
		run.emit({
			...{ type: 'finding' },
			finding: {
				check: `check ${index}`,
				title: text,
				outcome: 'warn',
				evidence: text,
				command: text,
				advice: text,
			},
		});
		run.emit({ type: 'notice', step: 'up', text: [text], commands: [text], commandsDo: text, open: true });
		run.pass({ type: 'progress', progress: { step: 'up', label: text, note: text, done: 1, unit: 'items' } });
	}
	run.emit({
		...{ type: 'notes' },
		notes: {
			...{ missing: [], place: 'CHANGELOG.md' },
			sections: [{ version: '2', lines: said.map((text) => ({ text, marks: [] })) }],
		},
	} as never);
	run.emit({ type: 'phase', phase: 'Upgrade' });
	run.emit({ type: 'step begins', step: 'up', commands: said });
	look();
	for (const text of said)
		run.emit({
			type: 'step ends',
			step: 'up',
			outcome: 'failed',
			detail: text,
			took: 1,
			outputs: { said: text },
		});
	const items = said.map((text, index) => ({ id: `item ${index}`, label: text, detail: [text] }));
	const asked = run.ask({
		...{ id: 'ways-back', kind: 'choose', title: said.join(' '), text: said, commands: said },
		...{ changes: said.join(' '), wayBack: said.join(' '), items },
	});
	look();
	run.session.answer('ways-back', { kind: 'chosen', item: 'item 0' }, said.join(' '));
	await asked;
	writeReport(run, open.directory, 1, said, said);
	run.emit({ type: 'phase', phase: 'Report' });
	const result = await tell(run, 'upgrade', async () => ({ exit: 3, state: 'failed', text: said }));
	places['last words'] = result.text.join('\n');
	look([undefined, ...phases]);
	await open.close();

	const view = picture.logs.view('api');
	const page = { look: plainLook, width: 400, height: 5000 };
	places['wizard’s logs'] = logRows(view, page, undefined).rows.map(plainText).join('\n');
	picture.close();
	places.wizard = scenes.join('\n');
	places.lines = events.flatMap(eventLines).join('\n');
	places.JSON = events.map((event) => jsonLine(event) ?? '').join('\n');
	places.journal = readFileSync(join(open.directory, 'journal.jsonl'), 'utf8');
	places.report = readFileSync(join(open.directory, 'report.md'), 'utf8');
	places['log file'] = readFileSync(join(open.directory, 'logs', 'api.log'), 'utf8');
	const told = await readHistory(directory, run.id);
	const document = runDocument(told, { goingOn: undefined, open: undefined }, open.directory);
	places.history = [...asLines(document), ...asMarkdown(document), JSON.stringify(told)].join('\n');
	await spoil(open.directory);
	places.bundle = await bundled(run.id, open.directory, factsText(told));
}, 120_000);

afterAll(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

/** A container of the api whose log has these lines. */
const containerSaying = (lines: readonly string[]) => [
	{ when: 'ps --all --quiet', stdout: 'one\n' },
	{
		when: 'container inspect one',
		stdout: JSON.stringify([
			{
				...{ Id: 'one', Image: 'x', State: { Status: 'running', ExitCode: 0 } },
				Config: { Image: 'x', Labels: { 'com.docker.compose.service': 'api' } },
			},
		]),
	},
	{ when: 'one', stdout: lines.map((line, index) => `${at(index)} ${line}\n`).join('') },
];
const at = (index: number) => `2026-06-15T02:10:01.${String(index).padStart(9, '0')}Z`;

/** A run by an older Lockkeeper may have hidden nothing: the bundle does not rely on it. */
async function spoil(run: string): Promise<void> {
	const raw = shapes.flatMap(({ said }, index) => [label(index), ...said]);
	writeFileSync(join(run, 'logs', 'old.log'), raw.map((line, index) => `${at(index)} ${line}\n`).join(''));
	writeFileSync(join(run, 'report.md'), raw.join('\n'));
	const journal = join(run, 'journal.jsonl');
	writeFileSync(journal, `${readFileSync(journal, 'utf8')}damaged ${raw.join(' ')}\n`);
}

async function bundled(run: string, of: string, facts: string): Promise<string> {
	const target = join(directory, 'bundle.tar.gz');
	const { secrets } = secretsOfFiles(directory);
	await writeBundle({
		...{ run, directory: of, target, at: new Date(), hide: redactor(secrets), anonymous: (text) => text },
		texts: [{ name: 'facts.txt', what: 'facts', text: facts }],
		about: { secretsFrom: [], problems: [], hostHidden: true },
	});
	expect(readdirSync(directory).filter((name) => name.startsWith('.bundle'))).toEqual([]);
	return (await execa('tar', ['-xOzf', target])).stdout;
}

/** All text of a scene; of a row, its pieces put together. */
function textIn(value: unknown): string {
	if (typeof value === 'string') return value;
	if (isLine(value)) return plainText(value);
	if (value instanceof Set) return '';
	if (typeof value === 'object' && value !== null) return Object.values(value).map(textIn).join('\n');
	return '';
}
const isLine = (value: unknown): value is StyledLine =>
	Array.isArray(value) && value.length > 0 && value.every((one) => typeof one?.text === 'string');

/** As a screen shows it, and without the line breaks of a narrow one. */
const asSeen = (text: string) => printable(text).replace(/\s+/g, '');

const seenBefore = new Map<string, string>();
function seenAt(place: string): string {
	const seen = seenBefore.get(place) ?? asSeen(places[place] ?? '');
	seenBefore.set(place, seen);
	return seen;
}

describe('in no place', () => {
	test.each(shapes.map((shape, index) => [shape.name, index] as const))('%s', (_name, index) => {
		const found = placeNames.flatMap((place) => {
			const seen = seenAt(place);
			return shapes[index]?.secrets.filter((secret) => seen.includes(asSeen(secret))).map(() => place) ?? [];
		});
		expect(found).toEqual([]);
	});
});

test.each(placeNames)('%s was told all of them', (place) => {
	const seen = seenAt(place);
	const missing = shapes.flatMap((_, index) => (seen.includes(label(index)) ? [] : [label(index)]));
	expect(missing).toEqual([]);
});

test('the limit that the README states: five characters are shown, six are hidden', () => {
	const hide = redactor(secretsOf({ A_TOKEN: 'five5', B_TOKEN: 'sixsix' }));
	expect(hide('five5 sixsix')).toBe('five5 [hidden]');
});
