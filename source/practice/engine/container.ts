// Touches the world: runs the main process of a container, checks its health and starts it again.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '../compose/durations.ts';
import type { ResolvedService } from '../compose/service.ts';
import type { PracticeImage } from '../images.ts';
import { ContainerLog, now } from './log.ts';
import type { PracticePlace, ProgramContext, RunningProgram, StartProgram } from './program.ts';

/** From what a container is made. */
export type ContainerPlan = {
	readonly name: string;
	readonly image: PracticeImage;
	/** The reference it was asked for. */
	readonly imageName: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly environment: Readonly<Record<string, string>>;
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	readonly healthcheck?: ResolvedService['healthcheck'];
	readonly restart: string;
	readonly mounts: readonly {
		readonly type: 'bind' | 'volume';
		readonly source: string;
		readonly target: string;
		readonly readOnly: boolean;
	}[];
	readonly ports: readonly {
		readonly address: string;
		readonly published: number;
		readonly target: number;
		readonly protocol: string;
	}[];
	readonly network: string;
};

/** How many times faster than the Compose file says health is checked: nobody practises waiting. */
const healthHaste = 10;
/** A container that ran this long, milliseconds, starts its restart delays anew. */
const steady = 10_000;

export class Container {
	readonly id = randomBytes(32).toString('hex');
	readonly createdAt = now();
	readonly log = new ContainerLog();
	readonly plan: ContainerPlan;
	status: 'created' | 'running' | 'restarting' | 'exited' = 'created';
	exitCode = 0;
	restarts = 0;
	startedAt = '0001-01-01T00:00:00Z';
	finishedAt = '0001-01-01T00:00:00Z';
	health: 'starting' | 'healthy' | 'unhealthy' | undefined;
	failingStreak = 0;
	running: RunningProgram | undefined;
	/** Changes with every start and every wish to stop: what belongs to an older one gives up. */
	#turn = 0;
	#ended: Promise<void> = Promise.resolve();
	readonly #start: StartProgram;
	readonly #place: PracticePlace;
	readonly #neighbour: ProgramContext['neighbour'];

	constructor(
		plan: ContainerPlan,
		start: StartProgram,
		place: PracticePlace,
		neighbour: ProgramContext['neighbour'],
	) {
		this.plan = plan;
		this.#start = start;
		this.#place = place;
		this.#neighbour = neighbour;
	}

	get isUp(): boolean {
		return this.status === 'running';
	}

	context(): ProgramContext {
		return {
			image: this.plan.image,
			argv: [...this.plan.entrypoint, ...this.plan.command],
			environment: this.plan.environment,
			mounted: (target) => this.plan.mounts.find((mount) => mount.target === target)?.source,
			ports: this.plan.ports.map(({ address, published }) => ({ address, port: published })),
			neighbour: this.#neighbour,
			log: (text, stream) => this.log.write(text, stream),
			place: this.#place,
		};
	}

	start(): void {
		if (this.status === 'running' || this.status === 'restarting') return;
		this.restarts = 0;
		this.#run(++this.#turn, 100);
	}

	/** Settles when it has ended. */
	async stop(): Promise<void> {
		if (this.status !== 'running' && this.status !== 'restarting') return;
		this.#turn++;
		this.running?.stop();
		await this.#ended;
		this.#finish('exited');
	}

	#run(turn: number, delay: number): void {
		this.status = 'running';
		this.startedAt = now();
		const began = performance.now();
		const running = this.#start(this.context());
		this.running = running;
		if (this.plan.healthcheck) void this.#checkHealth(turn, running);
		this.#ended = running.exited.then((code) => {
			this.exitCode = code;
			this.finishedAt = now();
			this.running = undefined;
			const again = turn === this.#turn && this.#restartsAfter(code);
			this.#finish(again ? 'restarting' : 'exited');
			if (again) void this.#again(turn, performance.now() - began > steady ? 100 : delay);
		});
	}

	async #again(turn: number, delay: number): Promise<void> {
		await sleep(delay);
		if (turn !== this.#turn) return;
		this.restarts++;
		this.#run(turn, Math.min(delay * 2, 60_000));
	}

	#restartsAfter(code: number): boolean {
		const { restart } = this.plan;
		return restart === 'always' || restart === 'unless-stopped' || (restart === 'on-failure' && code !== 0);
	}

	/** A container that does not run counts as unhealthy (moby says so, tried). */
	#finish(status: 'exited' | 'restarting'): void {
		this.status = status;
		this.running = undefined;
		if (this.plan.healthcheck) this.health = 'unhealthy';
		this.log.wake();
	}

	async #checkHealth(turn: number, running: RunningProgram): Promise<void> {
		const { interval = '30s', start_period: startPeriod = '0s', retries = 3 } = this.plan.healthcheck ?? {};
		const pause = Math.min(milliseconds(interval) / healthHaste, 500);
		const patient = performance.now() + milliseconds(startPeriod) / healthHaste;
		this.health = 'starting';
		this.failingStreak = 0;
		const isCurrent = () => turn === this.#turn && this.running === running;
		while (isCurrent()) {
			await sleep(pause);
			const well = await running.healthy().catch(() => false);
			if (!isCurrent()) return;
			if (well) {
				this.health = 'healthy';
				this.failingStreak = 0;
			} else if (this.health === 'healthy' || performance.now() > patient) {
				this.failingStreak++;
				if (this.failingStreak >= retries) this.health = 'unhealthy';
			}
		}
	}
}
