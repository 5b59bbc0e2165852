"""A stand-in for a mailbox over IMAP: one folder, as far as a reader of bounces asks."""

import contextlib
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from app.core import clock


@dataclass
class Letter:
    """A message in the folder."""

    raw: bytes
    came_on: date
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    """What the server has, what it was asked, and how it misbehaves.

    ``hangs_up_at`` is a command that it answers by ending the connection;
    ``refuses`` one that it says NO to. ``is_odd`` gives numbers after the text.
    """

    password: str = "s3cret/word"
    letters: dict[int, Letter] = field(default_factory=dict)
    uid_validity: int = 7
    asked: list[str] = field(default_factory=list)
    hangs_up_at: str = ""
    refuses: str = ""
    is_odd: bool = False
    starttls: ssl.SSLContext | None = None

    def put(self, raw: bytes, *, days_ago: int = 0) -> int:
        """Deliver a message; its number."""
        uid = max(self.letters, default=0) + 1
        came_on = (clock.now() - timedelta(days=days_ago)).date()
        self.letters[uid] = Letter(raw, came_on)
        return uid

    def seen(self) -> list[int]:
        """Numbers of what somebody has read."""
        return [uid for uid, each in self.letters.items() if r"\Seen" in each.flags]

    def fetched(self) -> list[int]:
        """Numbers of messages whose text was asked for."""
        found = (
            re.fullmatch(r"UID FETCH (\d+) \(BODY.PEEK\[\]<.*", each)
            for each in self.asked
        )
        return [int(each[1]) for each in found if each]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say(b"* OK ready")
        self.talk()

    def talk(self) -> None:
        while line := self.rfile.readline():
            tag, _, asked = line.decode().strip().partition(" ")
            folder: Folder = self.server.folder  # type: ignore[attr-defined]
            folder.asked.append(asked)
            command = asked.removeprefix("UID ").split(" ")[0].upper()
            if command == folder.hangs_up_at:
                return
            if command == folder.refuses:
                self.say(f"{tag} NO not now".encode())
                continue
            is_good = getattr(self, f"on_{command.lower()}")(folder, asked)
            self.say(f"{tag} {'OK done' if is_good else 'NO never'}".encode())
            if command == "LOGOUT":
                return
            if command == "STARTTLS" and folder.starttls:
                # The other side may not trust us.
                with contextlib.suppress(OSError):
                    self.go_on_encrypted(folder.starttls)
                return

    def go_on_encrypted(self, context: ssl.SSLContext) -> None:
        with context.wrap_socket(self.request, server_side=True) as encrypted:
            self.request = encrypted
            self.setup()
            self.talk()
            self.finish()

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def on_capability(self, folder: Folder, _: str) -> bool:
        more = " STARTTLS" if folder.starttls else ""
        self.say(f"* CAPABILITY IMAP4rev1{more}".encode())
        return True

    def on_starttls(self, folder: Folder, _: str) -> bool:
        return folder.starttls is not None

    def on_login(self, folder: Folder, asked: str) -> bool:
        return asked == f'LOGIN bounces@zerno.test "{folder.password}"'

    def on_select(self, folder: Folder, asked: str) -> bool:
        self.say(f"* {len(folder.letters)} EXISTS".encode())
        self.say(f"* OK [UIDVALIDITY {folder.uid_validity}] valid".encode())
        return asked in {'SELECT "INBOX"', 'SELECT "Returned \\"mail\\""'}

    def on_search(self, folder: Folder, asked: str) -> bool:
        found = re.fullmatch(r"UID SEARCH UID (\d+):\* SINCE (\S+)", asked)
        assert found is not None, asked
        since = datetime.strptime(found[2], "%d-%b-%Y").date()  # noqa: DTZ007
        last = max(folder.letters, default=0)
        uids = [
            uid
            for uid, each in folder.letters.items()
            if (uid >= int(found[1]) or uid == last) and each.came_on >= since
        ]
        self.say(b"* SEARCH" + b"".join(b" %d" % uid for uid in uids))
        return True

    def on_fetch(self, folder: Folder, asked: str) -> bool:
        _, _, uids, what = asked.split(" ", 3)
        for place, uid in enumerate(folder.letters, 1):
            if str(uid) not in uids.split(","):
                continue
            raw = folder.letters[uid].raw
            if "HEADER.FIELDS" in what:
                fields = re.search(rb"(?ims)^content-type:.*?(?=^\S|^\r?$|\Z)", raw)
                content = (fields[0] if fields else b"") + b"\r\n"
                name = b"BODY[HEADER.FIELDS (CONTENT-TYPE)]"
            else:
                limit = re.search(r"<0\.(\d+)>", what)
                assert limit is not None
                content, name = raw[: int(limit[1])], b"BODY[]<0>"
            number = b"UID %d" % uid
            before, after = (
                (b"", b" " + number) if folder.is_odd else (number + b" ", b"")
            )
            self.wfile.write(
                b"* %d FETCH (%s%s {%d}\r\n" % (place, before, name, len(content))
            )
            self.wfile.write(content + after + b")\r\n")
        return True

    def on_store(self, folder: Folder, asked: str) -> bool:
        found = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", asked)
        assert found is not None, asked
        folder.letters[int(found[1])].flags.add(r"\Seen")
        return True

    def on_logout(self, _: Folder, __: str) -> bool:
        self.say(b"* BYE")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def serving(folder: Folder, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a folder; the host and port. With a context, over TLS from the beginning."""
    server: Any = _Server(("127.0.0.1", 0), _Talk)
    server.folder = folder
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
