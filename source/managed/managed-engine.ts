// Touches the world: finds the program that speaks for an app on the platform.
import type { Engine } from '../docker/engine.ts';
import { engineOf } from '../host-service/host-engine.ts';
import type { ManagedService } from './managed-service.ts';

/** An engine that knows one app of the platform: it answers as docker does, and does what the platform's tool does. */
export const managedEngine = (service: ManagedService): Engine =>
	engineOf(service, new URL('.', import.meta.url), 'managed-engine-program');
