"""THE map: which handlers hear which fact. Handlers are idempotent."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from app.businesses import events as businesses
from app.campaigns import broadcast, trying
from app.campaigns import events as campaigns
from app.campaigns import words as mailing_words
from app.cards import audiences
from app.cards import events as cards
from app.charity import handlers as charity
from app.chat import answering as chat_bot
from app.chat import events as chat
from app.chat import traces as chat_traces
from app.coalitions import redeeming
from app.coalitions import traces as partner_traces
from app.core.config import Config
from app.exchange import events as exchange
from app.exchange.archive import making as archive
from app.exchange.portable import belongings
from app.incentives import effects, purchases
from app.incentives import events as incentives
from app.incentives import handlers as incentives_handlers
from app.incentives import levels as card_levels
from app.insights import handlers as insights
from app.instruments import handlers as instruments
from app.ledger import events as ledger_events
from app.ledger import fairness
from app.notifications import (
    applications,
    expiry,
    identity,
    mailbox,
    news,
    proofs,
    sending,
    taken,
    team,
)
from app.notifications import balance as balance_notices
from app.notifications import chat as chat_notices
from app.notifications import checks as check_letters
from app.notifications import handlers as notifications
from app.notifications import progress as progress_notices
from app.notifications import reviews as review_notices
from app.notifications import traces as notices
from app.notifications.channels import passes
from app.notifications.kinds import registry as kinds
from app.notifications.push import traces as push_traces
from app.offers import events as offers
from app.offers import grants, making
from app.onboarding import events as onboarding
from app.people import events as people
from app.people import traces
from app.programmes import events as programmes
from app.referrals import events as referrals
from app.referrals import handlers as referrals_handlers
from app.reviews import events as reviews
from app.reviews import handlers as reviews_handlers
from app.rewards import discounts as reward_discounts
from app.rewards import events as rewards
from app.rewards import handlers as rewards_handlers
from app.rewards import stamps
from app.sales import discounting, hooks, pricing
from app.sales import events as sales
from app.sales import handlers as sales_handlers
from app.sales.offline import forgetting as offline_words
from app.sales.offline import guard
from app.space import events as space
from app.space import forgetting, talk_events
from app.surveys import handlers as surveys
from app.trust import events as trust
from app.trust import handlers as trust_handlers
from app.trust import offline as trust_offline
from app.wallet import handlers as wallet
from app.wallet import reached
from app.wallet.apple import pushes
from app.wallet.apple import served as apple_served
from app.wallet.google import events as google
from app.wallet.google import sync
from app.wallet.printing import events as printing
from app.wallet.printing import runs

Handler = Callable[[Any], None]
Send = Callable[[Config], int]
Fact = tuple[str, dict[str, Any]]
"""The name of a fact and what it says, as the outbox keeps them."""
Told = set[object]
"""Handlers that have run for facts that were claimed together."""

AT_ONCE = 50
"""Most facts that a handler takes together: no till is to wait for its transaction."""

_SALE: tuple[Handler, ...] = (
    insights.refresh_outlet_day,
    insights.refresh_first_purchases,
    wallet.refresh_cards,
    referrals_handlers.settle,
)
HANDLERS: Mapping[type, tuple[Handler, ...]] = {
    people.CodeAsked: (notifications.send_code,),
    people.StaffInvited: (team.send_invitation,),
    people.SecondFactorReset: (team.tell_reset,),
    people.ContactReplaced: (identity.tell_change,),
    people.ErasureCertified: (identity.send_certificate,),
    people.MemberJoined: (insights.refresh_joins, rewards_handlers.welcome),
    onboarding.LinkAsked: (applications.send_link,),
    onboarding.ApplicationDecided: (applications.send_decision,),
    onboarding.SamplesRemoved: (insights.refresh_imported_day,),
    sales.ReceiptBooked: (
        *_SALE,
        charity.donate,
        reviews_handlers.plan_questions,
        balance_notices.tell_purchases,
    ),
    sales.ReceiptRefunded: (
        *_SALE,
        reviews_handlers.weigh_again,
        balance_notices.tell_refund,
    ),
    sales.ReceiptUndone: (
        *_SALE,
        charity.take_back,
        reviews_handlers.weigh_again,
        balance_notices.tell_undone,
    ),
    reviews.ReviewDue: (review_notices.ask,),
    reviews.ReviewAnswered: (review_notices.tell_answered,),
    reviews.ReviewHidden: (review_notices.tell_hidden,),
    reviews.ReviewTaskFinished: (review_notices.tell_done,),
    exchange.PurchasesImported: (
        insights.refresh_imported_day,
        wallet.refresh_business,
    ),
    cards.CardChanged: (wallet.refresh_cards, incentives_handlers.review_merged),
    cards.CardErased: (
        sales_handlers.forget_words,
        instruments.forget_words,
        trust_handlers.forget_words,
        insights.forget_arrivals,
        rewards_handlers.forget,
        incentives_handlers.forget_words,
    ),
    incentives.ActionDone: (incentives_handlers.reward,),
    incentives.RewardGiven: (progress_notices.tell_reward,),
    incentives.LevelChanged: (progress_notices.tell_level,),
    referrals.ReferralMoved: (progress_notices.tell_referral,),
    referrals.FriendKnown: (referrals_handlers.look_again,),
    rewards.GiftMade: (rewards_handlers.give,),
    cards.GroupCardsDue: (audiences.give_cards,),
    programmes.ProgrammeChanged: (wallet.refresh_programme,),
    businesses.BrandChanged: (wallet.refresh_business,),
    businesses.LookTried: (wallet.refresh_tried,),
    ledger_events.PointsExtended: (balance_notices.tell_extension,),
    trust.BalanceAdjusted: (check_letters.tell_adjustment,),
    trust.CaseMoved: (check_letters.tell_case,),
    space.PostPublished: (news.plan,),
    talk_events.SubscriptionAsked: (news.ask_to_confirm,),
    chat.MessageWritten: (chat_notices.tell_answer,),
    chat.GuestWrote: (chat_bot.answer,),
    # Nothing to tell: what is delivered wakes the queues.
    printing.PrintOrdered: (),
    google.PassWanted: (),
    exchange.ArchiveOrdered: (),
    offers.CodesOrdered: (),
    campaigns.MailingStarted: (),
    campaigns.MailingTried: (trying.send,),
}
URGENT: frozenset[Handler] = frozenset({wallet.refresh_cards})
"""Whose doing somebody waits for with a phone in the hand: before anything else of a batch.

