"""Settings are read from a mapping, and a misspelt one stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import NAMES, Settings
from service.errors import SettingInvalidError, SettingUnknownError
from service.stack.embedded import Ports, told_to_children
from workflows.config import BucketAddress, Secret, TemporalTls
from workflows.contracts.queues import TASK_QUEUE
from workflows.stores import bucket_of

ROOT = Path(__file__).parents[3]


def test_nothing_set_means_everything_below_the_home(tmp_path: Path) -> None:
    settings = Settings.from_env({"TRINHKY_HOME": str(tmp_path)})
    assert settings.blob_directory == tmp_path / "blobs"
    assert settings.database_url.reveal() == f"sqlite:///{tmp_path}/trinhky.sqlite3"
    assert settings.desk_socket == tmp_path / "desk" / "desk.sock"


def test_a_misspelt_name_is_refused_by_name() -> None:
    with pytest.raises(SettingUnknownError, match="TRINHKY_TEMPORAL_ADRESS"):
        Settings.from_env({"TRINHKY_TEMPORAL_ADRESS": "127.0.0.1:1"})


def test_names_of_others_are_none_of_our_business() -> None:
    assert Settings.from_env({"PATH": "/bin", "OTHER": "x"}).web_port == 8080


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "²", ""])
def test_only_a_port_is_a_port(port: str) -> None:
    if port:
        with pytest.raises(SettingInvalidError, match="TRINHKY_WEB_PORT"):
            Settings.from_env({"TRINHKY_WEB_PORT": port})
    else:
        assert Settings.from_env({"TRINHKY_WEB_PORT": port}).web_port == 8080


def test_a_flag_is_one_or_zero() -> None:
    assert Settings.from_env({"TRINHKY_DEMO": "1"}).demo
    assert Settings.from_env({"TRINHKY_PUBLIC_VERIFY": "1"}).public_verify
    assert not Settings.from_env({}).public_verify
    with pytest.raises(SettingInvalidError, match="TRINHKY_DEMO"):
        Settings.from_env({"TRINHKY_DEMO": "yes"})


def test_blobs_name_their_kind_of_store() -> None:
    with pytest.raises(SettingInvalidError, match="TRINHKY_BLOBS"):
        Settings.from_env({"TRINHKY_BLOBS": "/srv/blobs"})


def keys_in(folder: Path) -> dict[str, str]:
    """Settings that name a bucket, with its keys in two files."""
    for name, key in (("access", "office-1"), ("secret", "hunter2-hunter2")):
        (folder / name).write_text(f"{key}\n", encoding="utf-8")
    return {
        "TRINHKY_BLOBS": "s3:https://store.example:9000/records",
        "TRINHKY_S3_ACCESS_KEY_FILE": str(folder / "access"),
        "TRINHKY_S3_SECRET_KEY_FILE": str(folder / "secret"),
    }


def test_bodies_can_lie_in_a_bucket(tmp_path: Path) -> None:
    settings = Settings.from_env(keys_in(tmp_path))
    place = bucket_of(settings)
    assert (place.endpoint, place.bucket, place.is_tls) == ("store.example:9000", "records", True)
    assert (place.access_key, place.secret_key) == ("office-1", "hunter2-hunter2")
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("address", "endpoint", "is_tls"),
    [
        ("s3:https://store/records", "store:443", True),
        ("s3:http://127.0.0.1/records", "127.0.0.1:80", False),
        ("s3:http://[::1]:9000/records", "[::1]:9000", False),
    ],
)
def test_a_bucket_s_server_has_its_usual_port(address: str, endpoint: str, is_tls: bool) -> None:  # noqa: FBT001 -- a value
    assert BucketAddress.of(address) == BucketAddress(endpoint, "records", is_tls)


@pytest.mark.parametrize(
    "address",
    [
        "s3:", "s3:store/records", "s3:ftp://store/records", "s3:https://store", "s3:https:///records",
        "s3:https://store/records/more", "s3:https://store/R", "s3:https://store/records?x=1",
        "s3:https://me:hunter2@store/records", "s3:https://store:port/records", "s3://store/records",
    ],
)  # fmt: skip
def test_what_is_not_the_address_of_a_bucket_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingInvalidError, match="TRINHKY_BLOBS") as refusal:
        Settings.from_env(keys_in(tmp_path) | {"TRINHKY_BLOBS": address})
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("missing", ["TRINHKY_S3_ACCESS_KEY_FILE", "TRINHKY_S3_SECRET_KEY_FILE"])
def test_a_bucket_without_a_key_is_refused(tmp_path: Path, missing: str) -> None:
    given = keys_in(tmp_path)
    with pytest.raises(SettingInvalidError, match=missing):
        Settings.from_env({name: value for name, value in given.items() if name != missing})
    with pytest.raises(SettingInvalidError, match=missing):
        Settings.from_env(given | {missing: str(tmp_path / "nowhere")})


def test_children_are_told_where_the_bucket_is(tmp_path: Path) -> None:
    settings = Settings.from_env(keys_in(tmp_path) | {"TRINHKY_S3_REGION": "thanh-hoa-1"})
    told = Settings.from_env(told_to_children(settings, Ports(1, 2)))
    assert (told.blobs, told.s3) == (settings.blobs, settings.s3)


def test_tls_with_temporal_needs_certificate_and_key(tmp_path: Path) -> None:
    pem = tmp_path / "some.pem"
    pem.write_text("PEM", encoding="ascii")
    name = "TRINHKY_TEMPORAL_TLS_{}_FILE".format
    assert Settings.from_env({}).temporal_tls is None
    only_trust = Settings.from_env({name("CA"): str(pem)}).temporal_tls
    assert only_trust == TemporalTls(ca_file=pem, cert_file=None, key_file=None)
    both = Settings.from_env({name("CERT"): str(pem), name("KEY"): str(pem)}).temporal_tls
    assert both == TemporalTls(ca_file=None, cert_file=pem, key_file=pem)
    for one in ("CERT", "KEY"):
        with pytest.raises(SettingInvalidError, match="one without the other"):
            Settings.from_env({name(one): str(pem)})
    with pytest.raises(SettingInvalidError, match="TRINHKY_TEMPORAL_TLS_CA_FILE"):
        Settings.from_env({name("CA"): str(tmp_path / "nowhere")})


def test_the_database_s_password_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("h/unter@2\n", encoding="utf-8")
    given = {"TRINHKY_DATABASE_PASSWORD_FILE": str(file)}
    url = {"TRINHKY_DATABASE_URL": "postgresql+psycopg://office@db:5432/trinhky"}
    found = Settings.from_env(given | url).database_url.reveal()
    assert found == "postgresql+psycopg://office:h%2Funter%402@db:5432/trinhky"
    for other in ("postgresql+psycopg://a:b@db/x", "sqlite:////tmp/x.db", "nonsense"):
        with pytest.raises(SettingInvalidError, match="TRINHKY_DATABASE"):
            Settings.from_env(given | {"TRINHKY_DATABASE_URL": other})


def test_the_caller_of_the_desk_is_a_number() -> None:
    assert Settings.from_env({}).desk_caller_uid is None
    assert Settings.from_env({"TRINHKY_DESK_CALLER_UID": "10001"}).desk_caller_uid == 10001
    with pytest.raises(SettingInvalidError, match="TRINHKY_DESK_CALLER_UID"):
        Settings.from_env({"TRINHKY_DESK_CALLER_UID": "web"})


def test_the_database_url_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql+psycopg://u:p@127.0.0.1/x\n", encoding="utf-8")
    settings = Settings.from_env({"TRINHKY_DATABASE_URL_FILE": str(file)})
    assert settings.database_url == Secret("postgresql+psycopg://u:p@127.0.0.1/x")


def test_the_database_url_is_not_given_twice(tmp_path: Path) -> None:
    twice = {"TRINHKY_DATABASE_URL": "sqlite://", "TRINHKY_DATABASE_URL_FILE": str(tmp_path)}
    with pytest.raises(SettingInvalidError, match="both"):
        Settings.from_env(twice)


def test_a_missing_or_empty_secret_file_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for file in (empty, tmp_path / "missing"):
        settings = Settings.from_env({"TRINHKY_SECRET_KEY_FILE": str(file)})
        with pytest.raises(SettingInvalidError, match="TRINHKY_SECRET_KEY_FILE"):
            _ = settings.secret_key
    settings = Settings.from_env({"TRINHKY_SECOND_FACTOR_KEY_FILE": str(empty)})
    with pytest.raises(SettingInvalidError, match="TRINHKY_SECOND_FACTOR_KEY_FILE"):
        _ = settings.second_factor_keys


def test_secrets_do_not_show_themselves() -> None:
    settings = Settings.from_env({"TRINHKY_DATABASE_URL": "postgresql://u:hunter2@db/x"})
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in f"{settings.database_url}"


def test_the_example_lists_exactly_the_known_names() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [line.split("=", 1)[0] for line in lines if line and not line.startswith("#")]
    assert sorted(listed) == sorted(NAMES)


def test_the_example_changes_nothing(tmp_path: Path) -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    home = {"TRINHKY_HOME": str(tmp_path)}
    assert Settings.from_env(given | home) == Settings.from_env(home)


def test_web_and_worker_agree_on_the_task_queue() -> None:
    assert Settings.from_env({}).task_queue == TASK_QUEUE
