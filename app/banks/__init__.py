"""Question banks: files, immutable editions, lint."""
