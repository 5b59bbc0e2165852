"""Forms as a browser without JavaScript fills and sends them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from tests import html_rules


@dataclass(frozen=True)
class Form:
    """A form as found on a page, with the values that stand in it."""

    tree: Element
    element: Element
    send: Callable[..., Any]

    @property
    def action(self) -> str:
        """Where it goes."""
        return self.element.attrib["action"]

    @property
    def method(self) -> str:
        """GET or POST."""
        return self.element.get("method", "get").upper()

    @cached_property
    def _controls(self) -> list[Element]:
        own = list(html_rules.elements(self.element))
        here = {id(element) for element in own}
        form_id = self.element.get("id")
        joined = [
            element
            for element in html_rules.elements(self.tree)
            if form_id and element.get("form") == form_id and id(element) not in here
        ]
        return [e for e in own + joined if "disabled" not in e.attrib]

    def _fields(self, *tags: str) -> list[Element]:
        return [
            element
            for element in self._controls
            if html_rules.name_of(element) in tags and element.get("name")
        ]

    @property
    def names(self) -> set[str]:
        """The names of its fields."""
        return {e.attrib["name"] for e in self._fields("input", "select", "textarea")}

    @property
    def values(self) -> dict[str, list[str]]:
        """What would be sent as it stands."""
        values: dict[str, list[str]] = {}
        for element in self._fields("input", "select", "textarea"):
            for value in _values(element):
                values.setdefault(element.attrib["name"], []).append(value)
        return values

    @property
    def errors(self) -> str:
        """The words of the whole form, errors among them."""
        return html_rules.words(self.element)

    def has_button(self, words: str) -> bool:
        """Whether one of its buttons says ``words``."""
        return any(_says(e, words) for e in self._buttons())

    def _buttons(self) -> list[Element]:
        return [
            e
            for e in self._controls
            if html_rules.name_of(e) == "button" and e.get("type", "submit") == "submit"
        ]

    def _pressed(self, words: str | None) -> Element | None:
        buttons = self._buttons()
        if words is None:
            return buttons[0] if buttons else None
        found = [e for e in buttons if _says(e, words)]
        assert found, f"no button {words!r} in {self.action}"
        return found[0]

    def _checked_value(self, name: str, value: Any) -> list[Any]:
        """What a given value means: True ticks a box, False and None leave it out."""
        assert name in self.names, f"no field {name!r} in {sorted(self.names)}"
        if value is False or value is None:
            return []
        if value is True:
            boxes = [e for e in self._fields("input") if e.attrib["name"] == name]
            return [boxes[0].get("value", "on")]
        if isinstance(value, list) and isinstance(value[0], tuple):
            return value
        if isinstance(value, list | tuple) and not hasattr(value[0], "read"):
            return [str(item) for item in value]
        return [str(value) if isinstance(value, int) else value]

    def submit(
        self,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        button: str | None = None,
        htmx: bool = False,
        follow: bool = True,
        status: int | None = None,
        **more: Any,
    ) -> Any:
        """Send it with some fields filled in.

        Args:
            values: values by field name, for names that are no Python words.
            button: the words of the button to press; the first one without it.
            htmx: send as htmx does.
            follow: go where the answer leads (``status`` is then the first answer's).
            status: the status that must come.
            more: values by field name; True ticks a box, False leaves it out, a list
                gives several, an open file or ``(file, name)`` uploads, a list of those
                several files.
        """
        data: dict[str, list[Any]] = dict(self.values)
        for name, value in {**(values or {}), **more}.items():
            data[name] = self._checked_value(name, value)
        action = self.action
        pressed = self._pressed(button)
        if pressed is not None:
            action = pressed.get("formaction", action)
            if pressed.get("name"):
                data[pressed.attrib["name"]] = [pressed.get("value", "")]
        where = {"data" if self.method == "POST" else "query_string": data}
        if self.element.get("enctype") == "multipart/form-data":
            where["content_type"] = "multipart/form-data"  # type: ignore[assignment]
        return self.send(
            self.method, action, htmx=htmx, follow=follow, status=status, **where
        )

    def __repr__(self) -> str:
        """Short, for assertion messages."""
        return f"<Form {self.method} {self.action} {sorted(self.names)}>"


def _says(element: Element, words: str) -> bool:
    return words in (html_rules.words(element) or element.get("aria-label", ""))


def _values(element: Element) -> list[str]:
    """The values that a browser would send for one control."""
    tag, kind = html_rules.name_of(element), element.get("type", "text")
    if tag == "textarea":
        return [element.text or ""]
    if tag == "select":
        options = list(html_rules.elements(element, "option"))
        chosen = [o for o in options if "selected" in o.attrib]
        if "multiple" not in element.attrib:
            chosen = chosen[-1:] or options[:1]
        return [o.get("value", html_rules.words(o)) for o in chosen]
    if kind in {"checkbox", "radio"}:
        return [element.get("value", "on")] if "checked" in element.attrib else []
    if kind in {"submit", "button", "reset", "image", "file"}:
        return []
    return [element.get("value", "")]
