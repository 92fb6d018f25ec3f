// Touches the world: serves the page of setup.
import { page, serve } from '../../../packages/web/serve.mjs';
import { version } from '../../../packages/web/version.mjs';

serve(80, async () => [
	200,
	'text/html; charset=utf-8',
	page('SovEcom Setup', [`Version ${version}`, `API ${process.env.API_BASE_URL}`]),
]);
