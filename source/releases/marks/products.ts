/** Something whose version a vendor asks for, as its notes call it. */
export type Product = {
	/** As `minimumVersionsIn` calls it. */
	readonly what: string;
	/** For people. */
	readonly name: string;
	readonly words: string;
	/** Runs beside the app or below it: an app's image brings its language along. */
	readonly language?: true;
};

/** Longer names first: `Docker Compose` is no Docker. */
export const products: readonly Product[] = [
	{ what: 'compose', name: 'Docker Compose', words: 'docker[- ]compose(?: plugin)?|compose' },
	{ what: 'docker', name: 'Docker Engine', words: 'docker(?: engine)?|moby' },
	{ what: 'podman', name: 'Podman', words: 'podman' },
	{ what: 'postgres', name: 'PostgreSQL', words: 'postgres(?:ql)?' },
	{ what: 'mariadb', name: 'MariaDB', words: 'mariadb' },
	{ what: 'mysql', name: 'MySQL', words: 'mysql' },
	{ what: 'mongodb', name: 'MongoDB', words: 'mongo(?:db)?' },
	{ what: 'redis', name: 'Redis', words: 'redis' },
	{ what: 'valkey', name: 'Valkey', words: 'valkey' },
	{ what: 'sqlite', name: 'SQLite', words: 'sqlite3?' },
	{ what: 'elasticsearch', name: 'Elasticsearch', words: 'elasticsearch' },
	{ what: 'opensearch', name: 'OpenSearch', words: 'opensearch' },
	{ what: 'clickhouse', name: 'ClickHouse', words: 'clickhouse' },
	{ what: 'rabbitmq', name: 'RabbitMQ', words: 'rabbitmq' },
	{ what: 'pgvector', name: 'pgvector', words: 'pgvector' },
	{ what: 'timescaledb', name: 'TimescaleDB', words: 'timescale(?:db)?' },
	{ what: 'memcached', name: 'Memcached', words: 'memcached' },
	{ what: 'nginx', name: 'nginx', words: 'nginx' },
	{ what: 'traefik', name: 'Traefik', words: 'traefik' },
	{ what: 'kubernetes', name: 'Kubernetes', words: 'kubernetes' },
	{ what: 'helm', name: 'Helm', words: 'helm' },
	{ what: 'linux', name: 'Linux', words: '(?:linux )?kernel' },
	{ what: 'node', name: 'Node.js', words: String.raw`node(?:\.js)?`, language: true },
	{ what: 'python', name: 'Python', words: 'python', language: true },
	{ what: 'php', name: 'PHP', words: 'php', language: true },
	{ what: 'ruby', name: 'Ruby', words: 'ruby', language: true },
	{ what: 'java', name: 'Java', words: 'java|(?:open)?jdk|jre', language: true },
	// A verb as well.
	{
		what: 'go',
		name: 'Go',
		words: String.raw`golang|go(?= (?:versions? )?(?:is )?(?:now )?v?\d)`,
		language: true,
	},
	{ what: 'dotnet', name: '.NET', words: String.raw`\.net(?: core)?`, language: true },
	{ what: 'erlang', name: 'Erlang', words: 'erlang(?:/otp)?|otp', language: true },
	{ what: 'elixir', name: 'Elixir', words: 'elixir', language: true },
	{ what: 'ffmpeg', name: 'FFmpeg', words: 'ffmpeg', language: true },
	{ what: 'git', name: 'Git', words: 'git', language: true },
	{ what: 'openssl', name: 'OpenSSL', words: 'openssl', language: true },
];

/** Any of them, as the source of a regular expression. */
export const anyProduct = `(?<![\\w.-])(?:${products.map(({ words }) => words).join('|')})(?![\\w-])`;

/** Which of them a word is; undefined when it is none. */
export const productOf = (word: string): Product | undefined =>
	exact.find(({ words }) => words.test(word.trim()))?.product;

const exact = products.map((product) => ({
	product,
	// What stands after the word was looked at where it was found.
	words: new RegExp(`^(?:${product.what === 'go' ? 'golang|go' : product.words})$`, 'i'),
}));
