import type { ManagedService } from '../../managed/managed-service.ts';
import type { RestorePointContext } from '../context.ts';

/** @throws Error where the stack is none of the platform's */
export function managedOf({ engine }: Pick<RestorePointContext, 'engine'>): ManagedService {
	if (engine.service?.is !== 'managed') throw new Error('a snapshot belongs to an app on the platform');
	return engine.service;
}
