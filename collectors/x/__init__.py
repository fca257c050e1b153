"""X, read through the recent search of its API v2 and looked up again by id.

Options:

- `bearer_token`: the token of an app, as `env:NAME` or `file:PATH`; never in the open.
- `query.BRAND`: what X is asked about the brand with this id, in X's own syntax, instead of its names and aliases.
- `retweets` (false): whether retweets are read too.
- `authors` (false): whether names and follower counts of authors are asked for; X bills each of them.
- `own`: the numeric ids of the brand's accounts, with commas; their posts are the brand's own words.
- `backfill_days` (7): how many days of history are read when a query is asked for the first time, 0 to 7.
- `longest_query` (512): how many characters X takes in a query; a brand with more names is asked about in several.
- `requests_per_window` (450): how many requests X takes in 15 minutes.
- `post_price` (0.005), `user_price` (0.010): what X bills for a post and for an author, in dollars.
- `timeout` (60, at most 120): how many seconds an answer may take.
- `url`: another address in place of https://api.twitter.com, for a proxy.

A post is known by the id of its first version. X keeps seven days: what a longer pause missed is told as a catch-up
event, and not covered.
"""

from collectors.contract import Setup
from collectors.x.collector import XCollector
from collectors.x.options import read_options

ASKS_BY = frozenset({"query.", "retweets"})
"""Which options decide what is asked for."""


def build(setup: Setup) -> XCollector:
    """Build the collector of X. Raises SettingsError for an option that is unknown or cannot be used."""
    return XCollector(setup, read_options(setup))
