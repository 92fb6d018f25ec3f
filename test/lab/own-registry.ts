// Touches the world: a real registry of a test's own on loopback, with or without a password, and images pushed into it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** Who may ask a guarded one. */
export const account = { user: 'operator', password: 'lab-secret' };
/** The line of htpasswd for that account: bcrypt, the only kind that the registry takes. */
const htpasswd = 'operator:$2y$05$abcdefghijklmnopqrstuuPtNTphIlilWp9q1wz4rhnWoBpMvGZkq\n';

export type OwnRegistry = {
	readonly host: string;
	/** Pushes one small image, and gives it each of these tags. @returns its digest */
	readonly push: (repository: string, tags: readonly string[]) => Promise<string>;
	readonly close: () => Promise<void>;
};

export async function openOwnRegistry({ guarded = false } = {}): Promise<OwnRegistry> {
	const root = mkdtempSync(join(tmpdir(), 'lockkeeper-registry-'));
	const host = `127.0.0.1:${await freePort()}`;
	const passwords = join(root, 'htpasswd');
	writeFileSync(passwords, htpasswd, { mode: 0o600 });
	const configuration = {
		version: 0.1,
		log: { level: 'error' },
		storage: { filesystem: { rootdirectory: join(root, 'data') } },
		http: { addr: host, secret: 'lab' },
		...(guarded ? { auth: { htpasswd: { realm: 'lab', path: passwords } } } : {}),
	};
	// JSON is YAML.
	writeFileSync(join(root, 'registry.yml'), JSON.stringify(configuration));
	const server = spawn('docker-registry', ['serve', join(root, 'registry.yml')], { stdio: 'ignore' });
	const gone = new Promise<void>((resolve) => server.once('close', () => resolve()));
	server.on('error', () => {});
	const close = async () => {
		server.kill();
		await gone;
		rmSync(root, { recursive: true, force: true });
	};
	const headers: Record<string, string> = guarded
		? { authorization: `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}` }
		: {};
	try {
		for (let tries = 0; ; tries++) {
			const up = await fetch(`http://${host}/v2/`, { headers }).then(
				({ ok }) => ok,
				() => false,
			);
			if (up) break;
			if (tries > 200) throw new Error('docker-registry did not answer within 20 s');
			await sleep(100);
		}
	} catch (error) {
		await close();
		throw error;
	}
	return { host, close, push: (repository, tags) => pushImage({ host, headers, repository, tags }) };
}

type Push = {
	readonly host: string;
	readonly headers: Record<string, string>;
	readonly repository: string;
	readonly tags: readonly string[];
};

async function pushImage({ host, headers, repository, tags }: Push): Promise<string> {
	const base = `http://${host}/v2/${repository}`;
	const layer = gzipSync(Buffer.alloc(4096, repository));
	const config = Buffer.from(
		JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, created: '2026-03-02T10:00:00Z' }),
	);
	for (const blob of [layer, config]) {
		const begun = await sent(`${base}/blobs/uploads/`, { method: 'POST', headers });
		const place = new URL(begun.headers.get('location') ?? '', base);
		place.searchParams.set('digest', digestOf(blob));
		await sent(place.href, { method: 'PUT', headers, body: blob });
	}
	const type = 'application/vnd.docker.distribution.manifest.v2+json';
	const part = (blob: Buffer, mediaType: string) => ({
		mediaType,
		digest: digestOf(blob),
		size: blob.byteLength,
	});
	const manifest = JSON.stringify({
		schemaVersion: 2,
		mediaType: type,
		config: part(config, 'application/vnd.docker.container.image.v1+json'),
		layers: [part(layer, 'application/vnd.docker.image.rootfs.diff.tar.gzip')],
	});
	for (const tag of tags)
		await sent(`${base}/manifests/${tag}`, {
			method: 'PUT',
			headers: { ...headers, 'content-type': type },
			body: manifest,
		});
	return digestOf(Buffer.from(manifest));
}

async function sent(address: string, request: RequestInit): Promise<Response> {
	const response = await fetch(address, request);
	if (!response.ok)
		throw new Error(`${request.method} ${address}: HTTP ${response.status} ${await response.text()}`);
	await response.arrayBuffer();
	return response;
}

const digestOf = (blob: Buffer) => `sha256:${createHash('sha256').update(blob).digest('hex')}`;

const freePort = () =>
	new Promise<number>((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});
