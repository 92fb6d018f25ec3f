import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../source/docker/engine.ts';
import type { Plan, Step, StepKind } from '../../source/plan/plan.ts';
import type { ServiceLogs } from '../../source/steps/service-logs.ts';
import type { StepContext } from '../../source/steps/step.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { configDigest, type Stack } from '../../source/survey/identify.ts';
import { factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';

/** A step of one kind. @param parameters what its kind needs to know */
export const stepFixture = (kind: StepKind, parameters: Step['parameters'] = {}): Step => ({
	id: kind,
	kind,
	phase: 'Upgrade',
	title: kind,
	commands: [],
	changes: '',
	undo: '',
	expected: 0,
	downtime: 0,
	parameters,
});

const plan: Plan = { purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '', steps: [] };

const noLogs: ServiceLogs = {
	follow: () => {},
	lines: () => [],
	count: () => 0,
	file: (service) => service,
	close: async () => {},
};

/** A Specivo stack in a directory that holds docker-compose.yml and .env. */
export function stackFixture(directory: string, engine: Engine, changes: Partial<Stack> = {}): Stack {
	const composeFile = join(directory, 'docker-compose.yml');
	const project = { directory, envFiles: ['.env'] };
	const variables: Readonly<Record<string, string>> = {
		SPECIVO_PORT: '9933',
		POSTGRES_USER: 'specivo',
		POSTGRES_DB: 'specivo',
		SPECIVO_DATA_DIR: './specivo-data',
	};
	return {
		engine,
		engineFact: factsFixture().engine,
		project,
		name: 'specivo',
		directory,
		composeFile,
		config: parseComposeConfig('{"name":"specivo"}'),
		configDigest: configDigest(composeFile, project),
		runbook: specivoRunbook,
		settings: {},
		variables: (name) => variables[name],
		envVariables: {},
		backups: join(directory, 'backups'),
		...changes,
	};
}

/** What a step is given, the survey's digest that of the files as they are now. @param changes replace whole keys */
export const contextFixture = (stack: Stack, changes: Partial<StepContext> = {}): StepContext => ({
	run: 'r1',
	stack,
	facts: factsFixture({ configDigest: stack.configDigest, directory: stack.directory }),
	plan,
	outputs: {},
	directory: stack.directory,
	logs: noLogs,
	background: new Map(),
	planEnds: new AbortController().signal,
	signal: new AbortController().signal,
	report: () => {},
	notify: () => {},
	resumed: false,
	note: () => {},
	follow: () => {},
	tick: async () => ({}),
	...changes,
});

/** The bytes of a file, each as one character. */
export const bytesOf = (file: string) => readFileSync(file, 'latin1');
