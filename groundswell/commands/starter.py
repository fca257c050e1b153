"""The two files a new watch begins with, every line explained."""

import tomlkit

from storage.text import one_line, slug

_SETTINGS = """\
# Settings of the process. What is watched stands in watch.toml.

# One machine: an SQLite file; a relative path counts from this file's folder.
# A team: postgresql+psycopg://USER:PASSWORD@HOST/DATABASE, better given as $GROUNDSWELL_STORE than written here.
store = "sqlite:///var/{id}.db"

# Seconds between two cycles of collect, analyze, detect and deliver.
interval_seconds = 60

# Where the dashboard listens. It has no log-in: leave it on this machine, or put a proxy with one before it.
host = "127.0.0.1"
port = 8501

# How people reach the dashboard, where that is not http://HOST:PORT; alerts link there.
base_url = ""
"""

_WATCH = """\
# What is watched, and who hears of it. After every change: groundswell apply watch.toml

[[brand]]
# A short name for commands and addresses; it stays when the name changes.
id = {id}
name = {name}
# Other names, handles and hashtags, such as ["@acme", "#acmetoys"].
aliases = []
# Products: found in texts, they tell what a complaint is about.
products = []
# Words that show that something else is meant, such as ["acme street"].
excluded = []
# Names under which the brand itself speaks, such as ["AcmeHelps"]: what it says is kept, but is no customer's voice.
accounts = []
# Where the name means other things too: words of which one at least stands in a text that means this brand, such as
# ["flight", "gate", "crew"] for the airline Delta. Empty: the name is enough.
context = []
# Languages its customers write (ISO 639-1), and the time zone in which its days begin.
languages = ["en"]
timezone = "UTC"

# A competitor is one more [[brand]].

# Where to read. A file that grows, or that an export replaces every night, is read again and again; a file to be
# read once needs no source: groundswell import reviews.csv --brand {id_bare}
# [[source]]
# name = "files:reviews"
# collector = "files"
# interval_seconds = 300
# [source.options]
# path = "/home/you/reviews.csv"
# brand = {id}

# X: posts that name the brand, every five minutes. X bills each post ($0.005), so give a budget: once it is spent, the
# source waits for the next month. The token stays out of this file; before `groundswell run`: export X_BEARER_TOKEN=…
# [[source]]
# name = "x"
# collector = "x"
# interval_seconds = 300
# budget = {{ period = "month", dollars = 25 }}
# [source.options]
# bearer_token = "env:X_BEARER_TOKEN"

# Reddit: posts that name the brand, and whole subreddits, of which only what names the brand is kept. It costs nothing,
# but takes a limited number of requests. Id and secret are those of your own app: https://www.reddit.com/prefs/apps
# [[source]]
# name = "reddit"
# collector = "reddit"
# interval_seconds = 600
# budget = {{ period = "day", requests = 20000 }}
# [source.options]
# client_id = "env:REDDIT_CLIENT_ID"
# client_secret = "env:REDDIT_CLIENT_SECRET"
# subreddits = "toys,Parenting"

# Where to speak: the log, a webhook, or any Apprise URL (mail, chat, SMS). `env:` and `file:` keep secrets out of here.
[[channel]]
name = "log"
plugin = "log"

# [[channel]]
# name = "pr-desk"
# plugin = "apprise"
# [channel.options]
# url = "env:PR_DESK_URL"

# When to speak. Volume: more people than usual complain of the same. Severity: somebody reports harm.
[[rule]]
name = "rising"
lane = "volume"
channels = ["log"]

[[rule]]
name = "harm"
lane = "severity"
channels = ["log"]
"""


def files(brand: str) -> dict[str, str]:
    """Give the text of groundswell.toml and watch.toml for a brand; raise SettingsError for a name without a letter."""
    name, short = one_line(brand, 100), slug(brand)
    quoted = {"id": tomlkit.string(short).as_string(), "name": tomlkit.string(name).as_string(), "id_bare": short}
    return {"groundswell.toml": _SETTINGS.format(id=short), "watch.toml": _WATCH.format_map(quoted)}
