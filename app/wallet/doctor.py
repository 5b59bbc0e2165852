"""``flask wallet doctor``: what would fail for Apple and Google, in plain words.

Everything that can be known without the network comes first; the last steps knock at
Apple's and Google's doors with our credentials, and change nothing there.
"""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.core import clock, db, outbox, tenancy
from app.core.config import Config
from app.core.errors import AppError
from app.wallet import certificates, credentials, halts, health
from app.wallet.apple import apns, pushes
from app.wallet.google import account, desk
from passes.apple import push
from passes.apple.signing import Signer, SigningRefused
from passes.google.verdicts import Done, NotInvited, Refused

GOOD, WARNING, ERROR = "good", "warning", "error"
LATE = timedelta(minutes=5)
NOBODY = "0" * 64
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing; ``level`` is good, warning or error."""

    level: str
    topic: str
    message: str


Check = Callable[[Config], Iterator[Finding]]


def examine(config: Config, *, is_online: bool = True) -> list[Finding]:
    """Everything there is to say; without ``is_online`` the network is left alone."""
    checks: list[Check] = [_address, _apple, _google, _alarms, _queues]
    if is_online:
        checks += [_knock_at_apple, _knock_at_google]
    return [finding for check in checks for finding in check(config)]


def _address(config: Config) -> Iterator[Finding]:
    if config.is_secure:
        yield Finding(GOOD, "address", f"Phones reach us at {config.address}.")
    else:
        yield Finding(
            ERROR,
            "address",
            f"{config.address} is not https. Passes are made, but phones will never "
            "ask for news, and Google shows no pictures. Set TESSERA_BASE_URL.",
        )


def _apple(config: Config) -> Iterator[Finding]:
    topic = "apple"
    if not certificates.is_configured(config):
        yield Finding(
            WARNING,
            topic,
            "Apple Wallet is not set up; guests keep their card in the browser. Set "
            "TESSERA_APPLE_CERTIFICATE, TESSERA_APPLE_KEY, TESSERA_APPLE_INTERMEDIATE.",
        )
        return
    try:
        signer = certificates.signer(config)
        signer.refuse_unfit(
            pass_type_id=config.apple_pass_type,
            team_id=config.apple_team,
            now=clock.now(),
        )
    except (AppError, SigningRefused) as refusal:
        cause = refusal.__cause__ or refusal
        yield Finding(ERROR, topic, f"No pass can be signed: {cause}.")
        return
    if not config.apple_certificate:
        yield Finding(
            WARNING,
            topic,
            "Passes are signed with the demo's own certificate: no "
            "phone takes them, and nothing is pushed to Apple.",
        )
    yield from _days_left(config)
    yield from _key_file(topic, config.apple_key)
    yield _signed(signer)


def _signed(signer: Signer) -> Finding:
    return Finding(
        GOOD, "apple", f"Passes of {signer.pass_type_id}, team {signer.team_id}, sign."
    )


def _days_left(config: Config) -> Iterator[Finding]:
    for each in credentials.all_of(config):
        left = each.days_left
        if left is not None and each.state == "soon":
            message = f"{each.name}: {left} days left. Renew it now; old passes stay."
            yield Finding(WARNING, "apple", message)


def _key_file(topic: str, name: str) -> Iterator[Finding]:
    """A key that others on the machine can read is not a secret."""
    if name and Path(name).exists() and Path(name).stat().st_mode & _OTHERS:
        yield Finding(
            WARNING, topic, f"Others can read {name}. Keep it to one user: chmod 600."
        )


def _google(config: Config) -> Iterator[Finding]:
    topic = "google"
    if not account.is_set_up(config) and not config.google_issuer:
        yield Finding(
            WARNING,
            topic,
            "Google Wallet is not set up; guests on Android keep their card in the "
            "browser. Set TESSERA_GOOGLE_ISSUER and TESSERA_GOOGLE_KEY.",
        )
        return
    try:
        name = account.account(config).email
        issuer = account.issuer(config)
    except AppError as refusal:
        cause = refusal.__cause__ or refusal
        yield Finding(ERROR, topic, f"No card can be sent to Google: {cause}.")
        return
    yield Finding(GOOD, topic, f"{name} speaks for issuer {issuer}.")
    yield from _key_file(topic, config.google_key)


def _alarms(_: Config) -> Iterator[Finding]:
    for alarm in halts.halts():
        yield Finding(
            ERROR,
            alarm.channel,
            f"The queue stands still since {alarm.halted_at:%Y-%m-%d %H:%M} UTC: "
            f"{alarm.reason}. Renew the credentials, or run 'flask wallet resume "
            f"{alarm.channel}' when the cause is gone.",
        )


def _queues(_: Config) -> Iterator[Finding]:
    with tenancy.across():
        counts = health.counts()
    with db.writing():
        facts = outbox.depth()
    for name, oldest in (
        ("facts", facts.due_at),
        ("pushes to Apple", counts.apple_oldest),
        ("cards for Google", counts.google_oldest),
    ):
        if oldest is not None and oldest < clock.now() - LATE:
            yield Finding(
                ERROR,
                "queue",
                f"The oldest of the {name} has waited since {oldest:%Y-%m-%d %H:%M} "
                "UTC. Is the worker running ('flask work')?",
            )
    yield Finding(
        GOOD,
        "queue",
        f"{counts.passes} Apple passes handed out, {counts.phones} on phones, "
        f"{counts.behind} behind; {counts.google} cards at Google.",
    )


def _knock_at_apple(config: Config) -> Iterator[Finding]:
    """Push to a device that cannot be: Apple then judges nothing but us."""
    topic = "apple"
    if pushes.obstacle(config) is not None:
        return
    lane = apns.service(config).push_all([apns.Push(0, NOBODY)])
    answer = lane.verdicts.get(0)
    match answer:
        case push.BadToken() | push.Dead():
            yield Finding(GOOD, topic, f"{config.apns_url} takes our certificate.")
        case push.Halt():
            message = f"{config.apns_url} refuses our certificate: {answer.reason}."
            yield Finding(ERROR, topic, message)
        case push.Delivered():
            message = f"{config.apns_url} takes pushes, even for no phone: a stand-in."
            yield Finding(WARNING, topic, message)
        case _:
            reason = getattr(answer, "reason", "too many requests")
            message = (
                f"{config.apns_url} does not answer as it should ({reason}). Pushes "
                "wait and go out later."
            )
            yield Finding(WARNING, topic, message)


def _knock_at_google(config: Config) -> Iterator[Finding]:
    """Ask Google about our own issuer account."""
    if not account.is_set_up(config):
        return
    topic = "google"
    try:
        answer = desk.desk(config).client.issuer(account.issuer(config))
    except AppError:
        return  # said already
    match answer:
        case Done():
            yield Finding(GOOD, topic, "Google knows our issuer and our account.")
        case NotInvited() | Refused():
            yield Finding(
                ERROR,
                topic,
                f"Google refuses our account ({answer.reason}): add its e-mail as a user "
                "of the issuer in the Google Wallet console, and check the issuer number.",
            )
        case _:
            yield Finding(WARNING, topic, f"Google does not answer: {answer}.")
