import { basename } from 'node:path';
import { parseImageName } from '../releases/image-name.ts';
import { databaseServices } from '../runbook/database-services.ts';
import { appRepositories } from '../runbook/detect.ts';
import type { Facts, ServiceFact } from '../survey/facts.ts';
import { revisionService } from '../survey/schema/revision.ts';
import { count, inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';
import { composeCommand, hostCommand } from './shown.ts';

/**
 * The file resolves, or the survey would have ended; here it has to have what the runbook speaks of, and
 * services other than the app's must be as the file says, since `up` would recreate them as well.
 */
export const composeFile = defineCheck('compose-file', 'Compose file', ({ facts }) => {
	const { service } = facts;
	if (service) {
		const from = service.is === 'host' ? service.link : service.config;
		const evidence = `there is none: ${basename(facts.composeFile)} names the runbook, and ${service.service} is started from ${from}`;
		return { outcome: 'pass', evidence, command: hostCommand('ls', '-l', from) };
	}
	const files = [basename(facts.composeFile), ...facts.envFiles];
	const resolved = `${inWords(files)} resolve to ${count(facts.services.length, 'service')} of project ${facts.stack}: ${inWords(facts.services.map(({ name }) => name))}`;
	const command = composeCommand(facts, 'config', '--services');
	const lacking = servicesNamedByRunbook(facts).filter(
		(name) => !facts.services.some((service) => service.name === name),
	);
	if (lacking.length > 0) {
		return {
			outcome: 'fail',
			evidence: `${resolved}; the runbook of ${facts.app} also speaks of ${inWords(lacking)}`,
			command,
			advice: 'Use the Compose file of the vendor, or correct the service names in the runbook.',
		};
	}
	if (!facts.services.some(({ app }) => app)) {
		return {
			outcome: 'fail',
			evidence: `${resolved}; none of them runs ${inWords(appRepositories(facts.runbook))}`,
			command: composeCommand(facts, 'config', '--images'),
			advice: `Use the Compose file of the vendor, with images of ${inWords(appRepositories(facts.runbook))}.`,
		};
	}
	const changed = facts.services.filter((service) => !service.app && isDifferent(service));
	if (changed.length > 0) {
		const which = changed.map(
			({ name, image, runningImage }) => `${name} runs ${runningImage}, the file says ${image}`,
		);
		return {
			outcome: 'warn',
			evidence: `${resolved}; ${which.join('; ')}`,
			command: composeCommand(facts, 'ps', '--all'),
			advice: `The upgrade would recreate ${inWords(changed.map(({ name }) => name))} as well. Apply that change by itself first, or take it back.`,
		};
	}
	return { outcome: 'pass', evidence: resolved, command };
});

function servicesNamedByRunbook({ runbook }: Facts): string[] {
	return [
		...new Set([
			runbook.migrations.service,
			...[revisionService(runbook) ?? []].flat(),
			...[askedForSchema(runbook) ?? []].flat(),
			...databaseServices(runbook.data),
		]),
	];
}

const askedForSchema = ({ schema }: Facts['runbook']) =>
	typeof schema === 'object' && 'command' in schema ? schema.command.service : undefined;

function isDifferent({ image, runningImage }: ServiceFact): boolean {
	if (runningImage === undefined || runningImage === image) return false;
	return JSON.stringify(parseImageName(image)) !== JSON.stringify(parseImageName(runningImage));
}
