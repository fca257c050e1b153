"""correct, learn, models, rollback, reread: what people teach, and what is learnt from it."""

from collections.abc import Iterable
from typing import Annotated

import typer

from groundswell import learning, teaching
from groundswell.commands.console import (
    BrandOption,
    Json,
    actor,
    bar,
    brand_id,
    now,
    opened,
    print_json,
    print_table,
    say,
)
from groundswell.commands.replay import moment
from groundswell.commands.shapes import correction_shape, model_shape
from groundswell.detecting import HISTORY
from storage import learned
from storage.errors import SettingsError
from storage.models import Actor, Correction, LearnedModel, MentionId, ModelState, model_named
from storage.queue import Again
from storage.text import counted, one_line

LONGEST_NAME = 100
_By = Annotated[str | None, typer.Option("--by", help="Who says so; else the person at this terminal.")]
_Scope = Annotated[
    str,
    typer.Argument(metavar="SCOPE", help="What it reads, as `groundswell models` lists it: en/review, a brand, voice."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (correct, learn, models, rollback, reread):
        app.command()(command)


def correct(
    context: typer.Context,
    mention: Annotated[
        int, typer.Argument(min=1, max=2**63 - 1, metavar="ID", help="The mention's number, as exports list it.")
    ],
    answer: Annotated[str, typer.Argument(help=f"What it is: {', '.join(teaching.ANSWERS)}.")],
    brand: Annotated[
        str | None, typer.Option("--brand", help="The brand it is or is not about, where it was found for several.")
    ] = None,
    by: _By = None,
    drawn: Annotated[
        bool, typer.Option("--drawn", help="The mention was drawn by chance to be asked about, not picked.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what a mention means; it counts so from the next look on, and models learn from it."""
    with opened(context) as house:
        about = brand_id(house, brand)
        given, *more = teaching.correct(house, MentionId(mention), answer, _actor(by), now(), about, drawn)
    if as_json:
        print_json(correction_shape(given) | {"implied": [correction_shape(each) for each in more]})
        return
    read = f"it was read as {given.said} by {given.model}" if given.said else "nothing was read of this so far"
    say(f"Mention {mention}: {_answer(given)}, says {given.actor.name}; {read}.")
    if more:
        say(f"This implies: {'; '.join(map(_answer, more))}.")


def learn(context: typer.Context, as_json: Json = False) -> None:
    """Learn from answers, ratings and plain mentions now; a worker does it every day.

    A model reads from then on only if it is better than what reads now; every attempt is kept with its reason.
    """
    with opened(context) as house:
        made = learning.learn(house, now())
    if made is None:
        raise SettingsError("a worker is learning right now; `groundswell models` shows what comes of it")
    if as_json:
        print_json([model_shape(model) for model in made])
        return
    print_models(made, empty="nothing new to learn from")
    if any(model.state is ModelState.PROMOTED for model in made):
        say("What was read before stays as it is until `groundswell reread`.")


def models(context: typer.Context, as_json: Json = False) -> None:
    """List what was learnt, and why it reads or does not."""
    with opened(context) as house, house.database.read() as tx:
        found = learned.versions(tx)
    if as_json:
        print_json([model_shape(model) for model in found])
    else:
        print_models(found)


def rollback(
    context: typer.Context,
    scope: _Scope,
    to: Annotated[int | None, typer.Option("--to", min=1, metavar="VERSION", help="The version; else none.")] = None,
    by: _By = None,
) -> None:
    """Let an earlier version of a model read again, or none."""
    aspect, of = model_named(scope)
    with opened(context) as house:
        done = teaching.rollback(house, aspect, of, to, _actor(by), now())
    reads = f"version {done.version} of {scope} reads" if done else f"no learnt model of {scope} reads"
    say(f"From the next look on {reads}. What was read before stays as it is until `groundswell reread`.")


def reread(
    context: typer.Context,
    brand: BrandOption = None,
    since: Annotated[str | None, typer.Option(help="Only what was published from this day or moment on, UTC.")] = None,
    language: Annotated[str | None, typer.Option(help="Only what was read as this language; und: unknown.")] = None,
    by: _By = None,
    as_json: Json = False,
) -> None:
    """Let history be read again by the models that read now.

    A worker does it when nothing new waits; `groundswell analyze` does it at once. Counts change with each batch.
    """
    at = now()
    start = moment(since) if since else None
    whole = language is None and (start is None or start <= at - HISTORY)
    with opened(context) as house, bar() as progress:
        wanted = Again(brand=brand_id(house, brand), since=start, language=language)
        task = progress.add_task("Queueing", total=None)
        many = teaching.reread(house, wanted, whole, _actor(by), at, lambda n: progress.advance(task, n))
    if as_json:
        print_json({"mentions": many})
    else:
        say(f"{counted(many, 'mention')} to be read again; a worker does it when nothing new waits")


def print_models(found: Iterable[LearnedModel], empty: str = "none so far") -> None:
    """Print models for people."""
    print_table("Models", ["model", "learnt", "why"], [_model_row(model) for model in found], empty=empty)


def _model_row(model: LearnedModel) -> tuple[str | tuple[str, ...], ...]:
    labels = [f"{number:,} {label}" for label, number in model.gate.labels.items()]
    version = (f"version {model.version}", model.state.value) if model.version else ("not enough yet",)
    return ((model.name, *version), (f"{model.made_at:%Y-%m-%d %H:%M}", *labels), model.gate.reason)


def _answer(given: Correction) -> str:
    about = f" about {given.brand}" if given.brand else ""
    return f"{given.aspect}{about} is {given.value}"


def _actor(by: str | None) -> Actor:
    if by is None:
        return actor()
    name = one_line(by, LONGEST_NAME)
    if not name:
        raise SettingsError("--by is empty; give the name of who says so")
    return Actor(name=name)
