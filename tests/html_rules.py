"""What every page and fragment of the product must be, whatever it shows."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.routing.map import MapAdapter

LANGUAGES = {"ru", "en"}
SVG = "{http://www.w3.org/2000/svg}"
CSRF_FIELD = "csrf_token"
BUTTON_TYPES = {"submit", "button", "reset", "image", "hidden"}
HTMX_VERBS = {
    "hx-get": "GET",
    "hx-post": "POST",
    "hx-put": "PUT",
    "hx-patch": "PATCH",
    "hx-delete": "DELETE",
}
# A fragment is parsed where the page would put it.
CONTAINERS = {
    "tr": "tbody",
    "td": "tr",
    "th": "tr",
    "tbody": "table",
    "thead": "table",
    "option": "select",
    "optgroup": "select",
}


@lru_cache(maxsize=16)
def parse(markup: str) -> tuple[Element, bool, tuple[str, ...]]:
    """The tree, whether it is a whole document, and what the HTML5 parser objected to.

    Kept for the next question about the same page: parsing is slow. Nobody changes it.
    """
    builder = html5lib.getTreeBuilder("etree")
    parser = html5lib.HTMLParser(tree=builder, namespaceHTMLElements=False)
    is_page = markup.lstrip()[:15].lower().startswith(("<!doctype", "<html"))
    if is_page:
        tree = parser.parse(markup)
    else:
        first = re.match(r"\s*(?:<!--.*?-->\s*)*<([a-z]+)", markup)
        container = CONTAINERS.get(first.group(1), "div") if first else "div"
        tree = parser.parseFragment(markup, container=container)
    errors = (_parse_error(markup, error) for error in parser.errors)
    return tree, is_page, tuple(errors)


def _parse_error(markup: str, error: tuple[tuple[int, int], str, dict]) -> str:
    (line, column), code, data = error
    lines = markup.splitlines()
    near = lines[line - 1].strip()[:120] if 0 < line <= len(lines) else ""
    return f"line {line}:{column}: {PARSE_ERRORS[code] % data}: {near!r}"


def name_of(element: Element) -> str:
    """The tag without a namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def elements(tree: Element, *names: str) -> Iterator[Element]:
    """Elements in document order, of these tags when some are named."""
    wanted = {*names, *(SVG + name for name in names)}
    for element in tree.iter():
        # Asked for every element of every page that a test sees.
        if element.tag in wanted if wanted else isinstance(element.tag, str):
            yield element


def words(element: Element) -> str:
    """The visible words of an element with single spaces."""
    return " ".join("".join(_strings(element)).split())


def _strings(element: Element) -> Iterator[str]:
    if name_of(element) not in {"", "script", "style", "template"}:
        yield element.text or ""
        for child in element:
            yield from _strings(child)
            yield child.tail or ""


def objections(markup: str, routes: MapAdapter) -> list[str]:
    """Everything that is wrong with a page or fragment, in words."""
    tree, is_page, errors = parse(markup)
    found = list(errors)
    for rule in (PAGE_RULES if is_page else ()) + RULES:
        found += rule(tree)
    return found + _dead_addresses(tree, routes)


def _document(tree: Element) -> list[str]:
    found = []
    titles = list(elements(tree, "title"))
    if not titles or not words(titles[0]):
        found.append("no <title>")
    if tree.get("lang") not in LANGUAGES:
        found.append(f"<html lang={tree.get('lang')!r}>")
    headings = [words(h) for h in elements(tree, "h1")]
    if len(headings) != 1 or not headings[0]:
        found.append(f"one <h1> with words expected, there are {headings}")
    if len(list(elements(tree, "main"))) != 1:
        found.append("one <main> expected")
    return found


def _ids(tree: Element) -> list[str]:
    counts = Counter(e.get("id") for e in elements(tree) if e.get("id") is not None)
    found = [f"id {i!r} is used {n} times" for i, n in counts.items() if n > 1]
    return found + [f"bad id {i!r}" for i in counts if not re.fullmatch(r"[\w-]+", i)]


def _references(tree: Element) -> list[str]:
    ids = {e.get("id") for e in elements(tree)}
    return [
        f"{attribute}={target!r} points at nothing"
        for element in elements(tree)
        for attribute in ("for", "aria-labelledby", "aria-describedby", "list")
        for target in (element.get(attribute) or "").split()
        if target not in ids
    ]


