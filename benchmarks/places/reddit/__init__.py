"""Reddit on this machine: search, comments, threads and info, under the real limits."""

from benchmarks.places.reddit.place import CLIENT_ID, CLIENT_SECRET, RedditPlace
from benchmarks.places.reddit.posts import Post
from benchmarks.places.reddit.subject import ACME, NOW, setup, small, subject

__all__ = ["ACME", "CLIENT_ID", "CLIENT_SECRET", "NOW", "Post", "RedditPlace", "setup", "small", "subject"]
