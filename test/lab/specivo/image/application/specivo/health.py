"""GET /health and /health/. A degraded instance answers 200 as well, as the vendor's does."""

import os

import redis
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text

from specivo.database import engine
from specivo.release import HEALTH

router = APIRouter()
cache = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://redis:6379/0"), socket_timeout=2, socket_connect_timeout=2)


def state_of(probe) -> str:
    try:
        probe()
        return "ok"
    except Exception:
        return "error"


def ask_database() -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))


@router.get("/health")
@router.get("/health/")
def health() -> JSONResponse:
    database = state_of(ask_database)
    # Version 0.3.2 of the stand-in has lost its way to Redis, 0.3.1 never finishes starting.
    cached = "error" if HEALTH == "degraded" else state_of(cache.ping)
    status = "starting" if HEALTH == "never" else "ok" if (database, cached) == ("ok", "ok") else "degraded"
    body = {"status": status, "database": database, "redis": cached, "version": "", "tier": ""}
    return JSONResponse(body, status_code=503 if HEALTH == "never" else 200)
