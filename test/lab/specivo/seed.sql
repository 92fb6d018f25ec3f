-- Fills the tables with about :rows rows in all. Works on every schema from 0020 on: columns that
-- come or go with a migration are not named, but for the one below.
SET client_min_messages = warning;
BEGIN;

INSERT INTO accounts (login, display_name)
SELECT 'user' || n, 'User ' || n FROM generate_series(1, greatest(1, :rows / 100)) n;

INSERT INTO projects (key, name)
SELECT 'P' || n, 'Project ' || n FROM generate_series(1, 9) n;

INSERT INTO issues (project_id, author_id, assignee_id, title, description, status, due_on, embedding, created_at)
SELECT 1 + n % 10,
       1 + n % (SELECT count(*) FROM accounts),
       CASE WHEN n % 3 > 0 THEN 1 + n % (SELECT count(*) FROM accounts) END,
       (ARRAY ['Pump', 'Gate', 'Valve', 'Lamp', 'Gauge'])[1 + n % 5] || ' ' || n || ' needs a look — Größe prüfen',
       repeat(md5(n::text) || ' says that the water stands higher than it should. ', 1 + n % 6),
       (ARRAY ['open', 'active', 'done', 'closed'])[1 + n % 4],
       CASE WHEN n % 7 = 0 THEN DATE '2026-01-01' + n % 365 END,
       CASE WHEN n % 4 = 0 THEN (SELECT array_agg(((n * (k + 1)) % 97) / 97.0::real) FROM generate_series(1, 8) k)::vector END,
       TIMESTAMPTZ '2026-01-01 00:00:00+00' + n * INTERVAL '7 minutes'
FROM generate_series(1, greatest(1, :rows * 25 / 100)) n;

INSERT INTO comments (issue_id, author_id, body)
SELECT (SELECT min(id) FROM issues) + n % (SELECT count(*) FROM issues),
       1 + n % (SELECT count(*) FROM accounts),
       E'Looked at it.\n\tSecond line, with a \\ and a tab: ' || md5(n::text)
FROM generate_series(1, :rows * 30 / 100) n;

INSERT INTO issue_history (issue_id, account_id, field, old_value, new_value)
SELECT (SELECT min(id) FROM issues) + n % (SELECT count(*) FROM issues),
       1 + n % (SELECT count(*) FROM accounts),
       'status',
       CASE WHEN n % 5 > 0 THEN 'open' END,
       'active'
FROM generate_series(1, :rows * 29 / 100) n;

-- Beside the default page Home: what migration 0025 of 0.3.0 stumbles over.
INSERT INTO wiki_pages (project_id, slug, title, body) VALUES (1, 'home', 'home', 'An older start page.');

INSERT INTO wiki_pages (project_id, slug, title, body)
SELECT 1 + n % 10, 'page-' || n, 'Page ' || n, repeat('How to open the gate, part ' || n || '. ', 5)
FROM generate_series(1, :rows * 5 / 100) n;

INSERT INTO wiki_revisions (page_id, number, body)
SELECT page.id, revision, page.body
FROM wiki_pages page, generate_series(1, 2) revision;

-- Gone from 0.2.0 on.
DO $$
BEGIN
    IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'issues' AND column_name = 'legacy_reference') THEN
        UPDATE issues SET legacy_reference = 'OLD-' || id;
    END IF;
END
$$;

COMMIT;
ANALYZE;
