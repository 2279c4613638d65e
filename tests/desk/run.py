"""`python -m tests.desk.run JSON`: the desk, with settings that no command has."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from service.desk.process import DeskSettings, run
from storage.blobs.local import LocalBlobStore

logging.basicConfig(level=logging.DEBUG)
given = json.loads(sys.argv[1])
for name in ("folder", "socket"):
    given[name] = Path(given[name])
given["blobs"] = LocalBlobStore(Path(given["blobs"]))
run(DeskSettings(**given))
