import { expect, test } from 'vitest';
import * as docker from '../../source/docker/arguments.ts';
import { toShell } from '../../source/docker/command.ts';
import { hostEngine } from '../../source/host-service/host-engine.ts';
import { serviceFixture } from './service-fixture.ts';

const engine = hostEngine(serviceFixture());
const project = { directory: '/srv/signage', envFiles: ['.env'] };

test.each([
	['stop', docker.stop(engine, project, ['app']), 'systemctl stop app'],
	['start', docker.start(engine, project, ['app']), "systemctl start 'my app'"],
	['up', docker.up(engine, project, ['app']), `sh -c 'systemctl stop app; systemctl start '\\''my app'\\'''`],
	['log', docker.serviceLog(engine, project, 'app'), 'tail -F app.log'],
	['version', docker.config(engine, project), 'readlink current'],
	['a build', docker.inspectImages(engine, ['app:3.1.0']), 'ls -d builds/app-3.1.0'],
])('the operator is shown what is done: %s', (_what, command, shown) => {
	expect(toShell(command)).toBe(shown);
});
