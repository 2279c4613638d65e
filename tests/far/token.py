"""A SoftHSM2 token with real keys, in a folder of the tests' own."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.judges.tools import tool

if TYPE_CHECKING:
    from signing.algorithms import PrivateKey

MODULES: Final = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
LABEL, TOKEN_PIN, SO_PIN = "trinhky-test", "87654321", "12345678"


@dataclass(frozen=True)
class SoftToken:
    """One token; its module reads where it is from `SOFTHSM2_CONF` when it is first loaded."""

    folder: Path
    label: str = LABEL

    @property
    def module(self) -> Path:
        return next(Path(one) for one in MODULES if Path(one).exists())

    @property
    def surroundings(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def put(self, key: PrivateKey, key_id: str) -> None:
        """Put a key into the token."""
        file = self.folder / f"{key_id}.pem"
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.run("--import", str(file), "--token", self.label, "--label", key_id, "--id", key_id,
                 "--pin", TOKEN_PIN)  # fmt: skip
        file.unlink()

    def run(self, *words: str) -> None:
        command = [tool("softhsm2-util", "softhsm2"), *words]
        subprocess.run(command, env=self.surroundings, check=True, capture_output=True)


def open_token(folder: Path) -> SoftToken:
    """Make a token in a new folder."""
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    token = SoftToken(folder)
    token.run(
        "--init-token", "--free", "--label", LABEL, "--pin", TOKEN_PIN, "--so-pin", "12345678"
    )
    return token
