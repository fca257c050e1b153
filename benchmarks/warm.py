"""What every course would load for itself, loaded once by the process that all of them are forked from.

Importing this works, against the house's rule: a fork server can be told what to import, and nothing else.
"""

from analysis import hazard, language, sentiment
from storage.models import Kind

_WORDS = "The torch got so hot that it burned her hand."
language.identify([_WORDS], [()], [None])
hazard.find(_WORDS, None)
sentiment.listen([_WORDS], ["en"], [Kind.MENTION], [None])
