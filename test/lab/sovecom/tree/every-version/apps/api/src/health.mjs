// Touches the world: asks everything that the api needs.
import { access, constants } from 'node:fs/promises';
import { connect } from 'node:net';
import { sql } from './database.mjs';
import { searchAnswers } from './search.mjs';

const succeeds = async (attempt) => {
	const limit = new Promise((resolve) => setTimeout(resolve, 3000, false).unref());
	return Promise.race([
		limit,
		attempt.then(
			(result) => result !== false,
			() => false,
		),
	]);
};

/** Each part `ok` or `down`, the whole `ok` or `error`. */
export async function health() {
	const [postgres, redis, meilisearch, storage] = await Promise.all([
		succeeds(sql`SELECT 1`),
		succeeds(redisAnswers(new URL(process.env.REDIS_URL))),
		succeeds(searchAnswers()),
		succeeds(access(process.env.LOCAL_STORAGE_PATH, constants.W_OK)),
	]);
	const word = (ok) => (ok ? 'ok' : 'down');
	return {
		status: postgres && redis && meilisearch && storage ? 'ok' : 'error',
		uptime: process.uptime(),
		postgres: word(postgres),
		redis: word(redis),
		meilisearch: word(meilisearch),
		storage: word(storage),
	};
}

function redisAnswers({ hostname, port, password }) {
	return new Promise((resolve, reject) => {
		let answer = '';
		const socket = connect(Number(port), hostname, () => socket.end(`AUTH ${password}\r\nPING\r\n`));
		socket.setTimeout(2000, () => socket.destroy(new Error('Redis is silent.')));
		socket.on('data', (chunk) => {
			answer += chunk;
		});
		socket.on('error', reject);
		socket.on('close', () => resolve(answer.includes('+PONG')));
	});
}
