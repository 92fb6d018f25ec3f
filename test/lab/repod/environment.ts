import { randomBytes } from 'node:crypto';
import type { RepodMarker } from './directory.ts';
import type { RepodVersion } from './versions.ts';

/** What an administrator signs in with; its `$` is written `$$` in backend.env. */
export const administrator = { login: 'admin', password: 'lab$admin' };

/** The text of `.env`. The backend has it last of its env files: its LOG_LEVEL wins. */
export function environmentFile(version: RepodVersion, { project, port }: RepodMarker): string {
	const own =
		version.variant === 'current'
			? `REPOD_VERSION=${version.version}\nPOSTGRES_PASSWORD=repod-lab\n`
			: `REACT_APP_API_URL=http://localhost:${port}\nREACT_APP_REPO_URL=http://localhost:${port}/pool\n`;
	return `# Repod : réglages de cette instance
COMPOSE_PROJECT_NAME=${project}
# Before the names of the containers, which are the engine's own: empty in the vendor's stack.
REPOD_PREFIX=${project === 'repod' ? '' : `${project}-`}
REPOD_PORT=${port}
REPOD_UI_PORT=${frontendPort(port)}
LOG_LEVEL=info
${own}`;
}

/** The frontend's port, beside the backend's. */
export const frontendPort = (port: number) => port + 1;

/** The text of `backend.env`: what the example of the version has, with values. */
export function backendFile(version: RepodVersion): string {
	return exampleFile(version)
		.replace('SECRET_KEY=', `SECRET_KEY=${randomBytes(24).toString('hex')}`)
		.replace('ADMIN_PASSWORD=', `ADMIN_PASSWORD=${administrator.password.replaceAll('$', '$$$$$$$$')}`);
}

/** The text of `backend.env.example` as the version brings it. */
export function exampleFile({ version }: RepodVersion): string {
	const grype = ['0.9.0', '1.0.0'].includes(version)
		? ''
		: '# Base de vulnérabilités de Grype\nGRYPE_DB_CACHE_DIR=/repos/grype-db\n';
	return `# Réglages du backend. Un $ littéral s'écrit $$.
SECRET_KEY=
ADMIN_PASSWORD=
LOG_LEVEL=debug
CLAMD_HOST=clamd
${grype}`;
}
