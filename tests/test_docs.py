"""The docs name every command, setting, plugin and error there is, and no link in them is dead."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from groundswell import plugins
from groundswell.main import app
from groundswell.settings import Settings
from storage import errors
from storage.models import Brand, Budget, ChannelSettings, Rule, Source

NOUNS = (Brand, Source, Budget, ChannelSettings, Rule)
ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def names_of_commands() -> list[str]:
    command = typer.main.get_command(app)
    return sorted(command.commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", names_of_commands())
def test_every_command_is_documented(command: str) -> None:
    assert f"`{command} " in page("commands.md") or f"`{command}`" in page("commands.md")


@pytest.mark.parametrize("setting", [f.name for f in fields(Settings) if f.name != "file"])
def test_every_setting_is_documented_with_its_default(setting: str) -> None:
    process = page("settings.md").split("## watch.toml")[0]
    (row,) = re.findall(rf"^\| `{setting}` \| (.*?) \|", process, re.MULTILINE)
    default = next(f.default for f in fields(Settings) if f.name == setting)
    assert str(default) in row


@pytest.mark.parametrize("key", sorted({f.name for noun in NOUNS for f in fields(noun)} - {"options"}))
def test_every_key_of_the_watch_file_is_documented(key: str) -> None:
    assert f"| `{key}` |" in page("settings.md")


@pytest.mark.parametrize("plugin", [*plugins.names(plugins.COLLECTORS), *plugins.names(plugins.CHANNELS)])
def test_every_plugin_is_documented(plugin: str) -> None:
    assert f"`{plugin}`" in page("settings.md")


def test_every_error_stands_in_the_tree_of_its_module() -> None:
    assert errors.__doc__ is not None
    for name, value in vars(errors).items():
        if isinstance(value, type) and issubclass(value, errors.GroundswellError):
            assert name in errors.__doc__


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_no_link_between_pages_is_dead(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
