"""The celery worker and beat. The periodic task writes to Redis only: no table changes by itself."""

import os
import time

import redis
from celery import Celery

URL = os.environ.get("REDIS_URL", "redis://redis:6379/0")

app = Celery("specivo", broker=URL)
app.conf.broker_connection_retry_on_startup = True
# Beat's memory of what ran stays out of /app, which an image's next version replaces.
app.conf.beat_schedule_filename = "/tmp/celerybeat-schedule"
app.conf.beat_schedule = {"heartbeat": {"task": "specivo.heartbeat", "schedule": 30.0}}


@app.task(name="specivo.heartbeat")
def heartbeat() -> None:
    redis.Redis.from_url(URL).set("specivo:heartbeat", int(time.time()))
