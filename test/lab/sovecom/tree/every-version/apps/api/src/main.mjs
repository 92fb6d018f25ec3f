// Touches the world: the api's server.
import { json } from 'node:stream/consumers';
import { serve } from '../../../packages/web/serve.mjs';
import { health } from './health.mjs';
import { log } from './log.mjs';
import { placeOrder, products } from './orders.mjs';

const send = (status, body) => [status, 'application/json; charset=utf-8', JSON.stringify(body)];

serve(Number(process.env.API_PORT), async (request) => {
	switch (`${request.method} ${request.url}`) {
		case 'GET /health': {
			const found = await health();
			return send(found.status === 'ok' ? 200 : 503, found);
		}

		case 'GET /store/v1/products':
			return send(200, await products());
		case 'POST /store/v1/orders':
			return send(201, await placeOrder(await json(request)));
		default:
			return send(404, {
				message: `Cannot ${request.method} ${request.url}`,
				error: 'Not Found',
				statusCode: 404,
			});
	}
});
log('NestApplication', 'Nest application successfully started');
