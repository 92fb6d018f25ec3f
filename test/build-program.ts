// Touches the world: builds dist/ once for all tests, when a source file is newer than it.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { buildOnce } from '../source/build/set-up.mjs';

/** Thousands of short programs are started, most of them by the stand-ins: none is compiled twice. */
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'lockkeeper-test-compile-cache');

export default function setup(): void {
	buildOnce();
}
