"""Let somebody leave, or move, in a process that a power cut ends at its n-th change of a file.

Run as a program, with its orders as JSON; the process kills itself as `kill -9` would.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

from service.accounts import ending_posts, leaving
from service.accounts.administration import ByAdmin
from service.desk.cabinet import Cabinet
from signing.trust.site_ca import open_site_ca
from storage.database import Database
from tests.unit.signing.test_site_ca import LOCKS

CHANGES: Final = ("os.remove", "os.rename", "os.rmdir")


def power_cut(after: int) -> None:
    """End this process at once before a further change of a file."""
    left = [after]

    def hook(event: str, _: object) -> None:
        if event in CHANGES:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def main(told: dict[str, str]) -> None:
    database, pki = Database(told["url"]), Path(told["pki"])
    cabinet = Cabinet(Path(told["desk"]))
    by = ByAdmin("admin", told["act"], datetime.fromisoformat(told["at"]))
    power_cut(int(told["after"]))
    if told["what"] == "move":
        moving = ending_posts.Move("binh", "post-head", "post-admin")
        ending_posts.move(database, cabinet, moving, by)
    else:
        rooms = leaving.Rooms(
            database, cabinet, leaving.Authority(pki, lambda: open_site_ca(pki, LOCKS))
        )
        leaving.leave(rooms, "binh", "affiliation-changed", by)
    database.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
