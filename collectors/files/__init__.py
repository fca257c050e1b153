"""Mentions from a file of a person's own: CSV, TSV or JSONL, plain or gzipped, in whichever columns they stand.

The options of a source are strings: `path` (needed), `map` (`field=column,…`), `brand` (a brand's id for every row),
`kind`, `scale` (`1-5`), `dates` (`dmy` or `mdy`), `timezone` (IANA), `coverage` (`[BRAND=]FROM/TO;…`), `encoding`.
"""

from collectors.files.collector import FileCollector, Plan, brand_names, build, plan
from collectors.files.layout import Layout
from collectors.files.mapping import Field, Mapped, Mapping

__all__ = ["Field", "FileCollector", "Layout", "Mapped", "Mapping", "Plan", "brand_names", "build", "plan"]
