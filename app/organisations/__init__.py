"""The Party tree, the groupings beside it, and the roll."""
