"""Certificates parsed once: the same few stand in every signature, token and store of a file.

What a parsed one has worked out (its names prepared for comparing, its extensions) it keeps; that
is most of the price of a path. They fill in what they know as they are asked, so no two threads
share one.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from asn1crypto import x509
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_KEPT: Final = 64
_LARGEST: Final = 16 * 1024  # bytes; a larger one is a stranger's, and not kept


class _Name(x509.Name):  # type: ignore[misc]
    """A name that is compared by its bytes first, and keeps its prepared form."""

    _form = ""

    @property
    @override
    def hashable(self) -> str:
        self._form = self._form or str(super().hashable)
        return self._form

    @override
    def __eq__(self, other: object) -> bool:
        """Return whether both are the same (RFC 5280, 7.1); the same bytes always are."""
        if isinstance(other, x509.Name) and other.dump() == self.dump():
            return True
        return bool(super().__eq__(other))

    @override
    def __ne__(self, other: object) -> bool:
        """Return whether they differ."""
        return not self == other

    __hash__ = None  # type: ignore[assignment] # as the library's


class Known(x509.Certificate):  # type: ignore[misc]
    """A certificate with such names."""

    _names: tuple[_Name, _Name] | None = None

    @property
    @override
    def subject(self) -> x509.Name:
        """Return whose it is."""
        return self._both()[0]

    @property
    @override
    def issuer(self) -> x509.Name:
        """Return who issued it."""
        return self._both()[1]

    def _both(self) -> tuple[_Name, _Name]:
        if self._names is None:
            said = self["tbs_certificate"]
            self._names = (_Name.load(said["subject"].dump()), _Name.load(said["issuer"].dump()))
        return self._names


def _parsed(kind: type[Known], der: bytes) -> x509.Certificate:
    return kind.load(der)


class _Kept(threading.local):
    def __init__(self) -> None:
        self.get: Callable[..., x509.Certificate]
        self.get = lru_cache(maxsize=_KEPT)(_parsed)


_CERTIFICATES: Final = _Kept()


def certificate_of(der: bytes, kind: type[Known] = Known) -> x509.Certificate:
    """Return a certificate, parsed as far as the library does at once. Raises ValueError."""
    return _CERTIFICATES.get(kind, der) if len(der) <= _LARGEST else _parsed(kind, der)


def same(certificate: x509.Certificate) -> x509.Certificate:
    """Return what is kept of a certificate that was parsed as part of something else."""
    return certificate_of(certificate.dump())


def all_same(certificates: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return what is kept of each."""
    return tuple(same(one) for one in certificates)
