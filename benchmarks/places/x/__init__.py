"""X on this machine: recent search and lookup by id, as its API v2 speaks."""

from benchmarks.places.x.place import POST_PRICE, TOKEN, USER_PRICE, XPlace
from benchmarks.places.x.subject import subject

__all__ = ["POST_PRICE", "TOKEN", "USER_PRICE", "XPlace", "subject"]
