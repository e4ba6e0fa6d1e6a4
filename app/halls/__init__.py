"""What each of the hall's screens shows: chosen at the desk, drawn by the screens' door."""
