"""remove, takedown: what shall be watched no longer, and what must not be kept."""

from typing import Annotated

import typer

from groundswell import acts
from groundswell.acts import Watched
from groundswell.commands.console import actor, now, opened, say
from storage import sources, takedowns
from storage.errors import SettingsError
from storage.models import SourceName
from storage.takedowns import Asked
from storage.text import counted

_STAYS = {
    Watched.SOURCE: "what it brought stays",
    Watched.CHANNEL: "what waits to be sent over it will not be sent",
    Watched.RULE: "the alerts it opened stay",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (remove, takedown):
        app.command()(command)


def remove(
    context: typer.Context,
    what: Annotated[Watched, typer.Argument(help="source, channel or rule.")],
    name: Annotated[str, typer.Argument(help="Its name, as `groundswell dump` prints it.")],
) -> None:
    """Watch without a source, a channel or a rule.

    Take it out of your watch file too, or the next `groundswell apply` brings it back.
    """
    with opened(context) as house:
        acts.remove(house, what, name, actor(), now())
    say(f"The {what} {name} is removed; {_STAYS[what]}")


def takedown(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="The source the mentions came from.")],
    external_id: Annotated[str | None, typer.Option("--id", help="One mention, by its id at the source.")] = None,
    author: Annotated[
        str | None, typer.Option(help="All that one author said there, by the author's key or name.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Forget what was said: words, author and address go for good, the counts stay.

    Rows in quarantine that hold the id or the name go too. The audit keeps who did it, at which source and to how many
    mentions. What an author says later is collected again.
    """
    if (external_id is None) == (author is None):
        raise SettingsError("say what to take down: either --id, or --author")
    by_author = author is not None
    asked = Asked(source=SourceName(source), name=(author if by_author else external_id) or "", author=by_author)
    if not asked.name.strip():
        raise SettingsError("--id and --author cannot be empty")
    with opened(context) as house:
        with house.database.read() as tx:
            if not takedowns.heard(tx, asked.source):
                known = ", ".join(state.source.name for state in sources.states(tx))
                raise SettingsError(f"nothing is kept of a source {source!r}; sources are {known or 'none yet'}")
        if not yes:
            with house.database.read() as tx:
                meant = takedowns.find(tx, asked)
            by = f" by {counted(meant.authors, 'author')}" if by_author else ""
            what = f"{counted(len(meant.ids), 'mention')}{by} of {source}"
            typer.confirm(f"Take down {what}? Nothing brings them back", abort=True)
        done = acts.take_down(house, asked, actor(), now())
    say(f"{counted(done, 'mention')} taken down")
