// Touches the world: has a link lead to the build of another version.
import { lstatSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { buildOf } from '../host-service/build-of.ts';
import { isBuildHere, linkedVersion } from '../host-service/builds.ts';
import type { HostService } from '../host-service/host-service.ts';

/** The link leads to the old build or to the new one, whatever happens. @throws OperatorError when it is none, or the build is not here */
export function setLink(service: HostService, version: string): void {
	const path = join(service.directory, service.link);
	const build = buildOf(service, version);
	const refuse = (text: string, advice: string) => {
		throw new OperatorError(text, { exit: 3, advice: ['Nothing of the stack was changed.', advice] });
	};
	if (!isBuildHere(service, version))
		refuse(`Expected the build of ${version} in ${build}, found none.`, 'Unpack the build there.');
	if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
		refuse(
			`Expected a link at ${service.link}, found none.`,
			`Move what is there to ${build}, and make the link: ln -s ${build} ${service.link}`,
		);
	if (linkedVersion(service) === version) return;
	const beside = `${path}.lockkeeper-new`;
	if (lstatSync(beside, { throwIfNoEntry: false })) unlinkSync(beside);
	symlinkSync(relative(dirname(path), join(service.directory, build)), beside);
	renameSync(beside, path);
}
