// `npm run test:lab`: the tests on the real engine.
import process from 'node:process';
import { runLab } from './lab-tests.mjs';
import { buildOnce } from './set-up.mjs';

buildOnce();
process.exitCode = await runLab(process.argv.slice(2));
