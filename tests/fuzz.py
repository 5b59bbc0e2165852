"""Forms sent with what nobody should send, and what their answers may not be."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import TestResponse

from tests import nasty
from tests.html_rules import CSRF_FIELD
from tests.walker import LANGUAGE, Found, Walker

KEY = "idempotency_key"
# An answer in words: refused, or done.
ANSWERS = {200, 201, 302, 303, 400, 403, 404, 405, 409, 410, 413, 415, 422, 429}
# Whose answers may be in another language: they change it.
TALKERS = {"public.language", "cabinet.save_profile"}
ALL = "all fields"
REFUSED = 400
LONGEST = 20_000
LANGUAGE_OF_ALL = "ru"
# How often a field is a file, is missing, comes twice, or with two wrong values.
FILES, MISSING, DOUBLED, SEVERAL = 0.9, 0.04, 0.1, 0.15
Drawn = TypeVar("Drawn")
TRACE = re.compile(r"Traceback \(most recent|File \"[^\"]+\", line \d+")


@dataclass
class Fuzz:
    """One browser's forms and addresses, tried in a repeatable order.

    ``restore`` brings back the contents that the browser knew; ``failures`` fills with
    what the application itself did not expect.
    """

    walker: Walker
    restore: Callable[[], None]
    chance: Random
    failures: list[BaseException]
    wrong: list[str] = field(default_factory=list)
    sent: Counter[int] = field(default_factory=Counter)

    def one_each(self, forms: list[Found]) -> None:
        """Every form once with nonsense in every field."""
        for found in forms:
            values = found.values
            for name in found.names:
                values[name] = self._nonsense(found, name)
            self.send(found, values, ALL)

    def fields(self, forms: list[Found], count: int) -> None:
        """Some fields, one at a time, in forms that are otherwise filled in."""
        every = [(found, name) for found in forms for name in found.names]
        for found, name in self._drawn(every, count):
            values = found.filled(self.chance)
            values[name] = self._nonsense(found, name)
            self.send(found, values, name)

    def questions(self, count: int) -> None:
        """Some of what stands behind the question mark of an address."""
        every = [
            (path, name)
            for path in self.walker.questions.values()
            for name in parse_qs(urlsplit(path).query)
        ]
        for path, name in self._drawn(every, count):
            values: dict[str, list[Any]] = dict(parse_qs(urlsplit(path).query))
            values[name] = [self.chance.choice(nasty.TEXTS)]
            said = nasty.named(values[name][0])
            answer = self.walker.send("GET", urlsplit(path).path, query_string=values)
            self.sent[answer.status_code] += 1
            self._look("", answer, f"GET {path} {name}={said}")

    def _drawn(self, every: list[Drawn], count: int) -> Iterator[Drawn]:
        """All in turn before any comes twice."""
        left = count
        while every and left > 0:
            self.chance.shuffle(every)
            yield from every[:left]
            left -= len(every)

    def _nonsense(self, found: Found, name: str) -> list[Any]:
        if name in found.files and self.chance.random() < FILES:
            return [nasty.upload(self.chance)]
        texts = [self._text(found) for _ in range(2)]
        shape = self.chance.random()
        if shape < MISSING:
            return []
        if shape < DOUBLED:
            return [*found.values.get(name, [""]), texts[0]]
        return texts if shape < SEVERAL else texts[:1]

    def _text(self, found: Found) -> str | bytes:
        text = self.chance.choice(nasty.TEXTS)
        if not found.is_multipart:
            return text
        # More would go through a file that Werkzeug's client leaves open.
        return text.decode("latin-1") if isinstance(text, bytes) else text[:LONGEST]

    def send(self, found: Found, values: dict[str, list[Any]], what: str) -> None:
        """Send a form and look at the answer, and at where it leads."""
        if what not in {KEY, ALL} and KEY in values:
            values[KEY] = [f"fuzz-{self.sent.total()}"]
        is_post = found.form.method == "POST"
        options: dict[str, Any] = {"data" if is_post else "query_string": values}
        if found.is_multipart:
            options["content_type"] = "multipart/form-data"
        said = {
            name: [nasty.named(value) for value in sent]
            for name, sent in values.items()
            if name != CSRF_FIELD
        }
        place = f"{found}, {what} of {said}"
        cookies = dict(self.walker.client.flask._cookies or {})
        answer = self.walker.send(found.form.method, found.action, **options)
        self.sent[answer.status_code] += 1
        self._look(found.endpoint, answer, place)
        if is_post and answer.status_code < REFUSED:
            self._look_around(found, answer, place)
            self.walker.client.flask._cookies = cookies
            self.restore()

    def _look_around(self, found: Found, answer: TestResponse, place: str) -> None:
        """What was done shows on pages that must still be there."""
        pages = [found.page]
        if answer.status_code in {302, 303}:
            pages.insert(0, self.walker.local(answer.headers["Location"]))
        for path in filter(None, pages):
            shown = self.walker.get(path)
            self._look(found.endpoint, shown, f"{place}\n    and then {path}")

    def _look(self, endpoint: str, answer: TestResponse, place: str) -> None:
        wrong = [repr(failure) for failure in self.failures]
        self.failures.clear()
        if answer.status_code not in ANSWERS:
            wrong.append(f"answers {answer.status_code}")
        if answer.mimetype == "text/html":
            text = answer.get_data(as_text=True)
            spoken = LANGUAGE.search(text)
            if nasty.RAW in text:
                wrong.append("is not escaped")
            if TRACE.search(text):
                wrong.append("shows how it is made")
            if spoken and spoken[1] != LANGUAGE_OF_ALL and endpoint not in TALKERS:
                wrong.append(f"speaks {spoken[1]}")
        self.wrong += [f"{place}: {each}" for each in wrong]
