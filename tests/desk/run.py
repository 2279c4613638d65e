"""`python -m tests.desk.run JSON`: the desk, with settings that no command has."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from typing_extensions import override

from service.desk.process import DeskSettings, now, run
from signing.errors import TimestampUnavailableError
from signing.trust.own_ca import DevPki
from signing.trust.revocation import CrlFolder
from signing.trust.timestamps import LocalTimestamper, Timestamper
from storage.blobs.local import LocalBlobStore
from workflows.activities.workshop import Trust


class Silent(Timestamper):
    """Authorities that do not answer."""

    @override
    def token(self, digest: bytes) -> bytes:
        raise TimestampUnavailableError("nobody answers")


def trust_in(folder: Path, is_late: bool) -> Trust:  # noqa: FBT001 - of this program alone
    """Believe the authority of a folder, whose timestamp service is away where `is_late`."""
    own = LocalTimestamper(DevPki(folder, "").tsa(now).respond)
    timestamper = Silent() if is_late else own
    return Trust(folder / "trust.pem", folder / "issuing.pem", CrlFolder(folder), timestamper)


logging.basicConfig(level=logging.DEBUG)
given = json.loads(sys.argv[1])
for name in ("folder", "socket"):
    given[name] = Path(given[name])
given["blobs"] = LocalBlobStore(Path(given["blobs"]))
if given["pki_dir"]:
    given["pki_dir"] = Path(given["pki_dir"])
    given["trust"] = lambda: trust_in(given["pki_dir"], given["is_late"])
run(DeskSettings(**{name: given[name] for name in given.keys() - {"is_late"}}))
