import { expect, test } from 'vitest';
import { listTags, readTargetImage } from '../../source/releases/registry.ts';

const registry = '127.0.0.1:5000';
const mirrors = [`http://${registry}/`];

/** Undefined when the lab's registry does not answer; its tests are then skipped. */
const repositories = await fetch(`http://${registry}/v2/_catalog`, { signal: AbortSignal.timeout(2000) })
	.then(async (response) => ((await response.json()) as { repositories: string[] }).repositories)
	.catch(() => undefined);

test.skipIf(!repositories)(
	'every repository of the lab’s registry lists tags, and each tag has layers',
	async () => {
		for (const repository of repositories ?? []) {
			const tags = await listTags(`${registry}/${repository}`, []);
			expect(tags.length).toBeGreaterThan(0);
			const image = await readTargetImage(`${registry}/${repository}:${tags[0]}`, [], architecture());
			expect(image.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
			expect(image.bytes).toBeGreaterThan(0);
			expect(image.bytes).toBe(image.layers.reduce((sum, layer) => sum + layer.bytes, 0));
		}
	},
);

test.skipIf(!repositories?.includes('specivo/specivo'))('the lab mirrors the vendor’s name', async () => {
	const tags = await listTags('specivo/specivo', mirrors);
	expect(tags).toContain('0.1.9');
	expect(await readTargetImage('specivo/specivo:0.1.9', mirrors, architecture())).toMatchObject({
		reference: 'specivo/specivo:0.1.9',
	});
});

function architecture(): string {
	return process.arch === 'x64' ? 'amd64' : process.arch;
}
