"""Released templates: known, valid, drawn by the code beside them, and never changed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from doc_templates import catalog
from doc_templates.check.content import check_content
from doc_templates.errors import UnknownKindError
from doc_templates.forms import build

if TYPE_CHECKING:
    from pathlib import Path

# Never edit a line that is here: change a form by adding `v2` beside it.
RELEASED = {
    "bien-ban-gop-y/v1/places.json": (
        "1ff72c8951ea0e2f41f93702c6f6cca38919304659ca446fa71b0a96ce190fcb"
    ),
    "bien-ban-gop-y/v1/sample.json": (
        "47c20efcda1db802252af4d31e8a46e8edfb1db0290167d1415cf42bf0230975"
    ),
    "bien-ban-gop-y/v1/schema.json": (
        "7ddba575e2b0cbacb699658545c65185155278499a7920af28b84e782a95f840"
    ),
    "bien-ban-gop-y/v1/template.docx": (
        "7fe4068837cb793af73f184b152c35cb5a3f6e4e6aaabf530494632b33dbd29a"
    ),
    "ke-hoach/v1/places.json": ("16bca535fa1a4273156e4bed90fdea503da0ed7b957dfbfd51a64255497ba1c1"),
    "ke-hoach/v1/sample.json": ("3c72544378c2808285f9ac18683e1c5695db83f3fee4bc24fd47729844e17f21"),
    "ke-hoach/v1/schema.json": ("e7ed95d897dae78917024aac88f56211e4031c2a0667a925564dfa7517fcd928"),
    "ke-hoach/v1/template.docx": (
        "910c44a01c4af8c6cc2960388db16c56a33a245d09d36325dda8bb139edd1cea"
    ),
}


def test_no_released_file_has_changed() -> None:
    files = build.KINDS.glob("*/v*/*")
    found = {
        path.relative_to(build.KINDS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    assert found == RELEASED


@pytest.mark.parametrize("name", build.FORMS)
def test_the_generator_still_draws_the_released_form(name: str) -> None:
    assert _parts(build.FORMS[name]()) == _parts((build.KINDS / name).read_bytes())


def _parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_released_form_has_a_generator() -> None:
    forms = {
        f"{v.kind}/v{v.number}/template.docx" for k in catalog.kinds() for v in catalog.versions(k)
    }
    assert forms == set(build.FORMS)


def test_drawing_over_a_released_form_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "template.docx"
    build.draw(target, b"one")
    build.draw(target, b"one")
    with pytest.raises(FileExistsError):
        build.draw(target, b"two")
    assert target.read_bytes() == b"one"


def test_the_kinds_are_found() -> None:
    assert catalog.kinds() == ("bien-ban-gop-y", "ke-hoach")


@pytest.mark.parametrize("kind", catalog.kinds())
def test_a_sample_is_valid_and_names_its_template(kind: str) -> None:
    version = catalog.current(kind)
    Draft202012Validator.check_schema(catalog.schema(version))
    assert check_content(kind, catalog.sample(version)) == version
    assert catalog.template(version.name) == version


@pytest.mark.parametrize("kind", ["", "..", "ke-hoach/v1", "khac"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(UnknownKindError):
        catalog.versions(kind)