Each names the state that it publishes."""

QUEUES: Mapping[str, Send] = {
    "apple": pushes.send,
    "google": sync.send,
    "print": runs.send,
    "archive": archive.send,
    "codes": making.send,
    "mailings": broadcast.send,
    "news": news.send,
    "messages": sending.send,
    "bounces": mailbox.read,
}
"""Queues to the world outside: each sends a batch of what is due, and says how many."""

AGAIN: Mapping[str, Callable[[Config], float | None]] = {
    "apple": pushes.again_in,
    "google": sync.again_in,
}
"""Seconds until a queue has something to try once more, when that is soon."""

# People know nothing of what others keep of them: here they learn what to forget.
traces.keep("conversations", forgetting.TRACES)
traces.keep("offers", grants.TRACES)
traces.keep("chat", chat_traces.TRACES)
traces.keep("notices", notices.TRACES)
traces.keep("push", push_traces.TRACES)
traces.keep("partners", partner_traces.TRACES)
traces.keep("offline deals", offline_words.TRACES)
traces.keep("referrals", referrals_handlers.TRACES)
# The books know nothing of warnings: here they learn whose points may not end yet.
fairness.JUDGES.append(expiry.judge)
# Notices and wallets stand side by side: here the ones learn what the others know.
proofs.FETCHED.append(apple_served.served_at)
traces.keep("reviews", reviews_handlers.TRACES)
traces.keep("surveys", surveys.TRACES)
# Sales know nothing of partners: here they learn how their points pay.
redeeming.register()

# Notifications know nothing of mailings: here they learn what these say.
kinds.add(mailing_words.MAILING)

# Notices and wallets stand side by side: here the ones learn whose card is in one.
passes.register(reached.holders)
# The same of what a guest takes along.
belongings.TOLD.append(taken.of_member)

# Sales know nothing of trust: here they learn who stands before offline deals.
guard.stand(trust_offline.GUARD)

# Sales know nothing of rewards: here they learn what follows a receipt.
hooks.AFTER.append(stamps.settle)
discounting.SOURCES.append(reward_discounts.typed)
discounting.REDEEMED[reward_discounts.SOURCE] = reward_discounts.REDEEMED

# Sales know nothing of levels and rewards: here they learn what follows a receipt.
hooks.AFTER.extend((purchases.settle, card_levels.settle))
pricing.EXTRA_RATES.append(effects.extra_rate)
discounting.SOURCES.append(effects.money_off)

FACTS: Mapping[str, type] = {fact.__name__: fact for fact in HANDLERS}


def publishes_state(fact: str) -> bool:
    """Whether telling ``fact`` once more does no more than repeat a state."""
    handlers = HANDLERS[FACTS[fact]]
    return all(hasattr(handler, "state_of") for handler in handlers)


def together(
    facts: Iterable[Fact], told: Told, whom: Container[Handler] | None = None
) -> Iterator[Callable[[], None]]:
    """What tells a batch to the handlers that take ``many``: to all, or to ``whom``.

    Each call is of one handler, with facts of one business in their order; ``handle``
    passes what it has told. Where one fails, nothing of it is told.
    """
    heard: dict[tuple[Handler, Any], list[Fact]] = {}
    for fact, payload in facts:
        for handler in HANDLERS[FACTS[fact]] if fact in FACTS else ():
            if hasattr(handler, "many") and (whom is None or handler in whom):
                of = handler, payload.get("business_id")
                heard.setdefault(of, []).append((fact, payload))
    for (handler, _), own in heard.items():
        for start in range(0, len(own), AT_ONCE):
            yield partial(_tell_many, handler, own[start : start + AT_ONCE], told)


def hasten(fact: str, payload: dict[str, Any], told: Told) -> None:
    """Tell the handlers of ``fact`` that are ``URGENT``; ``handle`` passes them by then.

    Raises KeyError for a fact nobody knows.
    """
    kind = FACTS[fact]
    _tell((each for each in HANDLERS[kind] if each in URGENT), kind(**payload), told)


def handle(fact: str, payload: dict[str, Any], told: Told) -> None:
    """Tell every handler of ``fact``; raises KeyError for a fact nobody knows.

    Handlers publish the present state. Where one names the ``state_of`` a fact, it runs
    once for all facts of a claimed batch that changed the same state; ``told`` keeps
    what has run for the batch.
    """
    kind = FACTS[fact]
    _tell(HANDLERS[kind], kind(**payload), told)


def _tell_many(handler: Any, facts: Sequence[Fact], told: Told) -> None:
    news = [FACTS[fact](**payload) for fact, payload in facts]
    states = {(handler, handler.state_of(each)): each for each in news}
    new = [each for mark, each in states.items() if mark not in told]
    # One alone has nobody to be told together with.
    if len(new) > 1:
        handler.many(new)
        told.update(states)


def _tell(handlers: Iterable[Handler], news: Any, told: Told) -> None:
    for handler in handlers:
        state_of = getattr(handler, "state_of", None)
        mark = (handler, state_of(news)) if state_of else None
        if mark is None or mark not in told:
            handler(news)
            told.add(mark)
