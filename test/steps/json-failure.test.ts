import { expect, test } from 'vitest';
import { jsonFailure } from '../../source/steps/json-failure.ts';

test.each([
	['{"level":"error","event":"sync_failed","error":"duplicate key"}', 'sync_failed: duplicate key'],
	['{"level":50,"msg":"no licence"}', 'no licence'],
	['  {"severity":"CRITICAL","message":"no licence","err":{"message":"expired"}}', 'no licence: expired'],
	['{"level":"fatal","message":"same","error":"same"}', 'same'],
])('a failure: %s', (line, said) => {
	expect(jsonFailure(line)).toBe(said);
});

test.each([
	['a level below', '{"level":"warn","message":"slow"}'],
	['a number below', '{"level":40,"msg":"slow"}'],
	['no level', '{"message":"error"}'],
	['no text', '{"level":"error","code":7}'],
	['cut off', '{"level":"error","mess'],
	['no JSON', 'level=error msg=no'],
])('none: %s', (_condition, line) => {
	expect(jsonFailure(line)).toBeUndefined();
});
