"""Time limits and retry rules, by name."""

from __future__ import annotations

from datetime import timedelta

from temporalio.common import RetryPolicy

TASK_QUEUE = "trinhky"

RECORD_LIMIT = timedelta(seconds=5)  # one database transaction; also how long a kill -9 costs
RENDER_LIMIT = timedelta(seconds=120)
SEAL_LIMIT = timedelta(seconds=90)
ARCHIVE_LIMIT = timedelta(seconds=60)
DUE_LIMIT = timedelta(minutes=10)  # a page of records is read from the store
RENEW_LIMIT = timedelta(minutes=5)
LIST_LIMIT = timedelta(hours=6)  # of one list; ten thousand lines take less than one

HEARTBEAT_LIMIT = timedelta(seconds=6)  # how long a worker that was killed goes unnoticed

AFTER_REFUSAL = timedelta(seconds=30)
ABANDONED = timedelta(minutes=15)  # a start whose first act was refused

# Non-retryable codes are marked where they are raised; whatever else fails is tried again for
# ever, visibly: each failure is an incident.
UNTIL_DONE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=30),
)

# Of one record among many: the others must not wait for a fault that does not pass.
SOME_TIMES = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=3.0, maximum_attempts=5
)
LONGEST_PAUSE = timedelta(hours=1)

ONCE = RetryPolicy(maximum_attempts=1)
