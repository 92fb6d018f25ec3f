// Touches the world: builds dist/ once for all tests, when a source file is newer than it.
import { buildOnce } from '../source/build/set-up.mjs';

export default function setup(): void {
	buildOnce();
}
