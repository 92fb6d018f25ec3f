import { expect, test } from 'vitest';
import { buildVariables } from '../../../source/survey/new-variables/build-variables.ts';

test.each<[string, string, Readonly<Record<string, readonly string[]>>]>([
	['no build', `services: {a: {image: "x:\${TAG}", environment: {A: "\${A}"}}}`, {}],
	['a directory alone', 'services: {a: {build: .}}', {}],
	[
		'a map',
		`services: {a: {build: {args: {X: "\${A:-1}", Y: "$B-$C", Z: plain}}}}`,
		{ A: ['a'], B: ['a'], C: ['a'] },
	],
	['a name without a value', 'services: {a: {build: {args: {A:, B: 1}}}}', { A: ['a'] }],
	['a list', `services: {a: {build: {args: [A, "B=1", "X=\${C}=\${D}"]}}}`, { A: ['a'], C: ['a'], D: ['a'] }],
	['a dollar that is one', 'services: {a: {build: {args: {X: "$$A"}}}}', {}],
	[
		'two services, one by an anchor',
		`x-b: &b {args: {X: "\${A}"}}\nservices: {a: {build: *b}, c: {build: {<<: *b, context: c}}}`,
		{ A: ['a', 'c'] },
	],
	['no YAML', '{', {}],
	['another shape', 'services: [a]', {}],
])('%s', (_what, compose, expected) => {
	expect(Object.fromEntries(buildVariables(compose))).toEqual(expected);
});
