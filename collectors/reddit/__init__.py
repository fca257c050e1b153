"""Mentions from Reddit: submissions found by search, comments of whole subreddits, and threads under what was found.

It reads as an application without a user (https://www.reddit.com/prefs/apps, type "script" or "web app"), through praw.
The options of a source are strings:

- `client_id`, `client_secret` (needed): the application's credentials, as `env:NAME` or `file:PATH`.
- `user_agent`: how the application names itself; Reddit asks for `platform:name:version (by /u/name)`.
- `subreddits` (`name,name`): their comments are read whole, and those that name a watched brand are kept.
- `search_in` (default `all`): the subreddit, or `name+name`, in which submissions are searched.
- `query.BRAND`: a search of one's own for the brand with this id, in Reddit's syntax; without it, the brand's name and
  aliases, without its excluded words.
- `threads` (default 25, at most 100, 0 is off): of how many of the latest submissions found the comments are followed.
- `backfill_days` (default 30): how far back a query reads that was never asked before.
- `own` (`name,name`): the brands' own accounts; what they write is no customer's voice.
- `requests_per_window` (default 1000): how many requests are sent within 600 seconds at most.
- `timeout` (default 30, at most 60): seconds to wait for an answer to go on; twice as long for all of it.
- `reddit_url`, `oauth_url`: other addresses of Reddit, such as a proxy's; `reddit_url` is for access tokens.

Reddit ends every listing after some 1,000 entries, so a longer history cannot be read, and is told as a gap. A query
that was changed is another query: it reads its own history.
"""

from collectors.reddit.collector import RedditCollector, build

__all__ = ["RedditCollector", "build"]
