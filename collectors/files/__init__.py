"""Mentions from files of a person's own: CSV, TSV, JSONL (plain or gzipped), XLSX or Parquet, in whichever columns.

The options of a source are strings: `path` (one file) or `folder` (each file in it; `pattern` names which), `map`
(`field=column,…`), `brand` (a brand's id for every row), `kind`, `scale` (`1-5`), `dates` (`dmy` or `mdy`), `timezone`
(IANA), `coverage` (`[BRAND=]FROM/TO;…`), `encoding` (of text), `sheet` (of workbooks), `backfill` (`yes`: history).
"""

from collectors.files.collector import brand_names, build, plan
from collectors.files.forward import Plan
from collectors.files.layout import Form, Layout
from collectors.files.mapping import Field, Mapped, Mapping

__all__ = ["Field", "Form", "Layout", "Mapped", "Mapping", "Plan", "brand_names", "build", "plan"]
