import { composeVersion, version } from '../docker/arguments.ts';
import { defaultEngine } from '../docker/engine.ts';
import { defineCheck } from './check.ts';
import { oneAfterAnother } from './shown.ts';

/**
 * Engine 20.10 is the oldest on which Compose v2 is supported; Compose 2.20 the oldest with `include` and
 * `depends_on.required`, which vendors' files use.
 */
const oldest = { engine: '20.10', compose: '2.20' };

export const engineVersion = defineCheck('engine-version', 'Engine and Compose', ({ facts }) => {
	const { engine, service } = facts;
	if (service) return { outcome: 'pass', evidence: `none is needed: ${service.service} runs without one` };
	const evidence = `Docker Engine ${engine.version} and Compose ${engine.composeVersion} answer, on ${engine.architecture}`;
	const command = oneAfterAnother(version(defaultEngine), composeVersion(defaultEngine));
	const states = [
		{ name: 'Docker Engine', found: engine.version, oldest: oldest.engine },
		{ name: 'Compose', found: engine.composeVersion, oldest: oldest.compose },
	];
	const old = states.filter(({ found, oldest: least }) => isOlder(found, least));
	if (old.length > 0) {
		const advice = old.map(({ name, oldest: least }) => `Update ${name} to ${least} or newer.`).join(' ');
		return { outcome: 'fail', evidence, command, advice };
	}
	const unread = states.filter(({ found }) => numbersOf(found) === undefined);
	if (unread.length > 0) {
		const advice = unread
			.map(({ name, oldest: least }) => `See for yourself that ${name} is ${least} or newer.`)
			.join(' ');
		return { outcome: 'warn', evidence, command, advice };
	}
	return { outcome: 'pass', evidence, command };
});

/**
 * Major and minor of a version. Distributions add their own endings (`2.26.1-4`), and Docker's old versions
 * have leading zeros (`19.03.15`), which Semantic Versioning refuses: the numbers alone count.
 */
function numbersOf(version: string): [number, number] | undefined {
	const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
	return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

function isOlder(found: string, least: string): boolean {
	const [numbers, [leastMajor, leastMinor] = [0, 0]] = [numbersOf(found), numbersOf(least)];
	if (!numbers) return false;
	return numbers[0] < leastMajor || (numbers[0] === leastMajor && numbers[1] < leastMinor);
}
