"""What it means, which issue it belongs to, how improbable its rise is. Pure: no I/O, no clock, no SQL."""
