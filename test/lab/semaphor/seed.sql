-- Fills the tables with about :rows rows in all. Works on every version that `up` starts: columns that
-- come with a later one are not named, those that go are asked for first.
BEGIN;
SELECT set_config('lab.rows', :'rows', true) \g /dev/null

INSERT INTO organizations (name) SELECT 'Organization ' || n FROM generate_series(1, 5) n;

INSERT INTO users (organization_id, email)
SELECT 1 + n % 5, 'user' || n || '@example.com' FROM generate_series(1, greatest(1, :rows / 50)) n;

-- Two of each name: what the unique constraint of 2.4.1 stumbles over.
INSERT INTO data_sources (organization_id, name, settings)
SELECT 1 + n % 5, 'Warehouse ' || n / 2, jsonb_build_object('host', 'warehouse-' || n || '.example', 'größe', n)
FROM generate_series(2, 21) n;

INSERT INTO dashboards (organization_id, owner_id, title, layout, created_at)
SELECT 1 + n % 5,
       1 + n % (SELECT count(*) FROM users),
       (ARRAY ['Revenue', 'Churn', 'Usage', 'Orders'])[1 + n % 4] || ' ' || n || E' — "Größe"\twith a tab and a \\',
       jsonb_build_object('columns', n % 12, 'cards', jsonb_build_array(n, md5(n::text))),
       TIMESTAMPTZ '2026-01-01 00:00:00+00' + n * INTERVAL '11 minutes'
FROM generate_series(1, greatest(1, :rows * 20 / 100)) n;

INSERT INTO cards (dashboard_id, data_source_id, title, query)
SELECT 1 + n % (SELECT count(*) FROM dashboards),
       1 + n % 20,
       'Card ' || n,
       'SELECT sum(amount) FROM orders WHERE region = ' || quote_literal(md5(n::text))
FROM generate_series(1, :rows * 60 / 100) n;

-- Gone from 2.4.0 on.
DO $$
BEGIN
    IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'dashboards' AND column_name = 'legacy_key') THEN
        UPDATE dashboards SET legacy_key = 'LEGACY-' || id;
    END IF;
    IF EXISTS (SELECT FROM information_schema.tables WHERE table_name = 'exports') THEN
        INSERT INTO exports (dashboard_id, format, content, created_at)
        SELECT 1 + n % (SELECT count(*) FROM dashboards),
               (ARRAY ['csv', 'pdf'])[1 + n % 2],
               repeat(md5(n::text), 4),
               TIMESTAMPTZ '2026-02-01 00:00:00+00' + n * INTERVAL '1 hour'
        FROM generate_series(1, current_setting('lab.rows')::bigint * 18 / 100) n;
    END IF;
END
$$;

COMMIT;
ANALYZE;
