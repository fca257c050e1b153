"""Whether a mention is a customer's at all, and about the brand: whose voice it is, and what its names mean."""

from analysis.relevance.about import about
from analysis.relevance.judging import NO, YES, Judge
from analysis.relevance.voices import voice

__all__ = ["NO", "YES", "Judge", "about", "voice"]
