/** One alembic revision of the stand-in application, as plain SQL. */
export type Migration = {
	readonly revision: string;
	readonly title: string;
	/** Run in one transaction, in this order. */
	readonly statements: readonly string[];
	/** Whether it reports progress for as long as a large instance would take. */
	readonly slow?: boolean;
};

/** 0001–0020: what 0.1.9 and 0.1.10 know. The same history as the lab's, without the vector extension. */
const untilZeroOne: readonly Migration[] = [
	migration(
		'0001',
		'initial tables',
		`CREATE TABLE accounts (
			id bigserial PRIMARY KEY, login text NOT NULL UNIQUE, display_name text NOT NULL,
			created_at timestamptz NOT NULL DEFAULT now())`,
		'CREATE TABLE projects (id bigserial PRIMARY KEY, key varchar(12) NOT NULL, name text NOT NULL)',
		`CREATE TABLE issues (
			id bigserial PRIMARY KEY,
			project_id bigint NOT NULL REFERENCES projects (id),
			author_id bigint NOT NULL REFERENCES accounts (id),
			title text NOT NULL, description text NOT NULL DEFAULT '', status text NOT NULL DEFAULT 'open',
			legacy_reference text, created_at timestamptz NOT NULL DEFAULT now())`,
	),
	migration(
		'0002',
		'add comments',
		`CREATE TABLE comments (
			id bigserial PRIMARY KEY, issue_id bigint NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
			author_id bigint NOT NULL REFERENCES accounts (id), text text NOT NULL,
			created_at timestamptz NOT NULL DEFAULT now())`,
	),
	migration(
		'0003',
		'add wiki pages',
		`CREATE TABLE wiki_pages (
			id bigserial PRIMARY KEY, project_id bigint NOT NULL REFERENCES projects (id),
			slug text NOT NULL, title text NOT NULL, body text NOT NULL DEFAULT '')`,
	),
	migration(
		'0004',
		'add wiki revisions',
		`CREATE TABLE wiki_revisions (
			id bigserial PRIMARY KEY, page_id bigint NOT NULL REFERENCES wiki_pages (id) ON DELETE CASCADE,
			number integer NOT NULL, body text NOT NULL, UNIQUE (page_id, number))`,
	),
	migration(
		'0005',
		'add issue history',
		`CREATE TABLE issue_history (
			id bigserial PRIMARY KEY, issue_id bigint NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
			account_id bigint NOT NULL REFERENCES accounts (id), field text NOT NULL, old_value text,
			new_value text, changed_at timestamptz NOT NULL DEFAULT now())`,
	),
	migration(
		'0006',
		'add attachments',
		`CREATE TABLE attachments (
			id bigserial PRIMARY KEY, issue_id bigint NOT NULL REFERENCES issues (id),
			name text NOT NULL, path text NOT NULL, bytes bigint NOT NULL)`,
	),
	migration('0007', 'rename comment text to body', 'ALTER TABLE comments RENAME COLUMN text TO body'),
	migration(
		'0008',
		'index issues by project and status',
		'CREATE INDEX ix_issues_project_status ON issues (project_id, status)',
	),
	migration(
		'0009',
		'add assignee to issues',
		'ALTER TABLE issues ADD COLUMN assignee_id bigint REFERENCES accounts (id)',
	),
	migration('0010', 'add settings', 'CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL)'),
	migration('0011', 'add embeddings for semantic search', 'ALTER TABLE issues ADD COLUMN embedding real[]'),
	migration(
		'0012',
		'add full text search to issues',
		`ALTER TABLE issues ADD COLUMN search tsvector
			GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || description)) STORED`,
		'CREATE INDEX ix_issues_search ON issues USING gin (search)',
	),
	migration(
		'0013',
		'add full text search to wiki pages',
		`ALTER TABLE wiki_pages ADD COLUMN search tsvector
			GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || body)) STORED`,
		'CREATE INDEX ix_wiki_pages_search ON wiki_pages USING gin (search)',
	),
	migration(
		'0014',
		'make project keys unique',
		'ALTER TABLE projects ADD CONSTRAINT uq_projects_key UNIQUE (key)',
	),
	migration('0015', 'add attachment content hash', 'ALTER TABLE attachments ADD COLUMN sha256 char(64)'),
	migration(
		'0016',
		'add account locale',
		"ALTER TABLE accounts ADD COLUMN locale text NOT NULL DEFAULT 'en'",
	),
	migration('0017', 'add due date to issues', 'ALTER TABLE issues ADD COLUMN due_on date'),
	migration(
		'0018',
		'make wiki slugs unique per project',
		'ALTER TABLE wiki_pages ADD CONSTRAINT uq_wiki_pages_slug UNIQUE (project_id, slug)',
	),
	migration(
		'0019',
		'index comments and history by issue',
		'CREATE INDEX ix_comments_issue ON comments (issue_id)',
		'CREATE INDEX ix_issue_history_issue ON issue_history (issue_id)',
	),
	migration('0020', 'widen project key to 128', 'ALTER TABLE projects ALTER COLUMN key TYPE varchar(128)'),
];

