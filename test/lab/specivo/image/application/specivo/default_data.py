"""Adds what every instance has. Run at each start, so what is there already stays as it is."""

from sqlalchemy import text

from specivo.database import transaction

STATEMENTS = [
    "INSERT INTO settings (name, value) VALUES ('workspace_name', 'Specivo') ON CONFLICT DO NOTHING",
    "INSERT INTO accounts (id, login, display_name) VALUES (1, 'admin', 'Administrator') ON CONFLICT DO NOTHING",
    "INSERT INTO projects (id, key, name) VALUES (1, 'DEMO', 'Demonstration') ON CONFLICT DO NOTHING",
    """INSERT INTO wiki_pages (project_id, slug, title, body)
       SELECT 1, 'Home', 'Home', 'Welcome to the wiki.'
       WHERE NOT EXISTS (SELECT FROM wiki_pages WHERE project_id = 1 AND slug = 'Home')""",
    # Identifiers above were given, not drawn: the sequences have to know.
    "SELECT setval('accounts_id_seq', (SELECT max(id) FROM accounts))",
    "SELECT setval('projects_id_seq', (SELECT max(id) FROM projects))",
]

if __name__ == "__main__":
    with transaction() as connection:
        for statement in STATEMENTS:
            connection.execute(text(statement))
