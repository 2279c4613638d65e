"""Where nothing may be skipped, a skip is a failure; elsewhere it stays a skip."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SKIPS = """
import pytest

def test_that_needs_a_server():
    pytest.skip("no server")

@pytest.mark.skipif(True, reason="not here")
def test_that_is_left_out():
    pass

@pytest.mark.xfail(raises=ValueError)
def test_that_is_expected_to_fail():
    raise ValueError

def test_that_runs():
    pass
"""


def outcomes(pytester: pytest.Pytester, *options: str) -> dict[str, int]:
    """Run the sample with the plugin and return how many tests ended how."""
    result = pytester.runpytest_subprocess("-p", "tests.strictness", "-p", "no:randomly", *options)
    return result.parseoutcomes()


@pytest.fixture
def sample(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makepyfile(SKIPS)
    return pytester


def test_on_a_developers_machine_a_skip_is_a_skip(sample: pytest.Pytester) -> None:
    assert outcomes(sample) == {"passed": 1, "skipped": 2, "xfailed": 1}


def test_asked_for_strictness_a_skip_is_a_failure(sample: pytest.Pytester) -> None:
    assert outcomes(sample, "--strict-skips") == {
        "passed": 1,
        "failed": 1,
        "errors": 1,
        "xfailed": 1,
    }


def test_in_continuous_integration_a_skip_is_a_failure(
    sample: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert outcomes(sample) == {"passed": 1, "failed": 1, "errors": 1, "xfailed": 1}


def test_a_module_that_skips_itself_is_a_failure_too(sample: pytest.Pytester) -> None:
    sample.makepyfile(test_all='import pytest\npytest.skip("all", allow_module_level=True)')
    assert outcomes(sample, "--strict-skips", "test_all.py") == {"errors": 1}
