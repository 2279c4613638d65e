"""The chancery whose keys and papers these tests use; made once, as RSA keys are slow to make."""

from __future__ import annotations

import os

import pytest

from tests.far.token import SoftToken, open_token
from tests.signing_pki import Chancery, open_chancery


@pytest.fixture(scope="session")
def chancery(tmp_path_factory: pytest.TempPathFactory) -> Chancery:
    return open_chancery(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory, chancery: Chancery) -> SoftToken:
    made = open_token(tmp_path_factory.mktemp("token"))
    os.environ.update(made.surroundings)  # noqa: TID251  # the module itself reads it, when loaded
    made.put(chancery.leader.key, "01")
    made.put(chancery.other.key, "02")
    return made
