"""The api service."""

from fastapi import FastAPI

from specivo import attachments, health, issues, pages, wiki

app = FastAPI(title="Specivo (stand-in)", redirect_slashes=False)
for part in (health, pages, issues, wiki, attachments):
    app.include_router(part.router)
