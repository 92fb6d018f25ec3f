import { defaultEngine } from '../docker/engine.ts';
import { unitOf } from '../host-service/words.ts';
import { revisionCommands, revisionService, tellsHead, tellsRevision } from '../survey/schema/revision.ts';
import { shapeInWords } from '../survey/schema/shape-changes.ts';
import { defineCheck } from './check.ts';
import { composeCommand, oneAfterAnother, projectOf } from './shown.ts';

/**
 * A database that is not at the running image's newest revision fails: a migration of the version that runs
 * was swallowed or stands halfway, and one more version on top could not be told from its damage.
 */
export const schemaRevision = defineCheck('schema-revision', 'Schema revision', ({ facts }) => {
	if (!tellsRevision(facts.runbook))
		return {
			outcome: 'skip',
			evidence: `the app tells none: after the start ${unitOf(facts.service)}, log and answers decide`,
		};
	const commands = revisionCommands(facts.runbook, defaultEngine, projectOf(facts));
	const command = commands.length > 0 ? oneAfterAnother(...commands) : undefined;
	const asked = revisionService(facts.runbook);
	const starter = facts.runbook.migrations.service;
	const logs = composeCommand(facts, 'logs', '--tail', '100', starter);
	if (!facts.schema.ok) {
		return {
			outcome: 'fail',
			evidence: `not readable: ${facts.schema.problem}`,
			command,
			advice: `Without it nobody can tell whether a migration ran. See ${logs} and mend that first.`,
		};
	}
	const { current, head } = facts.schema.value;
	const source = asked === undefined ? 'the version checked out' : 'the running image';
	if (current === undefined) {
		return {
			outcome: 'fail',
			evidence: 'the database has no revision, as an empty one',
			command,
			advice: `Make sure that ${asked ?? 'the app'} uses the database that holds the data, and that its migrations ran: ${logs}.`,
		};
	}
	const { shape } = facts.schema.value;
	if (shape) {
		return {
			outcome: 'pass',
			evidence: `the app keeps none; ${shapeInWords(shape)} stand for it`,
			command,
		};
	}
	if (!tellsHead(facts.runbook)) {
		const { schema } = facts.runbook;
		const means = typeof schema === 'object' && 'command' in schema ? 'command' : 'query';
		return {
			outcome: 'pass',
			evidence: `${current}, by the runbook’s ${means}; no image tells which one it brings`,
			command,
		};
	}
	if (head === undefined) {
		return {
			outcome: 'warn',
			evidence: `${current} in the database; the newest one of ${source} could not be read`,
			command,
			advice: 'Compare the two by hand with the command.',
		};
	}
	if (current !== head) {
		return {
			outcome: 'fail',
			evidence: `${current} in the database, ${head} in ${source}`,
			command,
			advice: `The database does not fit the version that runs: a migration failed, or the image is not the one it was made for. See ${logs}; restarting ${starter} runs its migrations again.`,
		};
	}
	return { outcome: 'pass', evidence: `${current}, the newest of ${source}`, command };
});
