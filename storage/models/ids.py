"""What each identifier identifies; `NewType`s, so that one cannot stand in for another."""

from typing import NewType

BrandId = NewType("BrandId", str)
"""A slug people can type: `us-airways`."""

SourceName = NewType("SourceName", str)
"""`x`, `reddit`, `sample`, `files:NAME`."""

MentionId = NewType("MentionId", int)
MicroId = NewType("MicroId", int)
"""A micro-cluster inside one (brand, language) space; never reused there."""

IssueId = NewType("IssueId", int)
CardId = NewType("CardId", int)
AlertId = NewType("AlertId", int)
CorrectionId = NewType("CorrectionId", int)
ModelId = NewType("ModelId", int)
