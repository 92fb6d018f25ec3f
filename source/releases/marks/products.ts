/** Something whose version a vendor asks for, as its notes call it. */
export type Product = {
	/** As `minimumVersionsIn` calls it. */
	readonly what: string;
	readonly words: string;
};

/** Longer names first: `Docker Compose` is no Docker. */
export const products: readonly Product[] = [
	{ what: 'compose', words: 'docker[- ]compose(?: plugin)?|compose' },
	{ what: 'docker', words: 'docker(?: engine)?|moby' },
	{ what: 'podman', words: 'podman' },
	{ what: 'postgres', words: 'postgres(?:ql)?' },
	{ what: 'mariadb', words: 'mariadb' },
	{ what: 'mysql', words: 'mysql' },
	{ what: 'mongodb', words: 'mongo(?:db)?' },
	{ what: 'redis', words: 'redis' },
	{ what: 'valkey', words: 'valkey' },
	{ what: 'sqlite', words: 'sqlite3?' },
	{ what: 'elasticsearch', words: 'elasticsearch' },
	{ what: 'opensearch', words: 'opensearch' },
	{ what: 'clickhouse', words: 'clickhouse' },
	{ what: 'rabbitmq', words: 'rabbitmq' },
	{ what: 'node', words: String.raw`node(?:\.js)?` },
	{ what: 'python', words: 'python' },
	{ what: 'php', words: 'php' },
	{ what: 'ruby', words: 'ruby' },
	{ what: 'java', words: 'java|(?:open)?jdk|jre' },
	{ what: 'go', words: 'go|golang' },
	{ what: 'dotnet', words: String.raw`\.net(?: core)?` },
	{ what: 'erlang', words: 'erlang(?:/otp)?|otp' },
	{ what: 'elixir', words: 'elixir' },
	{ what: 'pgvector', words: 'pgvector' },
	{ what: 'timescaledb', words: 'timescale(?:db)?' },
	{ what: 'memcached', words: 'memcached' },
	{ what: 'ffmpeg', words: 'ffmpeg' },
	{ what: 'git', words: 'git' },
	{ what: 'nginx', words: 'nginx' },
	{ what: 'traefik', words: 'traefik' },
	{ what: 'kubernetes', words: 'kubernetes' },
	{ what: 'helm', words: 'helm' },
	{ what: 'openssl', words: 'openssl' },
	{ what: 'linux', words: '(?:linux )?kernel' },
];

/** Any of them, as the source of a regular expression. */
export const anyProduct = `(?<![\\w.-])(?:${products.map(({ words }) => words).join('|')})(?![\\w-])`;
