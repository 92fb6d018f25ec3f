/** What every instance has; run at each start, so what is there already stays as it is. */
export const defaultData: readonly string[] = [
	"INSERT INTO settings (name, value) VALUES ('workspace_name', 'Specivo') ON CONFLICT DO NOTHING",
	"INSERT INTO accounts (id, login, display_name) VALUES (1, 'admin', 'Administrator') ON CONFLICT DO NOTHING",
	"INSERT INTO projects (id, key, name) VALUES (1, 'DEMO', 'Demonstration') ON CONFLICT DO NOTHING",
	`INSERT INTO wiki_pages (project_id, slug, title, body) SELECT 1, 'Home', 'Home', 'Welcome to the wiki.'
		WHERE NOT EXISTS (SELECT FROM wiki_pages WHERE project_id = 1 AND slug = 'Home')`,
	// Identifiers above were given, not drawn: the sequences have to know.
	"SELECT setval('accounts_id_seq', (SELECT max(id) FROM accounts))",
	"SELECT setval('projects_id_seq', (SELECT max(id) FROM projects))",
];

/** Statements that fill the tables of any schema with about so many rows in all. */
export function seedStatements(
	rows: number,
	attachments: readonly { name: string; path: string; bytes: number; sha256: string }[],
): readonly string[] {
	const part = (percent: number) => Math.max(1, Math.floor((rows * percent) / 100));
	const account = '1 + n % (SELECT count(*) FROM accounts)';
	const issue = '1 + n % (SELECT count(*) FROM issues)';
	return [
		`INSERT INTO accounts (login, display_name) SELECT 'user' || n, 'User ' || n FROM generate_series(1, ${part(1)}) n`,
		"INSERT INTO projects (key, name) SELECT 'P' || n, 'Project ' || n FROM generate_series(1, 9) n",
		`INSERT INTO issues (project_id, author_id, assignee_id, title, description, status, due_on, embedding, created_at)
			SELECT 1 + n % 10, ${account}, CASE WHEN n % 3 > 0 THEN ${account} END,
				(ARRAY ['Pump', 'Gate', 'Valve', 'Lamp', 'Gauge'])[1 + n % 5] || ' ' || n || ' needs a look — Größe prüfen',
				repeat(md5(n::text) || ' says that the water stands higher than it should. ', 1 + n % 6),
				(ARRAY ['open', 'active', 'done', 'closed'])[1 + n % 4],
				CASE WHEN n % 7 = 0 THEN DATE '2026-01-01' + n % 365 END,
				CASE WHEN n % 4 = 0 THEN (SELECT array_agg(((n * (k + 1)) % 97) / 97.0::real) FROM generate_series(1, 8) k) END,
				TIMESTAMPTZ '2026-01-01 00:00:00+00' + n * INTERVAL '7 minutes'
			FROM generate_series(1, ${part(25)}) n`,
		`INSERT INTO comments (issue_id, author_id, body)
			SELECT ${issue}, ${account}, E'Looked at it.\\n\\tSecond line, with a \\\\ and a tab: ' || md5(n::text) FROM generate_series(1, ${part(30)}) n`,
		`INSERT INTO issue_history (issue_id, account_id, field, old_value, new_value)
			SELECT ${issue}, ${account}, 'status', CASE WHEN n % 5 > 0 THEN 'open' END, 'active' FROM generate_series(1, ${part(29)}) n`,
		// Beside the default page Home: what migration 0025 of 0.3.0 stumbles over.
		"INSERT INTO wiki_pages (project_id, slug, title, body) VALUES (1, 'home', 'home', 'An older start page.')",
		`INSERT INTO wiki_pages (project_id, slug, title, body)
			SELECT 1 + n % 10, 'page-' || n, 'Page ' || n, repeat('How to open the gate, part ' || n || '. ', 5) FROM generate_series(1, ${part(5)}) n`,
		'INSERT INTO wiki_revisions (page_id, number, body) SELECT page.id, revision, page.body FROM wiki_pages page, generate_series(1, 2) revision',
		...attachments.map(
			({ name, path, bytes, sha256 }) =>
				`INSERT INTO attachments (issue_id, name, path, bytes, sha256) VALUES (1, '${name}', '${path}', ${bytes}, '${sha256}')`,
		),
		`DO $$ BEGIN
			IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'issues' AND column_name = 'legacy_reference') THEN
				UPDATE issues SET legacy_reference = 'OLD-' || id;
			END IF;
		END $$`,
		'ANALYZE',
	];
}
