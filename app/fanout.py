"""THE map: which handlers hear which fact. Handlers are idempotent."""

from collections.abc import Callable, Mapping
from typing import Any

from app.businesses import events as businesses
from app.cards import audiences
from app.cards import events as cards
from app.charity import handlers as charity
from app.coalitions import redeeming
from app.coalitions import traces as partner_traces
from app.core.config import Config
from app.exchange import events as exchange
from app.exchange.archive import making as archive
from app.incentives import effects, purchases
from app.incentives import events as incentives
from app.incentives import handlers as incentives_handlers
from app.incentives import levels as card_levels
from app.insights import handlers as insights
from app.instruments import handlers as instruments
from app.notifications import applications, identity, news, team
from app.notifications import checks as check_letters
from app.notifications import handlers as notifications
from app.offers import events as offers
from app.offers import grants, making
from app.onboarding import events as onboarding
from app.people import events as people
from app.people import traces
from app.programmes import events as programmes
from app.referrals import events as referrals
from app.referrals import handlers as referrals_handlers
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
from app.trust import events as trust
from app.trust import handlers as trust_handlers
from app.trust import offline as trust_offline
from app.wallet import handlers as wallet
from app.wallet.apple import pushes
from app.wallet.google import events as google
from app.wallet.google import sync
from app.wallet.printing import events as printing
from app.wallet.printing import runs

Handler = Callable[[Any], None]
Send = Callable[[Config], int]

_SALE: tuple[Handler, ...] = (
    insights.refresh_outlet_day,
    insights.refresh_first_purchase,
    wallet.refresh_card,
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
    sales.ReceiptBooked: (*_SALE, charity.donate),
    sales.ReceiptRefunded: _SALE,
    sales.ReceiptUndone: (*_SALE, charity.take_back),
    exchange.PurchasesImported: (
        insights.refresh_imported_day,
        wallet.refresh_business,
    ),
    cards.CardChanged: (wallet.refresh_card, incentives_handlers.review_merged),
    cards.CardErased: (
        sales_handlers.forget_words,
        instruments.forget_words,
        trust_handlers.forget_words,
        insights.forget_arrivals,
        rewards_handlers.forget,
        incentives_handlers.forget_words,
    ),
    incentives.ActionDone: (incentives_handlers.reward,),
    referrals.FriendKnown: (referrals_handlers.look_again,),
    rewards.GiftMade: (rewards_handlers.give,),
    cards.GroupCardsDue: (audiences.give_cards,),
    programmes.ProgrammeChanged: (wallet.refresh_programme,),
    businesses.BrandChanged: (wallet.refresh_business,),
    businesses.LookTried: (wallet.refresh_tried,),
    trust.BalanceAdjusted: (check_letters.tell_adjustment,),
    trust.CaseMoved: (check_letters.tell_case,),
    space.PostPublished: (news.plan,),
    talk_events.SubscriptionAsked: (news.ask_to_confirm,),
    # Nothing to tell: what is delivered wakes the queues.
    printing.PrintOrdered: (),
    google.PassWanted: (),
    exchange.ArchiveOrdered: (),
    offers.CodesOrdered: (),
}
QUEUES: Mapping[str, Send] = {
    "apple": pushes.send,
    "google": sync.send,
    "print": runs.send,
    "archive": archive.send,
    "codes": making.send,
    "news": news.send,
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
traces.keep("partners", partner_traces.TRACES)
traces.keep("offline deals", offline_words.TRACES)
traces.keep("referrals", referrals_handlers.TRACES)
# Sales know nothing of partners: here they learn how their points pay.
redeeming.register()

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


def handle(fact: str, payload: dict[str, Any], told: set[object]) -> None:
    """Tell every handler of ``fact``; raises KeyError for a fact nobody knows.

    Handlers publish the present state. Where one names the ``state_of`` a fact, it runs
    once for all facts of a claimed batch that changed the same state; ``told`` keeps
    what has run for the batch.
    """
    kind = FACTS[fact]
    news = kind(**payload)
    for handler in HANDLERS[kind]:
        state_of = getattr(handler, "state_of", None)
        mark = (handler, state_of(news)) if state_of else None
        if mark is None or mark not in told:
            handler(news)
            told.add(mark)
