import { expect, test } from 'vitest';
import { builtReferences } from '../../source/images/built-image.ts';

const api = (tags: readonly string[]) => ({ image: 'shop-api', builtFrom: '1.0.2', tags });
const web = (tags: readonly string[]) => ({ image: 'shop-web', builtFrom: '1.0.2', tags });

test.each<[string, Parameters<typeof builtReferences>[0], readonly string[]]>([
	['built by hand', [api(['shop-api:latest'])], ['shop-api:1.0.2']],
	['built by Lockkeeper', [api(['shop-api:1.0.2', 'shop-api:latest'])], ['shop-api:1.0.2']],
	['of the version before, which was kept', [api(['lockkeeper-kept/shop-api:1.0.1'])], ['shop-api:1.0.1']],
	[
		'checked out and not built: what is started is still the one before',
		[api(['lockkeeper-kept/shop-api:1.0.1', 'shop-api:latest'])],
		['shop-api:1.0.1'],
	],
	['with one image for two versions', [api(['shop-api:1.0.1', 'shop-api:1.0.2'])], ['shop-api:1.0.2']],
	[
		'built by hand over an older version, and one did not change',
		[api(['shop-api:latest']), web(['shop-web:1.0.1', 'shop-web:latest'])],
		['shop-api:1.0.2', 'shop-web:1.0.2'],
	],
	['built again and not started', [api([])], ['shop-api:untagged']],
])('an image %s', (_condition, images, references) => {
	expect(builtReferences(images)).toEqual(references);
});
