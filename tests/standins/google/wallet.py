"""What Google keeps: classes, objects, messages, quotas, and who may touch them."""

import json
import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from tests.standins.google import schema
from tests.standins.google.server import Reply, Request, error

Json = dict[str, Any]

FAMILIES = ("loyalty", "offer", "giftCard", "eventTicket", "generic")
CLASSES = tuple(f"{family}Class" for family in FAMILIES)
OBJECTS = tuple(f"{family}Object" for family in FAMILIES)

_NOTICES = 3
_DAY = timedelta(hours=24)
_MESSAGES = 10
_NOTIFYING = (
    ("loyaltyPoints", "balance"),
    ("secondaryLoyaltyPoints", "balance"),
    ("balance",),
    ("state",),
    ("rewardsTier",),
    ("dateTime",),
)


class Refusal(Exception):
    """Ends a request; carries the answer."""

    def __init__(self, status: int, reason: str, message: str = "") -> None:
        super().__init__(reason)
        self.reply = error(status, reason, message)


class Wallet:
    """The walletobjects v1 API behind one issuer account.

    Attributes:
        stored: type → id → document as a client would read it.
        notices: object id → times of the notifications that phones showed.
        legacy_spelling: answers use the old words.
        approves: classes are approved as soon as they are under review.
    """

    def __init__(self, issuer_id: str, now: Callable[[], datetime]) -> None:
        self.issuer_id = issuer_id
        self.stored: dict[str, dict[str, Json]] = {
            kind: {} for kind in CLASSES + OBJECTS
        }
        self.notices: dict[str, list[datetime]] = {}
        self.legacy_spelling = False
        self.approves = True
        self._now = now
        self._lock = threading.RLock()

    def handle(self, request: Request) -> Reply:
        """One REST call below `/walletobjects/v1/`."""
        try:
            with self._lock:
                return Reply(200, self._route(request))
        except Refusal as refusal:
            return refusal.reply

    def find(self, object_id: str) -> tuple[str, Json]:
        """The type and document of an object.

        Raises:
            KeyError: there is none.
        """
        for kind in OBJECTS:
            if object_id in self.stored[kind]:
                return kind, self.stored[kind][object_id]
        raise KeyError(object_id)

    def _route(self, request: Request) -> Json:
        kind, *rest = request.parts[2:]
        if kind == "issuer" and request.method == "GET" and len(rest) == 1:
            return self._issuer(rest[0])
        if kind not in self.stored:
            raise Refusal(404, "notFound", f"no such method: {request.path}")
        if not rest:
            return self._collection(kind, request)
        if len(rest) == 1:
            return self._shown(kind, self._one(kind, rest[0], request))
        return self._action(kind, rest[0], "/".join(rest[1:]), request)

    def _collection(self, kind: str, request: Request) -> Json:
        if request.method == "POST":
            return self._shown(kind, self._insert(kind, _json(request)))
        if request.method == "GET":
            return self._list(kind, request.query)
        raise Refusal(404, "notFound", f"no such method: {request.path}")

    def _one(self, kind: str, name: str, request: Request) -> Json:
        if request.method == "GET":
            return self._existing(kind, name)
        if request.method in {"PATCH", "PUT"}:
            is_merge = request.method == "PATCH"
            return self._change(kind, name, _json(request), is_merge=is_merge)
        raise Refusal(404, "notFound", f"no such method: {request.path}")

    def _action(self, kind: str, name: str, action: str, request: Request) -> Json:
        if request.method == "POST" and action == "addMessage":
            changed = self._add_message(kind, name, _json(request))
            return {"resource": self._shown(kind, changed)}
        if request.method == "POST" and action == "modifyLinkedOfferObjects":
            return self._shown(kind, self._link(kind, name, _json(request)))
        raise Refusal(404, "notFound", f"no such method: {request.path}")

    def _issuer(self, name: str) -> Json:
        if name != self.issuer_id:
            raise Refusal(403, "permissionDenied")
        return {"issuerId": name, "name": "Stand-in issuer"}

    def _insert(self, kind: str, body: Json) -> Json:
        self._refuse_faults(kind, body)
        name = body["id"]
        self._refuse_foreign(name)
        if name in self.stored[kind]:
            raise Refusal(409, "existingResource", f"{name} already exists")
        if kind in OBJECTS:
            self._refuse_bad_class(kind, body["classId"])
            body = {"hasUsers": False, **body}
        self.stored[kind][name] = self._reviewed(kind, body)
        return self.stored[kind][name]

    def _change(self, kind: str, name: str, change: Json, *, is_merge: bool) -> Json:
        before = self._existing(kind, name)
        own = {f: before[f] for f in ("hasUsers",) if f in before}
        self._refuse_written(kind, change)
        base = {f: v for f, v in before.items() if f not in own} if is_merge else {}
        after = merged(base, change)
        self._refuse_faults(kind, after)
        if after["id"] != name:
            raise Refusal(400, "invalid", "the id cannot change")
        if kind in OBJECTS:
            self._refuse_bad_class(kind, after["classId"])
        else:
            self._refuse_unreviewed(kind, before, change)
        wants_notice = after.pop("notifyPreference", "") == "NOTIFY_ON_UPDATE"
        if wants_notice and _is_noticed(before, after):
            self._notify(name)
        self.stored[kind][name] = {**own, **self._reviewed(kind, after)}
        return self.stored[kind][name]

    def _add_message(self, kind: str, name: str, body: Json) -> Json:
        found = self._existing(kind, name)
        message = body.get("message")
        wrong = list(schema.faults("Message", message, "message"))
        if wrong or body.keys() != {"message"} or not message:
            raise Refusal(400, "invalid", "; ".join(wrong) or "no message")
        if message.get("messageType") in {
            "EXPIRATION_NOTIFICATION",
            "expirationNotification",
        }:
            raise Refusal(400, "invalid", "unsupported messageType")
        if len(found.get("messages", [])) >= _MESSAGES:
            raise Refusal(400, "invalid", "more than ten messages")
        if message.get("messageType") == "TEXT_AND_NOTIFY":
            self._notify(name)
        found["messages"] = [*found.get("messages", []), message]
        return found

    def _link(self, kind: str, name: str, body: Json) -> Json:
        found = self._existing(kind, name)
        if kind not in {"loyaltyObject", "giftCardObject", "eventTicketObject"}:
            raise Refusal(404, "notFound")
        wrong = list(schema.faults("ModifyLinkedOfferObjectsRequest", body))
        if wrong:
            raise Refusal(400, "invalid", "; ".join(wrong))
        change = body.get("linkedOfferObjectIds", {})
        linked = dict.fromkeys(found.get("linkedOfferIds", []))
        for offer in change.get("addLinkedOfferObjectIds", []):
            self._existing("offerObject", offer)
            linked[offer] = None
        for offer in change.get("removeLinkedOfferObjectIds", []):
            linked.pop(offer, None)
        found["linkedOfferIds"] = list(linked)
        return found

    def _list(self, kind: str, query: dict[str, str]) -> Json:
        field = "classId" if kind in OBJECTS else "issuerId"
        wanted = query.get(field, "")
        found = [
            body
            for body in self.stored[kind].values()
            if (body.get("classId") or body["id"].partition(".")[0]) == wanted
        ]
        start, size = int(query.get("token") or 0), int(query.get("maxResults") or 1000)
        shown = found[start : start + size]
        pages: Json = {"kind": "walletobjects#pagination", "resultsPerPage": len(shown)}
        if start + size < len(found):
            pages["nextPageToken"] = str(start + size)
        if not found:
            return {"pagination": pages}
        resources = [self._shown(kind, body) for body in shown]
        return {"resources": resources, "pagination": pages}

    def _existing(self, kind: str, name: str) -> Json:
        self._refuse_foreign(name)
        found = self.stored[kind].get(name)
        if found is None:
            what = "classNotFound" if kind in CLASSES else "resourceNotFound"
            raise Refusal(404, what, f"{name} not found")
        return found

    def _shown(self, kind: str, body: Json) -> Json:
        shown = deepcopy(body)
        if not self.legacy_spelling:
            return shown
        if kind in CLASSES:
            shown["viewUnlockRequirement"] = "viewUnlockRequirementUnspecified"
        old: Json = schema.legacy(schema.message_of(kind), shown)
        return old

    def _reviewed(self, kind: str, body: Json) -> Json:
        if kind in CLASSES and self.approves and body.get("reviewStatus") != "DRAFT":
            return {
                **body,
                **({"reviewStatus": "APPROVED"} if _has_review(kind) else {}),
            }
        return dict(body)

    def _notify(self, name: str) -> None:
        now = self._now()
        recent = [at for at in self.notices.get(name, []) if at > now - _DAY]
        if len(recent) >= _NOTICES:
            words = (
                f"Quota exceeded for issuer {self.issuer_id} when notifying of {name}"
            )
            raise Refusal(403, "quotaExceeded", words)
        self.notices[name] = [*recent, now]

    def _refuse_faults(self, kind: str, body: Json) -> None:
        self._refuse_written(kind, body)
        wrong = list(schema.faults(schema.message_of(kind), body))
        if wrong:
            raise Refusal(400, "invalidResource", "; ".join(wrong))
        for other in body.get("linkedObjectIds", []):
            try:
                self.find(other)
            except KeyError:
                raise Refusal(400, "invalidResource", f"no {other}") from None

    def _refuse_written(self, kind: str, body: Json) -> None:
        theirs = schema.output_only(schema.message_of(kind)) & body.keys()
        if theirs:
            raise Refusal(400, "invalidResource", f"only Google sets {sorted(theirs)}")

    def _refuse_foreign(self, name: str) -> None:
        if name.partition(".")[0] != self.issuer_id:
            raise Refusal(403, "permissionDenied", "another issuer")

    def _refuse_bad_class(self, kind: str, class_id: str) -> None:
        found = self.stored[kind.replace("Object", "Class")].get(class_id)
        if found is None:
            raise Refusal(404, "classNotFound", f"{class_id} not found")
        if found.get("reviewStatus") == "DRAFT":
            raise Refusal(400, "invalidResource", "the class is a draft")

    def _refuse_unreviewed(self, kind: str, before: Json, change: Json) -> None:
        """Every write of a class sends its status again; nobody approves himself."""
        if not _has_review(kind):
            return
        status = change.get("reviewStatus")
        is_draft = status == "DRAFT" and before.get("reviewStatus") == "DRAFT"
        if status not in {"UNDER_REVIEW", "underReview"} and not is_draft:
            raise Refusal(400, "invalidResource", f"Invalid reviewStatus: {status}")


def merged(base: Any, change: Any) -> Any:
    """A PATCH: objects merge, `null` deletes, everything else replaces."""
    if not isinstance(change, dict):
        return deepcopy(change)
    made = dict(base) if isinstance(base, dict) else {}
    for field, inner in change.items():
        if inner is None:
            made.pop(field, None)
        else:
            made[field] = merged(made.get(field), inner)
    return made


def _json(request: Request) -> Json:
    try:
        body = json.loads(request.body)
    except ValueError as cause:
        raise Refusal(400, "parseError", "the body is not JSON") from cause
    if not isinstance(body, dict):
        raise Refusal(400, "parseError", "the body is no object")
    return body


def _has_review(kind: str) -> bool:
    return "reviewStatus" in schema.schemas()[schema.message_of(kind)]["properties"]


def _is_noticed(before: Json, after: Json) -> bool:
    """Whether a phone would tell of the change."""
    return any(_at(before, path) != _at(after, path) for path in _NOTIFYING)


def _at(body: Any, path: tuple[str, ...]) -> Any:
    for field in path:
        body = body.get(field) if isinstance(body, dict) else None
    return body
