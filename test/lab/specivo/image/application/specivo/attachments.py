"""Attachments: a row in the database, the bytes in /app/data/attachments."""

import hashlib
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from specivo.database import one, transaction

router = APIRouter(prefix="/api/v1")
DIRECTORY = Path("/app/data/attachments")


def store(issue_id: int, name: str, content: bytes) -> dict:
    digest = hashlib.sha256(content).hexdigest()
    path = f"uploads/{digest[:16]}"
    target = DIRECTORY / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    with transaction() as connection:
        return one(
            connection,
            """INSERT INTO attachments (issue_id, name, path, bytes, sha256)
               VALUES (:issue_id, :name, :path, :bytes, :sha256) RETURNING id, name, bytes, sha256""",
            issue_id=issue_id,
            name=name,
            path=path,
            bytes=len(content),
            sha256=digest,
        )


@router.put("/issues/{issue_id}/attachments/{name}", status_code=201)
async def upload(issue_id: int, name: str, request: Request) -> dict:
    """The request's body is the file."""
    return await run_in_threadpool(store, issue_id, name, await request.body())


@router.get("/attachments/{attachment_id}/")
def download(attachment_id: int) -> FileResponse:
    with transaction() as connection:
        found = one(connection, "SELECT name, path FROM attachments WHERE id = :id", id=attachment_id)
    if found is None or not (DIRECTORY / found["path"]).is_file():
        raise HTTPException(404, "No such attachment")
    return FileResponse(DIRECTORY / found["path"], filename=found["name"])
