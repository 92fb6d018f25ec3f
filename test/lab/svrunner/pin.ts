// Touches the world: edits an SVRunner stack's Compose file.
import { setTags } from '../pin.ts';
import { imageName } from './images.ts';
import type { SvrunnerStack } from './stack.ts';

/** Writes another tag on the image, as by hand; nothing is started. */
export const pinVersion = ({ directory }: SvrunnerStack, version: string): Promise<void> =>
	setTags(directory, [imageName], version);
