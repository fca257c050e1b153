"""Places people talk, on this machine: they speak as the real ones do, keep their limits, and fail in their ways."""
