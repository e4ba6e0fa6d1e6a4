"""One append-only hash chain a contest. Knows no domain: a kind, some typed columns, and the bytes that are hashed."""
