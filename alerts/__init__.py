"""When to speak, repeat and resolve, to whom, in which words; and delivery until it arrives."""
