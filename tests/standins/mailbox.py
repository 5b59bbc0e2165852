"""A mail server that takes everything, in a process of its own.

``python -m tests.standins.mailbox PORT``. What it costs is not counted as ours. VRFY
answers how many letters it took, and how many of them went to whoever got the most.
"""

import socketserver
import sys
import threading
from collections import Counter

_took: Counter[bytes] = Counter()
_taking = threading.Lock()
_ANSWERS = {
    b"EHLO": b"250-here\r\n250-SIZE\r\n250 PIPELINING\r\n",
    b"QUIT": b"221 bye\r\n",
    b"DATA": b"354 go on\r\n",
}


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    # Answers that wait for each other would cost 40 ms.
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer until it ends."""
        to = b""
        self.wfile.write(b"220 here\r\n")
        for said in self.rfile:
            verb = said[:4].upper()
            if verb == b"RCPT":
                to = said.strip().lower()
            if verb == b"VRFY":
                most = max(_took.values(), default=0)
                self.wfile.write(f"250 {_took.total()} {most}\r\n".encode())
                continue
            self.wfile.write(_ANSWERS.get(verb, b"250 OK\r\n"))
            if verb == b"DATA":
                for _ in iter(self.rfile.readline, b".\r\n"):
                    pass
                with _taking:
                    _took[to] += 1
                self.wfile.write(b"250 OK\r\n")
            if verb == b"QUIT":
                return


class Mailbox(socketserver.ThreadingTCPServer):
    """The server."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Mailbox(("127.0.0.1", int(sys.argv[1])), Talk).serve_forever()
