"""The four scores of vaderSentiment 3.3.2, for every text exactly the package's own, in time linear in the text.

The package (Hutto & Gilbert 2014) brings the lexicon and is the reference. It walks all words anew for each word and
each emoji, so a flood of them costs it the square; here a word is looked up once, and only words of the lexicon are
weighed. Its quirks are kept, since the scores are compared with those of others.
"""

from analysis.vader.engine import Scores, scores

__all__ = ["Scores", "scores"]
