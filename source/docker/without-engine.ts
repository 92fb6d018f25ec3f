import { shownOnHost } from '../host-service/shown.ts';
import { shownOnPlatform } from '../managed/shown.ts';
import type { Engine } from './engine.ts';

/** What a Compose call comes to where no engine runs the app: what the operator is shown. @param words after `docker compose` */
export function shownWithout(
	service: NonNullable<Engine['service']>,
	words: readonly string[],
): readonly string[] {
	switch (service.is) {
		case 'host':
			return shownOnHost(service, words);
		case 'managed':
			return shownOnPlatform(service, words);
		default:
			return service satisfies never;
	}
}
