"""How a judgement on a file is told: to programs as JSON, to people as lines of Vietnamese."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

from service.catalogue import hint, sentence
from signing.verify.codes import Code
from signing.verify.detail import PAINTS_IMAGE, PAINTS_NOTHING, PAINTS_PAGE, covered_to_json
from signing.verify.report import Changes, Integrity, TimeSource, rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from signing.verify.detail import Addition, Covered, RevocationSeen
    from signing.verify.report import Report, SignatureReport

TABLE: Final = "verify"
_OFFSET: Final = timedelta(hours=7)
_VIETNAM: Final = timezone(_OFFSET)
_CLOSE: Final = timedelta(minutes=5)  # clocks that differ by less are the same

_UNPROVEN: Final = frozenset(
    {
        Code.NO_ANCHORS,
        Code.TIMESTAMP_UNTRUSTED,
        Code.TIMESTAMP_MISMATCH,
        Code.TIME_IN_FUTURE,
    }
)


def row(file: str, report: Report) -> dict[str, object]:
    """Return one file's judgement as `--json` has it; other programs read this."""
    return {
        "file": file,
        "verdict": report.verdict.value,
        "code": report.code.value,
        "reason": reason(report.code),
        "signatures": [_signature_row(one) for one in report.signatures],
        "indication": report.indication.value,
        "sub_indication": _value(report.sub_indication),
        "pdfa": report.pdfa,
    }


def reason(code: Code) -> str:
    """Return a code's reason in plain Vietnamese."""
    return sentence(TABLE, code.value)


def lines(file: str, report: Report) -> list[str]:
    """Return what a person reads about one file: its judgement, then a block per signature."""
    verdict = sentence(TABLE, f"verdict.{report.verdict}")
    why = reason(report.code)
    code = report.code.value
    said = [_say("file", file=file, verdict=verdict, reason=why, code=code)]
    todo = hint(TABLE, report.code.value)
    said += [_say("hint", hint=todo)] if todo else []
    said += [
        _say("other_reasons", reason=reason(other), code=other.value)
        for other in sorted(report.all_codes - {report.code})
    ]
    said += [_say("pdfa", level=report.pdfa)] if report.pdfa else []
    return said + [line for one in report.signatures for line in _block(one)]


def _signature_row(one: SignatureReport) -> dict[str, object]:
    return {
        "field": one.field,
        "signer": one.signer,
        "role": _value(one.role),
        "time": _time(one.time),
        "time_source": _value(one.time_source),
        "level": _value(one.level),
        "integrity": one.integrity.value,
        "trust": one.trust.value,
        "changes": one.changes.value,
        "codes": sorted(code.value for code in one.codes),
        "claimed_time": _time(one.claimed_time),
        "chain": list(one.chain),
        "anchor": one.anchor,
        "domain": _value(one.domain),
        "revocation": [_revocation_row(seen) for seen in one.revocation],
        "after": [_addition_row(added) for added in one.after],
        "paints": one.paints,
        "covers": [covered_to_json(each) for each in one.covers],
        "indication": one.indication.value,
        "sub_indication": _value(one.sub_indication),
    }


def _revocation_row(seen: RevocationSeen) -> dict[str, object]:
    return {
        "kind": seen.kind.value,
        "certificate": seen.certificate,
        "time": rfc3339(seen.time),
        "place": seen.place.value,
    }


def _addition_row(added: Addition) -> dict[str, object]:
    return {"kind": added.kind.value, "field": added.field, "lawful": added.lawful}


def _value(word: str | None) -> str | None:
    """Return the plain text of a word of ours."""
    return None if word is None else str(word)


def _time(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)


def _block(one: SignatureReport) -> Iterator[str]:
    """Yield who, then when, then trust, then what is seen and what came after."""
    role = sentence(TABLE, f"role.{one.role or 'none'}")
    integrity = sentence(TABLE, f"integrity.{one.integrity}")
    yield _say("signature", role=role, field=one.field, signer=one.signer, integrity=integrity)
    time = local_time(one.time) if one.time else "?"
    level = one.level or sentence(TABLE, "level.none")
    yield _say("time", time=time, source=source_words(one), level=level) + clock_words(one)
    trust, chain = sentence(TABLE, f"trust.{one.trust}"), chain_words(one)
    yield _say("trust", trust=trust, chain=chain) + status_words(one)
    if paints_words(one):
        yield _say("paints", paints=paints_words(one))
    yield _say("after", changes=changes_words(one)) + after_words(one)


