"""import --dry-run: say what an import would bring."""

from collections.abc import Sequence
from typing import Any

from collectors.files import Plan
from groundswell.commands.console import line, print_json, say
from groundswell.rehearsal import Rehearsal
from storage.models import Brand, Source
from storage.text import counted

SHOWN = 5
MOST_CODES = 10


def tell(source: Source, plan: Plan, made: Sequence[Brand], found: Rehearsal, as_json: bool) -> None:
    """Print it; raise what ended the reading early, as the import itself would."""
    if as_json:
        print_json(_shape(source, plan, made, found))
    else:
        _words(source, found)
    if found.problem is not None:
        raise found.problem


def _words(source: Source, found: Rehearsal) -> None:
    would = (
        f"{counted(found.new, 'new mention')}, {found.known:,} known before, {counted(found.rejected, 'row')} refused"
    )
    say(f"Nothing was changed; the import would bring {would} ({source.name})")
    for reject in found.rejects[:SHOWN]:
        say(f"  {line(reject.place)}: {line(reject.reason)}")
    if found.rejected > SHOWN:
        say(f"  … and {found.rejected - SHOWN:,} more")
    if found.unmatched:
        say(f"{counted(found.unmatched, 'mention')} about no watched brand: --brand NAME says whom they mean")
    if found.days:
        (first, _), (last, _) = found.days[0], found.days[-1]
        say(f"Days: {first} to {last}, something said on {counted(len(found.days), 'day')}")
        say(f"Languages: {_ranked([(code or 'not to be told', n) for code, n in found.languages])}")
    if found.brands:
        say(f"Brands: {_ranked(found.brands)}")


def _ranked(counts: Sequence[tuple[str, int]]) -> str:
    shown = ", ".join(f"{name} {n:,}" for name, n in counts[:MOST_CODES])
    return shown + (f" and {len(counts) - MOST_CODES} more" if len(counts) > MOST_CODES else "")


def _shape(source: Source, plan: Plan, made: Sequence[Brand], found: Rehearsal) -> dict[str, Any]:
    return {
        "source": source.name,
        "dry_run": True,
        "new": found.new,
        "known": found.known,
        "rejected": found.rejected,
        "unmatched": found.unmatched,
        "days": {str(day): n for day, n in found.days},
        "languages": dict(found.languages),
        "brands": dict(found.brands),
        "new_brands": [brand.id for brand in made],
        "plan": _plan_shape(plan),
        "rejects": [{"place": r.place, "reason": r.reason, "raw": r.raw} for r in found.rejects],
        "problem": None if found.problem is None else str(found.problem),
    }


def _plan_shape(plan: Plan) -> dict[str, Any]:
    layout = plan.layout
    return {
        "form": layout.form.value,
        "encoding": layout.encoding or None,
        "delimiter": layout.delimiter,
        "sheet": layout.sheet or None,
        "other_sheets": layout.others,
        "columns": {
            entry.field.value: {"column": entry.column, "given": entry.given} for entry in plan.mapping.entries
        },
    }