const untilZeroTwo: readonly Migration[] = [
	...untilZeroOne,
	migration(
		'0021',
		'add recurring patterns',
		`CREATE TABLE recurring_patterns (
			id bigserial PRIMARY KEY, project_id bigint NOT NULL REFERENCES projects (id),
			rule text NOT NULL, next_on date NOT NULL)`,
		`INSERT INTO recurring_patterns (project_id, rule, next_on)
			SELECT id, 'FREQ=WEEKLY', DATE '2026-01-05' FROM projects ORDER BY id`,
	),
	migration(
		'0022',
		'add priority to issues',
		'ALTER TABLE issues ADD COLUMN priority integer',
		"UPDATE issues SET priority = CASE status WHEN 'open' THEN 2 WHEN 'active' THEN 3 ELSE 1 END",
		'ALTER TABLE issues ALTER COLUMN priority SET DEFAULT 2, ALTER COLUMN priority SET NOT NULL',
	),
	migration('0023', 'drop legacy reference of issues', 'ALTER TABLE issues DROP COLUMN legacy_reference'),
];

const zeroThree: readonly Migration[] = [
	...untilZeroTwo,
	migration(
		'0024',
		'add tags',
		`CREATE TABLE tags (
			id bigserial PRIMARY KEY, project_id bigint NOT NULL REFERENCES projects (id), name text NOT NULL)`,
		'INSERT INTO tags (project_id, name) SELECT DISTINCT project_id, status FROM issues',
		'ALTER TABLE issues ADD COLUMN tag_count integer NOT NULL DEFAULT 0',
	),
	migration(
		'0025',
		'make wiki slugs unique in any case',
		'ALTER TABLE wiki_pages ADD COLUMN slug_key text',
		'UPDATE wiki_pages SET slug_key = lower(slug)',
		// The seeded wiki holds the pages Home and home: this is where it breaks.
		'CREATE UNIQUE INDEX uq_wiki_pages_slug_key ON wiki_pages (project_id, slug_key)',
		'ALTER TABLE wiki_pages ALTER COLUMN slug_key SET NOT NULL',
	),
];

const zeroFour: readonly Migration[] = [
	...untilZeroTwo,
	{
		...migration(
			'0024',
			'rebuild the search documents',
			'ALTER TABLE issues ADD COLUMN search_document text',
			"UPDATE issues SET search_document = lower(title || ' ' || description)",
			"ALTER TABLE issues ALTER COLUMN search_document SET DEFAULT '', ALTER COLUMN search_document SET NOT NULL",
		),
		slow: true,
	},
];

/** All migrations an image of that schema line holds, oldest first. */
export const migrationLines = { '0.1': untilZeroOne, '0.2': untilZeroTwo, '0.3': zeroThree, '0.4': zeroFour };

function migration(revision: string, title: string, ...statements: readonly string[]): Migration {
	return { revision, title, statements };
}
