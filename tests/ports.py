"""Ports for test servers, below the range from which the system gives ports to clients."""

import random
import socket


def free_port() -> int:
    """A port on 127.0.0.1 that nothing listens on now, between 20000 and 32000."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
