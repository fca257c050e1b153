"""The models that were learnt: every attempt is kept, and of one aspect and scope at most one reads.

When another model begins to read, what readings count changes at that moment; so the moment is kept for each brand of
which it reads more than little, and until all of the brand's history was read again by what reads now, detection knows
that earlier hours count otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite

from sqlalchemy import and_, case, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from storage import brands, queue, state, tables
from storage.dialects import AnyRow, portions
from storage.errors import SettingsError
from storage.models import Aspect, BrandId, Gate, LearnedModel, ModelId, ModelState, model_name

_CHANGED, _AGAIN = "another model reads since", "read again since"
_LOOKED_AT = timedelta(days=56)
"""How much of a brand's past detection looks at."""
_LITTLE = 0.05
"""The share of a brand's mentions below which a language and kind hardly moves its counts, however it is read."""


def save(tx: Connection, model: LearnedModel) -> LearnedModel:
    """Keep a new version, and give it its id and its number; a promoted one takes the place of the one that reads.

    Weights are kept of what was promoted once: what was refused never reads.
    """
    t = tables.models
    same = (t.c.aspect == model.aspect, t.c.scope == model.scope)
    version = (tx.execute(select(func.max(t.c.version)).where(*same)).scalar() or 0) + 1
    row = {
        "aspect": model.aspect,
        "scope": model.scope,
        "version": version,
        "origin": model.origin,
        "state": ModelState.RETIRED if model.state is ModelState.PROMOTED else model.state,
        "gate": _document(model.gate),
        "weights": b"" if model.state is ModelState.REFUSED else model.weights,
        "made_at": model.made_at,
    }
    given = ModelId(tx.execute(insert(t).values(**row).returning(t.c.id)).scalar_one())
    if model.state is ModelState.PROMOTED:
        promote(tx, model.aspect, model.scope, version, model.made_at)
    return replace(model, id=given, version=version)


def promote(tx: Connection, aspect: Aspect, scope: str, version: int | None, now: datetime) -> None:
    """Let one version read from `now` on, and no other of its aspect and scope; None lets no version read.

    Raises SettingsError for a version that was never promoted, for the gate refused it or nobody made it.
    """
    t = tables.models
    same = (t.c.aspect == aspect, t.c.scope == scope)
    held = {row.version: row.state for row in tx.execute(select(t.c.version, t.c.state).where(*same))}
    able = sorted(number for number, state in held.items() if state is not ModelState.REFUSED)
    if version is not None and version not in able:
        known = ", ".join(map(str, able)) or "none so far"
        name = model_name(aspect, scope)
        raise SettingsError(f"{name}: version {version} cannot read; versions that can: {known}")
    reads = (*same, t.c.state == ModelState.PROMOTED)
    tx.execute(update(t).where(*reads).values(state=ModelState.RETIRED))
    if version is not None:
        tx.execute(update(t).where(*same, t.c.version == version).values(state=ModelState.PROMOTED))
    for brand in _moved(tx, aspect, scope, now):
        state.put(tx, f"{_CHANGED} {brand}", now.isoformat())


def promoted(tx: Connection) -> tuple[LearnedModel, ...]:
    """List the models that read, without their weights."""
    return tuple(_models(tx, tables.models.c.state == ModelState.PROMOTED))


def promoted_ids(tx: Connection) -> frozenset[ModelId]:
    """Name the models that read."""
    t = tables.models
    return frozenset(map(ModelId, tx.scalars(select(t.c.id).where(t.c.state == ModelState.PROMOTED))))


def versions(tx: Connection, aspect: Aspect | None = None, scope: str | None = None) -> tuple[LearnedModel, ...]:
    """List the versions of an aspect and scope (None: any), the newest of each first, without their weights."""
    t = tables.models
    asked = [column == value for column, value in ((t.c.aspect, aspect), (t.c.scope, scope)) if value is not None]
    return tuple(_models(tx, *asked))


def weights(tx: Connection, ids: Iterable[ModelId]) -> dict[ModelId, bytes]:
    """Give the weights of models."""
    t = tables.models
    rows = (row for some in portions(ids) for row in tx.execute(select(t.c.id, t.c.weights).where(t.c.id.in_(some))))
    return {row.id: row.weights for row in rows}


def reread(tx: Connection, brand: BrandId | None, since: datetime) -> None:
    """Note that all of a brand's history (None: everybody's) was put into the queue, which began at `since`."""
    for each in brands.ids(tx) if brand is None else (brand,):
        state.put(tx, f"{_AGAIN} {each}", since.isoformat())


def changed_at(tx: Connection, brand: BrandId) -> datetime | None:
    """Give when another model began to read what is about a brand; None where all was read by those that read now."""
    changed = _moment(tx, f"{_CHANGED} {brand}")
    again = _moment(tx, f"{_AGAIN} {brand}")
    settled = changed is not None and again is not None and again >= changed and not queue.holds_history(tx)
    return None if settled else changed


def _moved(tx: Connection, aspect: Aspect, scope: str, now: datetime) -> Iterable[str]:
    """Name the brands whose counts another model moves: for feelings, where its scope is more than little of them."""
    if aspect is Aspect.RELEVANCE:
        return (scope,)
    if aspect is Aspect.VOICE:
        return brands.ids(tx)
    language, _, kind = scope.partition("/")
    m, r, a = tables.mentions, tables.readings, tables.matches
    read = func.sum(case((and_(r.c.language == language, m.c.kind == kind), 1), else_=0))
    stmt = select(a.c.brand).join_from(a, m, a.c.mention_id == m.c.id).join(r, r.c.mention_id == m.c.id)
    stmt = stmt.where(a.c.counted, m.c.published_at > now - _LOOKED_AT)
    return tx.scalars(stmt.group_by(a.c.brand).having(read >= _LITTLE * func.count())).all()


def _moment(tx: Connection, name: str) -> datetime | None:
    kept = state.get(tx, name)
    return datetime.fromisoformat(kept) if kept else None


def _models(tx: Connection, *asked: ColumnElement[bool]) -> Iterator[LearnedModel]:
    t = tables.models
    light = [column for column in t.columns if column is not t.c.weights]
    stmt = select(*light).order_by(t.c.aspect, t.c.scope, t.c.version.desc())
    return map(_model, tx.execute(stmt.where(*asked)))


def _document(gate: Gate) -> dict[str, object]:
    return {
        "passed": bool(gate.passed),
        "labels": {str(label): int(number) for label, number in gate.labels.items()},
        "candidate": _known(gate.candidate),
        "incumbent": _known(gate.incumbent),
        "reason": gate.reason,
    }


def _known(figure: float) -> float:
    """Give a figure, or 0 for what was never measured: JSON knows no NaN."""
    return float(figure) if isfinite(figure) else 0.0


def _model(row: AnyRow) -> LearnedModel:
    return LearnedModel(
        id=row.id,
        aspect=row.aspect,
        scope=row.scope,
        version=row.version,
        origin=row.origin,
        state=row.state,
        gate=Gate(**row.gate),
        weights=b"",
        made_at=row.made_at,
    )