def _fields(tree: Element) -> list[str]:
    labelled = {e.get("for") for e in elements(tree, "label") if words(e)}
    wrapped = {
        id(field)
        for label in elements(tree, "label")
        if words(label)
        for field in elements(label, "input", "select", "textarea")
    }
    return [
        f"<{name_of(field)} name={field.get('name')!r}> has no label"
        for field in elements(tree, "input", "select", "textarea")
        if field.get("type") not in BUTTON_TYPES
        and field.get("id", "") not in labelled
        and id(field) not in wrapped
        and not _aria_name(field)
    ]


def _aria_name(element: Element) -> str:
    return element.get("aria-label", "") or element.get("aria-labelledby", "")


def _names(tree: Element) -> list[str]:
    found = [
        f"<img src={image.get('src')!r}> has no alt"
        for image in elements(tree, "img")
        if image.get("alt") is None
    ]
    for element in elements(tree, "a", "button"):
        inside = "".join(i.get("alt", "") for i in elements(element, "img"))
        inside += "".join(_aria_name(s) for s in elements(element, "svg"))
        if not (words(element) or _aria_name(element) or inside):
            found.append(f"<{name_of(element)} {element.attrib}> has no words")
    return found


def _forms(tree: Element) -> list[str]:
    found = []
    for form in elements(tree, "form"):
        action = form.get("action", "")
        method = form.get("method", "get").lower()
        fields = {f.get("name"): f.get("value") for f in elements(form, "input")}
        if not action:
            found.append(f"a form without action: {words(form)[:60]!r}")
        if method not in {"get", "post"}:
            found.append(f"form {action!r} has the method {method!r}")
        if method == "post" and not fields.get(CSRF_FIELD):
            found.append(f"form {action!r} has no {CSRF_FIELD}")
        if method == "get" and CSRF_FIELD in fields:
            found.append(f"form {action!r} puts its {CSRF_FIELD} into the address")
        if not list(elements(form, "button")):
            found.append(f"form {action!r} has no button")
    return found


def _inline(tree: Element) -> list[str]:
    found = []
    for element in elements(tree):
        name = name_of(element)
        if name == "script":
            found += _script(element)
        if name == "style":
            found.append("an inline <style>")
        for attribute, value in element.attrib.items():
            if attribute == "style" or attribute.startswith(("on", "hx-on")):
                found.append(f"<{name} {attribute}={value!r}>")
            if attribute in {"href", "action", "src"} and _is_no_address(value):
                found.append(f"<{name} {attribute}={value!r}> leads nowhere")
    return found


def _script(element: Element) -> list[str]:
    """Code comes from files; only data for search engines may stand in the page."""
    text = element.text or ""
    if element.attrib == {"type": "application/ld+json"}:
        try:
            json.loads(text)
        except ValueError:
            return [f"a data block that is no JSON: {text[:80]!r}"]
        return []
    return ["an inline <script>"] if not element.get("src") or text.strip() else []


def _is_no_address(value: str) -> bool:
    return value.strip() in {"", "#"} or value.strip().lower().startswith("javascript:")


def _addresses(tree: Element) -> Iterator[tuple[str, str]]:
    for element in elements(tree):
        if name_of(element) == "a" and "href" in element.attrib:
            yield "GET", element.attrib["href"]
        if name_of(element) == "form" and element.get("action"):
            yield element.get("method", "get").upper(), element.attrib["action"]
        for attribute, verb in HTMX_VERBS.items():
            if attribute in element.attrib:
                yield verb, element.attrib[attribute]


def _dead_addresses(tree: Element, routes: MapAdapter) -> list[str]:
    found = []
    for method, address in _addresses(tree):
        parts = urlsplit(address)
        is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
        if is_ours and not _is_routed(method, parts.path, routes):
            found.append(f"no route answers {method} {address}")
    return found


def _is_routed(method: str, path: str, routes: MapAdapter) -> bool:
    try:
        routes.match(path, method=method)
    except RequestRedirect:
        return True
    except (NotFound, MethodNotAllowed):
        return False
    return True


Rule = Callable[[Element], list[str]]
PAGE_RULES: tuple[Rule, ...] = (_document, _references)
RULES: tuple[Rule, ...] = (_ids, _fields, _names, _forms, _inline)
