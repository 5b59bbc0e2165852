"""A mail server that answers by a script, letter by letter."""

import socket
import threading


class Server:
    """Answers by a script, a letter to each line of it; the usual where it is silent.

    A line says what follows MAIL, RCPT, DATA and the letter; "hang up" does so.
    """

    def __init__(self, *script: dict[str, str], extensions: str = "PIPELINING") -> None:
        self.script = list(script)
        self.taken: list[bytes] = []
        self.connections = 0
        self._extensions = extensions
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Serve nobody any more."""
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with line:
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        heard, answers = line.makefile("rb"), {}
        line.sendall(b"220 here\r\n")
        for said in heard:
            verb = said[:4].decode().upper()
            if verb == "EHLO":
                line.sendall(f"250-here\r\n250 {self._extensions}\r\n".encode())
                continue
            if verb == "MAIL":
                answers = self.script.pop(0) if self.script else {}
            usual = "354 go on" if verb == "DATA" else "250 OK"
            if not self._has_answered(line, answers.get(verb, usual)):
                return
            if verb == "DATA" and answers.get(verb, usual).startswith("354"):
                content = b"".join(iter(heard.readline, b".\r\n"))
                if content:
                    self.taken.append(content)
                if not self._has_answered(line, answers.get("letter", "250 OK")):
                    return

    def _has_answered(self, line: socket.socket, answer: str) -> bool:
        if answer == "hang up":
            return False
        line.sendall(f"{answer}\r\n".encode())
        return not answer.startswith("421")
