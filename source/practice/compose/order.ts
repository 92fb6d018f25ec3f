import { CallFailure } from '../engine/call.ts';
import type { Project } from './project.ts';
import type { ResolvedService } from './service.ts';

/** Services and all they depend on, dependencies first. */
export function inOrder(project: Project, names: readonly string[]): string[] {
	const order: string[] = [];
	const visit = (name: string) => {
		if (order.includes(name) || !project.services[name]) return;
		for (const other of Object.keys(project.services[name].depends_on ?? {})) visit(other);
		if (!order.includes(name)) order.push(name);
	};
	for (const name of names) visit(name);
	return order;
}

/** @throws CallFailure when the file has no such service */
export function demandService(project: Project, name: string): ResolvedService {
	const service = project.services[name];
	if (!service) throw new CallFailure(1, `no such service: ${name}`);
	return service;
}
