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
from doc_templates.layout.registry import FORMS

if TYPE_CHECKING:
    from pathlib import Path

# Never edit a line that is here: change a form by adding `v2` beside it.
RELEASED = {
    "bien-ban-chi-bo/v1/places.json": (
        "ff2c6f9bfa716c30568506deabfc0b9f7784fae4743c0beec4b933a8219d2438"
    ),
    "bien-ban-chi-bo/v1/sample.json": (
        "de2a848be8d625114ce73fa870a509ed40da1b286b21833fb73dbb95eaaebbc4"
    ),
    "bien-ban-chi-bo/v1/schema.json": (
        "534ede8092d6038f9dd830e2e3965514671075deacb9e65d47241a329b2a22d6"
    ),
    "bien-ban-chi-bo/v1/template.docx": (
        "7b4f9b257dcff6781410dc14f5550b0796d27a29ac5da1d27a2a23e14ece0462"
    ),
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
    "bo-sung-dang/v1/places.json": (
        "dd4705694167ec762d57cee90bbdebefa24efeed6a3984d8ea88f8afcc7aa8da"
    ),
    "bo-sung-dang/v1/sample.json": (
        "a75b4cf0716943c689f6d46d58c8f93e82d57492fb7cba157b004d1f2f271a77"
    ),
    "bo-sung-dang/v1/schema.json": (
        "a3d83bfb34b0b4c3f6f635fe3e92e28e7ac4ec8a9485aacc1edb551ae0c2a3fb"
    ),
    "bo-sung-dang/v1/template.docx": (
        "f2f09167b83593b16da6fc20c007cb9cf0f1d660ea029a9cbfe345688dca2faa"
    ),
    "bo-sung-vien-chuc/v1/places.json": (
        "dd4705694167ec762d57cee90bbdebefa24efeed6a3984d8ea88f8afcc7aa8da"
    ),
    "bo-sung-vien-chuc/v1/sample.json": (
        "dbcd47b2af3902dd7c4ffee89aa2bf35dac902b541014ea546c99832d8fb33e4"
    ),
    "bo-sung-vien-chuc/v1/schema.json": (
        "ca468fa5549d8a4e9d3c45939900eb7d9d9d43f42590f9bee6c81e1af130fe3c"
    ),
    "bo-sung-vien-chuc/v1/template.docx": (
        "6bc4fc2775e09cfadb06e1dc15130cf4fd6d5690e8c2acde85c6273fdcb8ad9c"
    ),
    "cam-ket-dang/v1/places.json": (
        "dd4705694167ec762d57cee90bbdebefa24efeed6a3984d8ea88f8afcc7aa8da"
    ),
    "cam-ket-dang/v1/sample.json": (
        "56d4b6beaa4295e1b288e912c80912cd879e53dd79a5da93c7d9b6045c509fac"
    ),
    "cam-ket-dang/v1/schema.json": (
        "04929d85dd0dbe46b5f9616a16a42d246bf8b9cd2caf07d7ea3af865e41c1c67"
    ),
    "cam-ket-dang/v1/template.docx": (
        "64fdcd23f7197730d72af9264f887db470d85f9f4e461ade71cfa65fd9f4a862"
    ),
    "cam-ket-vien-chuc/v1/places.json": (
        "dd4705694167ec762d57cee90bbdebefa24efeed6a3984d8ea88f8afcc7aa8da"
    ),
    "cam-ket-vien-chuc/v1/sample.json": (
        "6fd4840371f0a63b88672366c1b22820ddd001c5b50a1274348658e1152348d6"
    ),
    "cam-ket-vien-chuc/v1/schema.json": (
        "9ede9ab90319144ec738b625758afbdde251e7105832d5c2c0d8f9a2e85ae620"
    ),
    "cam-ket-vien-chuc/v1/template.docx": (
        "fa4f9e6f8e62573bdbeb9a5ea0bc2cc0829d6543536ffb1dfcb706f4d6a74164"
    ),
    "dot/v1/sample.json": ("90bcf9e0340939c778ebbd873998670d8932cbe4d283cd24f6473e656faf525b"),
    "dot/v1/schema.json": ("4d2cca2b252d55726ff57542cf4a9d0b2c1bc92967146b6d739678cf02abdb0b"),
    "ke-hoach/v1/places.json": ("16bca535fa1a4273156e4bed90fdea503da0ed7b957dfbfd51a64255497ba1c1"),
    "ke-hoach/v1/sample.json": ("3c72544378c2808285f9ac18683e1c5695db83f3fee4bc24fd47729844e17f21"),
    "ke-hoach/v1/schema.json": ("e7ed95d897dae78917024aac88f56211e4031c2a0667a925564dfa7517fcd928"),
    "ke-hoach/v1/template.docx": (
        "910c44a01c4af8c6cc2960388db16c56a33a245d09d36325dda8bb139edd1cea"
    ),
    "nghi-quyet/v1/places.json": (
        "75410b165a87f9abb5f1d01ddf14d454e010c881e3d7f9682a022319f88db073"
    ),
    "nghi-quyet/v1/sample.json": (
        "2fc8eadb108df3f002653e0de8fe293019edea67a86176a6c756bebce580c584"
    ),
    "nghi-quyet/v1/schema.json": (
        "a69f38ec3f84423c6a98e084a303ea4c6c4709ba2f65817d71f5c337cd32c979"
    ),
    "nghi-quyet/v1/template.docx": (
        "922967ee4fd9fba6718ae937f9c842c56b3ab38228855996f3f10f84586b1a2e"
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
    released = [version for kind in catalog.kinds() for version in catalog.versions(kind)]
    drawn = {f"{v.kind}/v{v.number}/template.docx" for v in released if v.has_form}
    assert drawn == set(build.FORMS)
    assert {v.name for v in released if v.has_form} == set(FORMS)


def test_drawing_over_a_released_form_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "template.docx"
    build.draw(target, b"one")
    build.draw(target, b"one")
    with pytest.raises(FileExistsError):
        build.draw(target, b"two")
    assert target.read_bytes() == b"one"


def test_the_kinds_are_found() -> None:
    assert catalog.kinds() == (
        "bien-ban-chi-bo", "bien-ban-gop-y", "bo-sung-dang", "bo-sung-vien-chuc", "cam-ket-dang",
        "cam-ket-vien-chuc", "dot", "ke-hoach", "nghi-quyet",
    )  # fmt: skip
    assert [kind for kind in catalog.kinds() if not catalog.current(kind).has_form] == ["dot"]


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
