"""The nouns, the tables, all SQL, transactions, migrations, search, and the cleaning of text."""
