// Touches the world: takes docker's words, as far as Lockkeeper has them, for an app without containers.
import process from 'node:process';

/** What is done and answered in the place of an engine. */
export type EngineWords<Service> = {
	readonly info: (service: Service) => unknown;
	/** The Compose file as it would be resolved. */
	readonly config: (service: Service) => unknown;
	readonly containers: (service: Service) => Promise<readonly { readonly Id: string }[]>;
	/** By references or ids; undefined when one of them is not here. */
	readonly images: (service: Service, references: readonly string[]) => Promise<unknown | undefined>;
	readonly up: (service: Service) => Promise<void>;
	readonly start: (service: Service) => Promise<void>;
	readonly stop: (service: Service) => Promise<void>;
	/** Hands over lines with their times until it is stopped. @param since ISO 8601 */
	readonly follow: (
		service: Service,
		since: string,
		onLine: (line: string) => void,
		signal: AbortSignal,
	) => Promise<void>;
};

/** @param argv the service as JSON, then the words that docker would get; sets the exit code */
export async function answerAsEngine<Service>(
	[description = '{}', ...words]: readonly string[],
	does: EngineWords<Service>,
): Promise<void> {
	const service = JSON.parse(description) as Service;
	try {
		await answer(
			service,
			words.filter((word, index) => word !== '--env-file' && words[index - 1] !== '--env-file'),
			does,
		);
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}

async function answer<Service>(
	service: Service,
	[first = '', second = '', ...rest]: readonly string[],
	does: EngineWords<Service>,
): Promise<void> {
	switch (['ps', 'info', 'logs'].includes(first) ? first : `${first} ${second}`) {
		case 'info':
			return say(does.info(service));
		case 'compose version':
			return say('none');
		case 'compose config':
			return say(does.config(service));
		case 'compose ps':
			return say((await does.containers(service)).map(({ Id }) => Id).join('\n'));
		case 'compose up':
			return does.up(service);
		case 'compose start':
			return does.start(service);
		case 'compose stop':
			return does.stop(service);
		case 'container inspect':
			return say(await does.containers(service));
		case 'image inspect': {
			const found = await does.images(service, rest);
			if (found) return say(found);
			throw new Error(`Error: No such image: ${rest.join(' ')}`);
		}
		// Throw-away containers of ours: there never are any.
		case 'ps':
			return;
		case 'logs': {
			const options = [second, ...rest];
			const ends = new AbortController();
			for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => ends.abort());
			return does.follow(service, options[options.indexOf('--since') + 1] ?? '', say, ends.signal);
		}
		default:
			throw new Error(`Without an engine “${[first, second, ...rest].join(' ')}” has no meaning.`);
	}
}

const say = (value: unknown) => console.log(typeof value === 'string' ? value : JSON.stringify(value));
