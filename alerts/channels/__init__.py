"""One file per way to reach people; each translates its vendor's failures once."""
