// Touches the world: what the stand-in engine has, images and containers.
import { rm } from 'node:fs/promises';
import { type PracticeImage, withTag } from '../images.ts';
import { programOf } from '../services/programs.ts';
import { CallFailure } from './call.ts';
import { Container, type ContainerPlan } from './container.ts';
import type { PracticePlace } from './program.ts';

/** Labels that Compose puts on its containers. */
export const serviceLabel = 'com.docker.compose.service';
export const projectLabel = 'com.docker.compose.project';

export class StandInEngine {
	/** What the registry has. */
	readonly catalogue: ReadonlyMap<string, PracticeImage>;
	readonly place: PracticePlace;
	/** Base address of the registry. */
	readonly mirror: string;
	/** Images that are here, by reference. */
	readonly images = new Map<string, PracticeImage>();
	/** Digests under which images came from the registry, by image id. */
	readonly digests = new Map<string, string>();
	readonly containers = new Set<Container>();
	readonly networks = new Set<string>();

	constructor(catalogue: ReadonlyMap<string, PracticeImage>, place: PracticePlace, mirror: string) {
		this.catalogue = catalogue;
		this.place = place;
		this.mirror = mirror;
	}

	/** By tag or digest. */
	inRegistry(reference: string): PracticeImage | undefined {
		const [repository, digest] = reference.split('@');
		if (digest === undefined) return this.catalogue.get(withTag(reference));
		return [...this.catalogue.values()].find(
			(image) => image.repository === repository && image.digest === digest,
		);
	}

	/** Takes an image from the catalogue as if it had been pulled. */
	keep(reference: string): PracticeImage | undefined {
		const image = this.inRegistry(reference);
		if (!image) return undefined;
		this.images.set(withTag(reference), image);
		this.digests.set(image.id, `${image.repository}@${image.digest}`);
		return image;
	}

	/** By reference, id, short id or digest. */
	image(reference: string): PracticeImage | undefined {
		const known = this.images.get(withTag(reference));
		if (known) return known;
		const id = reference.replace(/^sha256:/, '');
		return [...this.images.values()].find(
			(image) =>
				(id.length >= 4 && image.id.startsWith(`sha256:${id}`)) || this.digests.get(image.id) === reference,
		);
	}

	create(plan: ContainerPlan): Container {
		if (this.find(plan.name))
			throw new CallFailure(
				125,
				`docker: Error response from daemon: Conflict. The container name "/${plan.name}" is already in use.`,
			);
		const container: Container = new Container(
			plan,
			programOf(plan.image.kind).start,
			this.place,
			(service) => {
				const neighbour = [...this.containers].find(
					({ plan: other }) => other.network === plan.network && other.labels[serviceLabel] === service,
				);
				return neighbour?.isUp ? neighbour.running : undefined;
			},
		);
		this.containers.add(container);
		return container;
	}

	/** By id, start of an id, or name. */
	find(name: string): Container | undefined {
		return [...this.containers].find(
			({ id, plan }) => plan.name === name || (name.length >= 4 && id.startsWith(name)),
		);
	}

	/** Of a project, by service. */
	ofProject(project: string): Map<string, Container> {
		const found = [...this.containers].filter(({ plan }) => plan.labels[projectLabel] === project);
		return new Map(found.map((container) => [container.plan.labels[serviceLabel] ?? '', container]));
	}

	/** @param volumes whether anonymous volumes go as well */
	async remove(container: Container, volumes: boolean): Promise<void> {
		await container.stop();
		this.containers.delete(container);
		if (!volumes) return;
		for (const { type, source } of container.plan.mounts)
			if (type === 'volume') await rm(source, { recursive: true, force: true });
	}

	async stopAll(): Promise<void> {
		await Promise.all([...this.containers].map((container) => container.stop()));
	}
}
