"""quality: how often readings are right, and what to answer so that this becomes known."""

from random import Random
from typing import Annotated, Any

import typer

from groundswell import quality as measured
from groundswell.commands.console import BrandOption, Json, brand_id, opened, print_json, print_table, say
from groundswell.commands.shapes import drawn_shape, line_shape, model_shape
from groundswell.commands.teaching import print_models
from groundswell.quality import Checked, Line
from groundswell.teaching import ANSWERS
from storage import corrections, drawing, learned
from storage.models import Aspect, BrandId, ReadMention
from storage.tallies import tallies
from storage.text import counted

ASKED_AT_ONCE = 200
_TITLES = {
    Aspect.SENTIMENT: "Sentiment",
    Aspect.VOICE: "Whose voice it is",
    Aspect.RELEVANCE: "Whether it is about the brand",
}
_COLUMNS = ["what", "mentions", "right of drawn", "of picked", "read by"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(quality)


def quality(
    context: typer.Context,
    ask: Annotated[
        int, typer.Option(min=0, max=ASKED_AT_ONCE, help="Draw so many mentions by chance to be checked.")
    ] = 0,
    brand: BrandOption = None,
    as_json: Json = False,
) -> None:
    """Say how often readings are right, by people's answers.

    "drawn" are answers about mentions drawn by chance: they tell how often the model that reads now is right, with the
    bounds between which that lies at 95 %. "picked" are those that somebody corrected unasked.
    """
    with opened(context) as house:
        wanted = brand_id(house, brand)
        with house.database.read() as tx:
            lines = {
                each: measured.lines(tallies(tx, each, wanted), corrections.answered(tx, each, brand=wanted))
                for each in Aspect
            }
            models = learned.versions(tx)
            drawn = drawing.draw(tx, wanted, ask, Random()) if ask else ()  # noqa: S311
    if as_json:
        told: dict[str, Any] = {each.value: [line_shape(line) for line in found] for each, found in lines.items()}
        print_json(told | {"models": [model_shape(m) for m in models], "asked": [drawn_shape(d) for d in drawn]})
        return
    for aspect, found in lines.items():
        if aspect is Aspect.SENTIMENT or any(line.answers for line in found):
            print_table(_TITLES[aspect], _COLUMNS, map(_row, found), empty="nothing was read so far")
            _say_together(found)
    if not any(line.answers for found in lines.values() for line in found):
        say("No answers yet; `groundswell correct ID negative` gives one, `groundswell quality --ask 20` draws some.")
    print_models(models)
    if ask:
        _print_drawn(drawn, wanted)


def _say_together(lines: tuple[Line, ...]) -> None:
    found, (nothing, read) = measured.together(lines), measured.unscored(lines)
    if found.asked:
        low, high = found.interval
        say(
            f"Together {found.right:.0%} right, likely {low:.0%}–{high:.0%}, by {counted(found.asked, 'drawn answer')} "
            f"about {found.covered:.0%} of what was scored; {nothing / read if read else 0:.0%} unscored."
        )


def _row(line: Line) -> tuple[str | tuple[str, ...], ...]:
    what = (f"{line.language or 'unknown'} {line.kind.value}", line.source)
    many = (f"{line.mentions:,}", f"{line.abstentions:.0%} unscored")
    return (what, many, _checked(line.drawn), _checked(line.picked), line.model or "nobody")


def _checked(checked: Checked) -> str | tuple[str, ...]:
    if checked.precision is None:
        return "–"
    low, high = checked.interval
    return (f"{checked.precision:.0%} of {checked.asked}", f"({low:.0%}–{high:.0%})")


def _print_drawn(drawn: tuple[ReadMention, ...], brand: BrandId | None) -> None:
    print_table(
        "Drawn by chance",
        ["id", "language", "read as", "text"],
        [_drawn_row(each) for each in drawn],
        empty=f"there is nothing{f' of {brand}' if brand else ''} that was read and not answered yet",
    )
    if drawn:
        say(f"Answer each, also where it is right: groundswell correct ID ANSWER --drawn ({', '.join(ANSWERS)})")


def _drawn_row(drawn: ReadMention) -> tuple[str | int | tuple[str, ...], ...]:
    reading = drawn.reading
    language = (reading.language.value if reading else None) or "unknown"
    said = (reading.sentiment.value if reading else None) or "unscored"
    voice = reading.voice.value if reading and not reading.counted else None
    return (drawn.stored.id, language, (said, f"voice: {voice}") if voice else said, drawn.stored.mention.text)
