"""Wiki pages, and one search over them and the issues."""

from fastapi import APIRouter, HTTPException

from specivo.database import one, rows, transaction

router = APIRouter(prefix="/api/v1")


@router.get("/wiki/{slug}/")
def read_page(slug: str, project_id: int = 1) -> dict:
    with transaction() as connection:
        page = one(
            connection,
            "SELECT id, slug, title, body FROM wiki_pages WHERE project_id = :project_id AND slug = :slug",
            project_id=project_id,
            slug=slug,
        )
    if page is None:
        raise HTTPException(404, "No such page")
    return page


@router.get("/search/")
def search(q: str) -> list[dict]:
    with transaction() as connection:
        return rows(
            connection,
            """SELECT 'issue' AS kind, id, title FROM issues WHERE search @@ plainto_tsquery('english', :q)
               UNION ALL
               SELECT 'wiki', id, title FROM wiki_pages WHERE search @@ plainto_tsquery('english', :q)
               LIMIT 25""",
            q=q,
        )
