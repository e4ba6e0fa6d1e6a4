"""Papers: drawing, saving, handing in, marking, review, the sweep."""
