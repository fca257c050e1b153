"""What was said: one file per place people talk, reading forward from a cursor."""
