// Touches the world: serves the storefront, rendered from what the api has.
import { page, serve } from '../../../packages/web/serve.mjs';
import { version } from '../../../packages/web/version.mjs';

serve(3001, async () => {
	const response = await fetch('http://api:3000/store/v1/products');
	if (!response.ok) return [502, 'text/plain', `The api answered ${response.status}.\n`];
	const products = (await response.json()).map(
		({ name, price }) => `${name}: ${(price / 100).toFixed(2)} EUR`,
	);
	return [200, 'text/html; charset=utf-8', page('SovEcom', [...products, `Version ${version}`])];
});
