"""Issues with their comments and history."""

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from specivo.database import one, rows, transaction

router = APIRouter(prefix="/api/v1")


class NewIssue(BaseModel):
    title: str
    description: str = ""
    project_id: int = 1


class NewComment(BaseModel):
    body: str


@router.get("/issues/")
def list_issues(limit: int = 25, offset: int = 0) -> dict:
    with transaction() as connection:
        total = one(connection, "SELECT count(*) AS total FROM issues")
        found = rows(
            connection,
            "SELECT id, project_id, title, status FROM issues ORDER BY id DESC LIMIT :limit OFFSET :offset",
            limit=limit,
            offset=offset,
        )
    return {**total, "issues": found}


@router.post("/issues/", status_code=201)
def create_issue(issue: NewIssue) -> dict:
    with transaction() as connection:
        created = one(
            connection,
            """INSERT INTO issues (project_id, author_id, title, description)
               VALUES (:project_id, 1, :title, :description) RETURNING id, title, status""",
            **issue.model_dump(),
        )
        one(
            connection,
            "INSERT INTO issue_history (issue_id, account_id, field, new_value) VALUES (:id, 1, 'status', 'open') RETURNING id",
            id=created["id"],
        )
    return created


@router.get("/issues/{issue_id}/")
def read_issue(issue_id: int) -> dict:
    with transaction() as connection:
        issue = one(connection, "SELECT id, project_id, title, description, status FROM issues WHERE id = :id", id=issue_id)
        if issue is None:
            raise HTTPException(404, "No such issue")
        comments = rows(connection, "SELECT id, body FROM comments WHERE issue_id = :id ORDER BY id", id=issue_id)
        history = rows(
            connection, "SELECT field, old_value, new_value FROM issue_history WHERE issue_id = :id ORDER BY id", id=issue_id
        )
    return {**issue, "comments": comments, "history": history}


@router.post("/issues/{issue_id}/comments/", status_code=201)
def add_comment(issue_id: int, comment: NewComment) -> dict:
    with transaction() as connection:
        if one(connection, "SELECT id FROM issues WHERE id = :id", id=issue_id) is None:
            raise HTTPException(404, "No such issue")
        return one(
            connection,
            "INSERT INTO comments (issue_id, author_id, body) VALUES (:id, 1, :body) RETURNING id, body",
            id=issue_id,
            body=comment.body,
        )
