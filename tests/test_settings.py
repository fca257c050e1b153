"""Where the process's settings come from, which of them win, and which are refused."""

from pathlib import Path

import pytest

from groundswell import secrets, settings
from groundswell.settings import Settings
from storage.errors import SettingsError


def written(folder: Path, text: str) -> Path:
    file = folder / "groundswell.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.load(None, {}) == Settings()


def test_the_file_in_the_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "port = 9000")
    monkeypatch.chdir(tmp_path)
    assert settings.load(None, {}).port == 9000


def test_the_named_file_goes_before_the_environments_and_that_before_the_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "port = 9000")
    monkeypatch.chdir(tmp_path)
    for name, port in (("a", 9001), ("b", 9002)):
        (tmp_path / name).mkdir()
        written(tmp_path / name, f"port = {port}")
    environment = {"GROUNDSWELL_SETTINGS": str(tmp_path / "b" / "groundswell.toml")}
    assert settings.load(None, environment).port == 9002
    assert settings.load(tmp_path / "a" / "groundswell.toml", environment).port == 9001


def test_a_variable_goes_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 9000\nbase_url = "https://a.example/"')
    found = settings.load(file, {"GROUNDSWELL_PORT": "9001", "GROUNDSWELL_BASE_URL": "https://b.example/"})
    assert (found.port, found.dashboard_url) == (9001, "https://b.example")


def test_a_relative_store_counts_from_the_files_folder_and_an_absolute_one_stays(tmp_path: Path) -> None:
    file = written(tmp_path, 'store = "sqlite:///var/x.db"')
    assert settings.load(file, {}).store == f"sqlite:///{tmp_path}/var/x.db"
    for store in ("sqlite:////srv/x.db", "postgresql://host/x", "sqlite:///:memory:"):
        assert settings.load(file, {"GROUNDSWELL_STORE": store}).store == store


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot = 8501", ["'prot'", "port", "store", "interval_seconds"]),
        ('port = "8501"', ["port", "'8501'", "a whole number"]),
        ("port = true", ["port", "True", "a whole number"]),
        ("port = 70000", ["70000", "1 to 65535"]),
        ("port = 0", ["port = 0", "1 to 65535"]),
        ("interval_seconds = 0", ["interval_seconds = 0", "1 to 86400"]),
        ("interval_seconds = 1000000000000", ["1000000000000", "1 to 86400"]),
        ("host = 5", ["host", "5", "a text"]),
        ('host = " "', ["host", "127.0.0.1"]),
        ("port = ", ["TOML"]),
        ("[store]", ["store", "a text"]),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_value_and_the_valid_ones(
    text: str, named: list[str], tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as refused:
        settings.load(written(tmp_path, text), {})
    assert [part for part in named if part not in str(refused.value)] == []


def test_a_variable_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="GROUNDSWELL_PORT='many' should be a whole number"):
        settings.load(written(tmp_path, ""), {"GROUNDSWELL_PORT": "many"})


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_named_file_that_cannot_be_read_is_no_silent_default(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name):
        settings.load(tmp_path / name, {})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "groundswell.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        settings.load(tmp_path / "groundswell.toml", {})


def test_a_stores_password_is_not_in_the_repr() -> None:
    assert "hush" not in repr(Settings(store="postgresql://me:hush@host/x"))


def test_references_become_secrets_and_all_else_stays_plain(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n", encoding="utf-8")
    options = {"url": "https://a.example", "one": "env:ONE", "two": f"file:{tmp_path / 'key'}"}
    assert secrets.split(options, {"ONE": "from outside"}) == (
        {"url": "https://a.example"},
        {"one": "from outside", "two": "from a file"},
    )


@pytest.mark.parametrize("reference", ["env:NOWHERE", "env:", "file:/nowhere/at/all", "file:/", "file:a\0b"])
def test_a_reference_that_leads_nowhere_is_named(reference: str) -> None:
    with pytest.raises(SettingsError, match="secret = "):
        secrets.split({"secret": reference}, {"NOWHERE": ""})


def test_a_secret_that_cannot_be_read_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"hush\xff")
    with pytest.raises(SettingsError) as refused:
        secrets.split({"secret": f"file:{tmp_path / 'key'}"}, {})
    assert "hush" not in str(refused.value)
    assert "0xff" not in str(refused.value)
