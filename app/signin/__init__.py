"""Who you are: cards, secrets, sessions, throttling."""
