#!/usr/bin/env node
// Touches the world: the process. Nothing but what any Node has is imported before the Node that runs it is known to be new enough.
import * as nodeModule from 'node:module';
import process from 'node:process';
import { keepHeapSmall } from './host/heap.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 16)) {
	process.stderr.write(
		`Lockkeeper needs Node 22.16 or newer, this is ${process.versions.node}. Nothing was changed.\n`,
	);
	process.exit(2);
}

nodeModule.enableCompileCache?.();
keepHeapSmall();
const { main } = await import('./commands/main.ts');
process.exitCode = await main(process.argv.slice(2));
// A run that was left at once may still hold timers and children.
process.exit();