def source_words(one: SignatureReport) -> str:
    """Say how the time is known; a stamp whose maker is not known is not called proof."""
    unproven = one.time_source is TimeSource.TIMESTAMP and one.codes & _UNPROVEN
    return sentence(TABLE, "time.unproven" if unproven else f"time.{one.time_source or 'none'}")


def clock_words(one: SignatureReport) -> str:
    """A note where the signer's own clock says something else than the proven time."""
    proven, claimed = one.time, one.claimed_time
    if proven is None or claimed is None or one.time_source is not TimeSource.TIMESTAMP:
        return ""
    apart = claimed - proven
    if abs(apart) < _CLOSE:
        return ""
    is_local = abs(apart - _OFFSET) < _CLOSE
    return _say("clock_local" if is_local else "clock", time=local_time(claimed))


def chain_words(one: SignatureReport) -> str:
    """Name the root that counts and what lies between."""
    if one.anchor is None or one.domain is None:
        return sentence(TABLE, "chain.none")
    domain = sentence(TABLE, f"domain.{one.domain}")
    between = ", ".join(one.chain[1:-1])
    key = "chain.through" if between else "chain.direct"
    return sentence(TABLE, key, anchor=one.anchor, domain=domain, between=between)


def status_words(one: SignatureReport) -> str:
    """Name the statement about the signer's certificate that is nearest to the signature."""
    said = [seen for seen in one.revocation if seen.certificate == one.signer]
    at = one.time
    if not said or at is None:
        return ""
    nearest = min(said, key=lambda seen: abs(seen.time - at))
    kind = sentence(TABLE, f"revocation.{nearest.kind}")
    place = sentence(TABLE, f"place.{nearest.place}")
    return _say("status", kind=kind, time=local_time(nearest.time), place=place)


def paints_words(one: SignatureReport) -> str:
    """Say what the signature shows on a page, and what lies under it; empty when unknown."""
    shown = "" if one.paints is None else _shown(one.paints)
    return "; ".join(filter(None, (shown, *map(covers_words, one.covers))))


def covers_words(one: Covered) -> str:
    """Say what lies under a signature, and where."""
    page = "?" if one.page is None else one.page
    return sentence(TABLE, f"covers.{one.kind}", page=page, words=one.words)


def _shown(paints: str) -> str:
    if paints in (PAINTS_IMAGE, PAINTS_NOTHING):
        return sentence(TABLE, f"paints.{paints}")
    key = "page" if paints.startswith(PAINTS_PAGE) else "number"
    return sentence(TABLE, f"paints.{key}", what=paints.removeprefix(PAINTS_PAGE))


def changes_words(one: SignatureReport) -> str:
    """Say whether what came after is lawful; of bytes that are not the signed ones, nothing is."""
    return sentence(TABLE, "changes.unsaid" if _is_unsaid(one) else f"changes.{one.changes}")


def _is_unsaid(one: SignatureReport) -> bool:
    return one.integrity is Integrity.BROKEN and one.changes is not Changes.UNLAWFUL


def after_words(one: SignatureReport) -> str:
    """List what came after, each thing once, what is not lawful or must be looked at first."""
    if one.changes is Changes.NONE or _is_unsaid(one):
        return ""
    groups = ((False, "after_unlawful"), (None, "after_unsure"), (True, "after_lawful"))
    said = ""
    for lawful, key in groups:
        some = dict.fromkeys(_added(added) for added in one.after if added.lawful is lawful)
        said += _say(key, what=", ".join(some)) if some else ""
    return said


def _added(added: Addition) -> str:
    return sentence(TABLE, f"added.{added.kind}", field=added.field)


def local_time(at: datetime) -> str:
    """Return an instant (aware) as clocks in Vietnam show it."""
    return f"{at.astimezone(_VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"


def _say(key: str, **values: object) -> str:
    """Fill a line; what a file says of itself must not move the cursor or begin a line."""
    return _plain(sentence(TABLE, f"line.{key}", **values))


def _plain(text: str) -> str:
    return "".join(
        letter if _is_harmless(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _is_harmless(letter: str) -> bool:
    return letter.isprintable() or letter == "\N{NO-BREAK SPACE}"
