"""The chancery whose keys and papers these tests use; made once, as RSA keys are slow to make."""

from __future__ import annotations

import pytest

from tests.signing_pki import Chancery, open_chancery


@pytest.fixture(scope="session")
def chancery(tmp_path_factory: pytest.TempPathFactory) -> Chancery:
    return open_chancery(tmp_path_factory.mktemp("pki"))
