import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseRunbook } from '../../source/runbook/choose.ts';
import { readSettings } from '../../source/runbook/settings.ts';

const specivo = readFileSync(new URL('../../source/runbooks/specivo.yaml', import.meta.url), 'utf8');
let directory: string;
const at = (name: string) => join(directory, name);
const write = (name: string, text: string) => writeFileSync(at(name), text);
const compose = (more = '') => write('compose.yaml', `services: {}\n${more}`);
const choose = (...images: string[]) =>
	chooseRunbook(
		directory,
		readSettings(directory, at('compose.yaml')),
		Object.fromEntries(
			images.map((image, index) => [`s${index}`, { image, builds: false, environment: {} }]),
		),
	);

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-choose-'));
	compose();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('by image, when nothing is said', () => {
	expect(choose('nginx:1', 'specivo/specivo:0.1.9')).toMatchObject({
		name: 'specivo',
		because: 'an image of the stack’s is its app’s',
		overridden: [],
	});
	expect(() => choose('nginx:1')).toThrow(
		'No runbook fits this stack. Its images are nginx:1; there are runbooks for',
	);
});

test('Repod by what its checkout builds and holds, in the classic variant; not another app with the same services', () => {
	const services = {
		backend: { builds: true, environment: {} },
		frontend: { builds: true, environment: {} },
	};
	const chosen = () => chooseRunbook(directory, readSettings(directory, at('compose.yaml')), services);
	write('backup.sh', '');
	expect(chosen).toThrow('No runbook fits this stack. Its images are none, and it builds backend, frontend;');
	write('backend.env.example', '');
	const { name, because, variant, runbook } = chosen();
	expect({ name, because, variant }).toEqual({
		name: 'repod',
		because: 'the stack builds its app’s services',
		variant: { name: 'classic', because: 'the Compose file builds backend' },
	});
	expect(runbook.version).toEqual({
		...{ pin: { git: true, prefix: 'v' }, available: { git: true } },
		hops: 'one minor at a time',
	});
	expect(runbook.required).toEqual([]);
	expect(choose('ghcr.io/repod-ce/backend:1.1.0')).toMatchObject({
		name: 'repod',
		because: 'an image of the stack’s is its app’s',
		runbook: { version: { pin: { env: 'REPOD_VERSION' } } },
	});
	expect(choose('ghcr.io/repod-ce/backend:1.1.0').variant).toBeUndefined();
});

test('by name, and one that nobody knows names line and remedy', () => {
	write('lockkeeper.yaml', '# mine\nrunbook: specivo\n');
	expect(choose('nginx:1')).toMatchObject({ name: 'specivo', because: `${at('lockkeeper.yaml')} says so` });
	write('lockkeeper.yaml', '# mine\nrunbook: specvo\n');
	expect(() => choose('nginx:1')).toThrow(
		`${at('lockkeeper.yaml')}, line 2, column 10: runbook: expected repod, semaphor, sovecom, specivo, svrunner or a file beside the Compose file, found “specvo”.`,
	);
});

test('a file of one’s own beside the Compose file, with what the stack says otherwise', () => {
	write('own.yaml', specivo.replace('app: Specivo', 'app: Own'));
	write('lockkeeper.yaml', 'runbook: own.yaml\nversion: { hops: any }\nquiet: 900\n');
	const { runbook, name, overridden } = choose();
	expect(name).toBe(at('own.yaml'));
	expect(runbook).toMatchObject({
		app: 'Own',
		version: { pin: { env: 'SPECIVO_VERSION' }, hops: 'any' },
		migrations: { quiet: 900, service: 'api' },
	});
	expect(overridden).toEqual([{ key: 'version', file: at('lockkeeper.yaml') }]);
});

test('lockkeeper.yaml may be a whole runbook, settings and all', () => {
	write(
		'lockkeeper.yaml',
		`${specivo}backups: /elsewhere\nphysical: off\nwindow: { from: "01:00", to: "02:00" }\n`,
	);
	expect(choose()).toMatchObject({
		name: at('lockkeeper.yaml'),
		runbook: { app: 'Specivo', window: { from: '01:00', to: '02:00' } },
	});
});

test('a vendor ships it in the Compose file, and the operator says some of it otherwise', () => {
	compose(`x-lockkeeper:\n${specivo.replaceAll(/^(?=.)/gm, '  ')}`);
	expect(choose()).toMatchObject({
		name: at('compose.yaml'),
		runbook: { version: { hops: 'one minor at a time' } },
	});
	write('lockkeeper.yaml', 'version: { hops: any }\n');
	expect(choose()).toMatchObject({ name: at('compose.yaml'), runbook: { version: { hops: 'any' } } });
});

test('what the Compose file says otherwise of one runbook is not said of the one that the operator names', () => {
	compose('x-lockkeeper: { runbook: specivo, app: Vendor }\n');
	expect(choose().runbook.app).toBe('Vendor');
	write('own.yaml', specivo.replace('app: Specivo', 'app: Own'));
	write('lockkeeper.yaml', 'runbook: own.yaml\n');
	expect(choose().runbook.app).toBe('Own');
});

test('what is wrong once it is laid over is told with the file that says it', () => {
	write('lockkeeper.yaml', 'runbook: specivo\nmigrations:\n  service: api\n  quiet: soon\n');
	expect(() => choose()).toThrow(
		`${at('lockkeeper.yaml')}, line 4, column 10: migrations.quiet: expected a number, found “soon”`,
	);
	// Missing is what the operator took away: the runbook that lacks it now is named.
	write('lockkeeper.yaml', 'runbook: specivo\nschema:\n');
	expect(() => choose()).toThrow(
		/lockkeeper\.yaml, line \d+, column \d+: schema: expected “fingerprint”, “none” or a map of alembic, sql, drizzle, command, found nothing/,
	);
});
