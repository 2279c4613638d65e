"""What every blob store promises. Subclass, provide `store` and `raw`, inherit every promise."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from storage.blobs.port import Area, BlobRef
from storage.errors import BlobDamagedError, BlobKeyError, BlobMissingError

if TYPE_CHECKING:
    from storage.blobs.port import BlobStore

BODY = "Kế hoạch số 241/KH-SYT".encode()


class RawView(Protocol):
    """Past the store, at what it keeps: for damage that only a disk or an intruder does."""

    def keys(self) -> set[str]:
        """The keys of all bodies."""
        ...

    def overwrite(self, key: str, body: bytes) -> None:
        """Put other bytes where a body is."""
        ...

    def remove(self, key: str) -> None:
        """Take a body away."""
        ...

    def retain_until(self, key: str) -> datetime | None:
        """How long the record's retention is."""
        ...


class BlobStoreContract:
    """The promises of storage.blobs.port.BlobStore."""

    def test_what_is_put_comes_back_unchanged(self, store: BlobStore) -> None:
        assert store.get(store.put(Area.CONTENT, "doc-1", BODY)) == BODY

    def test_an_empty_body_is_a_body(self, store: BlobStore) -> None:
        assert store.get(store.put(Area.CONTENT, "doc-1", b"")) == b""

    def test_a_large_body_comes_back_unchanged(self, store: BlobStore) -> None:
        body = bytes(range(256)) * 16_384  # 4 MiB
        assert store.get(store.put(Area.PAPER, "doc-1", body)) == body

    def test_the_ticket_says_where_what_and_how_long(self, store: BlobStore) -> None:
        digest = hashlib.sha256(BODY).hexdigest()
        expected = BlobRef(f"content/doc-1/{digest}", digest, len(BODY))
        assert store.put(Area.CONTENT, "doc-1", BODY) == expected

    def test_the_same_put_twice_is_one_put(self, store: BlobStore, raw: RawView) -> None:
        first = store.put(Area.CONTENT, "doc-1", BODY)
        assert store.put(Area.CONTENT, "doc-1", BODY) == first
        assert raw.keys() == {first.key}

    def test_other_bytes_never_share_a_key(self, store: BlobStore, raw: RawView) -> None:
        first = store.put(Area.CONTENT, "doc-1", BODY)
        second = store.put(Area.CONTENT, "doc-1", BODY + b".")
        assert raw.keys() == {first.key, second.key}

    def test_the_same_body_is_kept_for_each_document_and_area(
        self, store: BlobStore, raw: RawView
    ) -> None:
        refs = [
            store.put(Area.CONTENT, "doc-1", BODY),
            store.put(Area.CONTENT, "doc-2", BODY),
            store.put(Area.COMMENT, "doc-1", BODY),
        ]
        assert raw.keys() == {ref.key for ref in refs}

    @pytest.mark.parametrize("area", list(Area))
    def test_every_area_takes_bodies(self, store: BlobStore, area: Area) -> None:
        assert store.get(store.put(area, "doc-1", BODY)) == BODY

    def test_damage_is_found_when_reading(self, store: BlobStore, raw: RawView) -> None:
        ref = store.put(Area.CONTENT, "doc-1", BODY)
        raw.overwrite(ref.key, BODY[:-1] + b"?")
        with pytest.raises(BlobDamagedError):
            store.get(ref)

    def test_a_cut_body_is_damage(self, store: BlobStore, raw: RawView) -> None:
        ref = store.put(Area.CONTENT, "doc-1", BODY)
        raw.overwrite(ref.key, BODY[:5])
        with pytest.raises(BlobDamagedError):
            store.get(ref)

    def test_putting_again_does_not_hide_damage(self, store: BlobStore, raw: RawView) -> None:
        ref = store.put(Area.CONTENT, "doc-1", BODY)
        raw.overwrite(ref.key, b"other")
        with pytest.raises(BlobDamagedError):
            store.put(Area.CONTENT, "doc-1", BODY)

    def test_what_was_taken_away_is_missing(self, store: BlobStore, raw: RawView) -> None:
        ref = store.put(Area.CONTENT, "doc-1", BODY)
        raw.remove(ref.key)
        with pytest.raises(BlobMissingError):
            store.get(ref)

    def test_what_was_never_put_is_missing(self, store: BlobStore) -> None:
        digest = "0" * 64
        with pytest.raises(BlobMissingError):
            store.get(BlobRef(f"content/doc-1/{digest}", digest, 1))

    def test_a_ticket_with_another_size_is_refused(self, store: BlobStore) -> None:
        ref = store.put(Area.CONTENT, "doc-1", BODY)
        with pytest.raises(BlobDamagedError):
            store.get(replace(ref, size=ref.size + 1))

    @pytest.mark.parametrize(
        "document_id", ["", "..", "../other", "a/b", "A", ".hidden", "a\n", "a" * 101, "a\0", "é"]
    )
    def test_a_document_id_that_is_no_key_part_is_refused(
        self, store: BlobStore, raw: RawView, document_id: str
    ) -> None:
        with pytest.raises(BlobKeyError):
            store.put(Area.CONTENT, document_id, BODY)
        assert raw.keys() == set()

    @pytest.mark.parametrize(
        "key",
        [
            "content/doc-1/../../secret",
            "content/../../etc/passwd",
            "/etc/passwd",
            "content/doc-1",
            "unknown/doc-1/" + "0" * 64,
            "content/doc-1/" + "0" * 64 + "\n",
            "content/doc-1/" + "0" * 63,
            "content//" + "0" * 64,
        ],
    )
    def test_a_ticket_that_no_store_gave_is_refused(self, store: BlobStore, key: str) -> None:
        with pytest.raises(BlobKeyError):
            store.get(BlobRef(key, key.rsplit("/", 1)[-1], 1))

    def test_a_ticket_whose_key_names_other_bytes_is_refused(self, store: BlobStore) -> None:
        ref = store.put(Area.CONTENT, "doc-1", BODY)
        with pytest.raises(BlobKeyError):
            store.get(replace(ref, sha256="0" * 64))

    def test_a_record_is_read_back_and_keeps_its_retention(
        self, store: BlobStore, raw: RawView
    ) -> None:
        until = datetime(2076, 1, 1, tzinfo=UTC)
        ref = store.put_record("doc-1", BODY, until)
        assert store.get(ref) == BODY
        assert raw.retain_until(ref.key) == until

    def test_a_record_may_be_kept_for_ever(self, store: BlobStore, raw: RawView) -> None:
        assert raw.retain_until(store.put_record("doc-1", BODY, None).key) is None

    def test_a_longer_retention_replaces_a_shorter(self, store: BlobStore, raw: RawView) -> None:
        store.put_record("doc-1", BODY, datetime(2036, 1, 1, tzinfo=UTC))
        ref = store.put_record("doc-1", BODY, datetime(2046, 1, 1, tzinfo=UTC))
        assert raw.retain_until(ref.key) == datetime(2046, 1, 1, tzinfo=UTC)

    def test_no_retention_is_ever_shortened(self, store: BlobStore, raw: RawView) -> None:
        store.put_record("doc-1", BODY, None)
        ref = store.put_record("doc-1", BODY, datetime(2036, 1, 1, tzinfo=UTC))
        assert raw.retain_until(ref.key) is None

    def test_a_damaged_record_is_not_taken_for_stored(self, store: BlobStore, raw: RawView) -> None:
        ref = store.put_record("doc-1", BODY, None)
        raw.overwrite(ref.key, b"other")
        with pytest.raises(BlobDamagedError):
            store.put_record("doc-1", BODY, None)

    def test_many_may_put_the_same_body_at_once(self, store: BlobStore, raw: RawView) -> None:
        refs: list[BlobRef] = []
        together = threading.Barrier(8)

        def put() -> None:
            together.wait()
            refs.append(store.put(Area.CONTENT, "doc-1", BODY))

        threads = [threading.Thread(target=put) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refs) == 8
        assert raw.keys() == {refs[0].key}
        assert store.get(refs[0]) == BODY
