"""A mail server in a process of its own: `python -m bench.sink 0.35` fails with that share of the mails."""

import sys

from tests.torture.fault_server import FaultServer, sometimes


def main() -> None:
    """Prints its address, and when its input ends how many mails it took and how many faults it made."""
    server = FaultServer(sometimes(float(sys.argv[1]), seed=1))
    with server.running():
        print(server.url, flush=True)
        sys.stdin.read()
    print(len(server.accepted), sum(server.faults.values()), flush=True)


main()
