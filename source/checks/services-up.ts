import { unitOf } from '../host-service/words.ts';
import { databaseServices } from '../runbook/database-services.ts';
import type { Facts, ServiceFact } from '../survey/facts.ts';
import { count, inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';
import { composeCommand } from './shown.ts';

export const servicesUp = defineCheck('services-up', 'Services', ({ facts }) => {
	const judged = facts.services.map((service) => ({ service, ...judge(service, facts) }));
	const evidence = judged.map(({ service, says }) => `${service.name} ${says}`).join(', ');
	const command = composeCommand(facts, 'ps', '--all');
	const down = judged.filter(({ level }) => level === 'fail').map(({ service }) => service.name);
	if (facts.services.length === 0 || down.length > 0) {
		const logs = composeCommand(facts, 'logs', '--tail', '50', ...down);
		const advice = `Every service has to be up, and healthy where it has a check. See why with ${logs} and mend that first.`;
		return { outcome: 'fail', evidence: evidence || 'no service', command, advice };
	}
	const waiting = judged.filter(({ level }) => level === 'warn').map(({ service }) => service.name);
	if (waiting.length > 0) {
		const advice = `Wait until ${inWords(waiting)} ${waiting.length === 1 ? 'has' : 'have'} settled, then check again.`;
		return { outcome: 'warn', evidence, command, advice };
	}
	return { outcome: 'pass', evidence, command };
});

type Judgement = { readonly level: 'pass' | 'warn' | 'fail'; readonly says: string };

function judge(service: ServiceFact, facts: Facts): Judgement {
	const code = service.exitCode === undefined ? '' : ` with code ${service.exitCode}`;
	const again = service.restarts > 0 ? ` (restarted ${count(service.restarts, 'time')})` : '';
	switch (service.state) {
		case 'healthy':
			return { level: 'pass', says: `healthy${again}` };
		case 'no check':
			return { level: 'pass', says: `up (no check)${again}` };
		case 'starting':
			return { level: 'warn', says: `starting${again}` };
		case 'unhealthy':
			return { level: 'fail', says: `unhealthy${again}` };
		case 'restarting':
			return { level: 'fail', says: `restarting, ended${code}${again}` };
		case 'exited':
			if (mayEnd(service, facts) && service.exitCode === 0)
				return { level: 'pass', says: 'ended as meant, code 0' };
			return { level: 'fail', says: `exited${code}` };
		case 'missing':
			return { level: 'fail', says: `has no ${unitOf(facts.service)}` };
		default:
			return service.state satisfies never;
	}
}

/** A stopped server also ends with code 0: the app and what the runbook works with are never one-shot. */
function mayEnd(service: ServiceFact, { runbook }: Facts): boolean {
	const needed = databaseServices(runbook.data).includes(service.name);
	const migrates = runbook.migrations.oneShot && service.name === runbook.migrations.service;
	return migrates || (service.oneShot && !service.app && !needed);
}
