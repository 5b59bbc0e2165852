"""Where words about people stand: every text column of every table, and its fate (R24).

A new column is classified here before it is stored anywhere: a test compares this with
the models, and another one looks for an erased guest in all of them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Fate(StrEnum):
    """What the erasing of a person does with a column."""

    PLAIN = "plain"
    """Says nothing of a guest: codes, states, and the business's own words."""
    ERASED = "erased"
    """Blanked or deleted with them, at once or by what erasing tells others."""
    KEPT = "kept"
    """Stays because a law asks for it, under numbers that lead to nobody."""
    PASSING = "passing"
    """Goes by itself within days: codes, queues, complaints of phones."""


def _columns(fate: Fate, **tables: str) -> dict[str, Fate]:
    return {
        f"{table}.{column}": fate
        for table, columns in tables.items()
        for column in columns.split()
    }


REGISTER: Final[Mapping[str, Fate]] = {
    **_columns(
        Fate.ERASED,
        persons="name phone email",
        person_contacts="address",
        login_sessions="device",
        members="external_id pass_news",
        staff="name contact",
        contact_changes="old_address new_address reason",
        merges="reason",
        card_pins="salt set_by",
        card_levels="given_reason",
        card_numbers="value",
        card_sharers="code ended_by",
        comments="name reason",
        guest_requests="name phone email text preferred_time note",
        subscriptions="email",
        invitations="email name",
        refunds="reason",
        instruments="giver message",
        arrivals="touch",
        passkeys="name",
        authenticators="nonce",
        erasure_certificates="address",
        adjustments="note",
        approvals="decision",
        case_steps="text",
        reviews_of_points="decision",
        gifts="words",
        offer_grants="reason",
        offline_deals="typed",
        notices="payload",
        message_habits="zone bounced_email",
        message_choices="kind channel",
        messages="author text client_key",
        conversations="state bot_state",
        push_subscriptions="endpoint p256dh auth",
        reviews="name text reason_words reply",
        survey_answers="text",
    ),
    **_columns(
        Fate.KEPT,
        adjustments="reason",
        approvals="kind payload state",
        awards="origin kind reward_key code state made_by closed_by",
        cases="reason receipts state taken",
        case_steps="step actor",
        donations="key actor",
        gifts="created_by",
        offline_deals="digest kind number of_number lines state reason",
        pact_claims="deal key ref",
        partner_consents="purpose text_digest language",
        receipt_moves="actor",
        reviews_of_points="reasons state",
        sale_traces="entry device",
        unclaimed_receipts="number source actor nonce",
        unclaimed_lines="sku name category",
        receipts="number source actor currency",
        receipt_lines="sku name category",
        receipt_payments="kind ref",
        receipt_discounts="source ref code label",
        refunds="number actor",
        postings="key kind actor reason",
        consents="purpose text_digest language",
        signed_papers="kind number actor",
        audit_entries="actor origin act subject details",
        comments="text",
        merges="proof actor moved undone_by",
        contact_changes="channel actor",
        instruments="actor",
        instrument_breaks="actor",
        instrument_uses="actor",
    ),
    **_columns(
        Fate.PASSING,
        sign_in_codes="channel address nonce session_nonce language sender",
        outbox="fact payload error",
        idempotency_keys="key body",
        limit_counters="name subject",
        device_logs="agent message",
        apple_devices="scheme agent push_token push_answer",
        news_letters="problem",
        passkey_challenges="ceremony session_nonce",
        google_nonces="nonce",
        erasure_certificates="nonce body language",
        applications="name slug email language country tax_number register_number "
        "trade promo_code doubts state nonce reason",
    ),
    **_columns(
        Fate.PLAIN,
        accounts="kind unit",
        answers="kind",
        assignments="kind",
        action_gains="rule action occurrence",
        api_keys="name hint",
        apple_passes="serial",
        archives="state digest error",
        arrivals="code source medium campaign content term",
        charities="fund about link",
        code_batches="prefix state",
        donation_batches="document_number document_type",
        gifts="audience kind name",
        mailings="name state audience within channels words picture_alt target ad_label "
        "ad_advertiser ad_token source_code changed_in",
        segments="name audience",
        awards="name",
        offer_codes="code state",
        offer_grants="code",
        pacts="pair state zone",
        pact_terms="terms",
        pact_invitations="nonce terms",
        pact_statements="currency dispute answer document_number",
        pact_deposits="document_number",
        promotions="name note way rotation word secret state terms",
        till_devices="name public_key",
        trust_limits="chosen",
        businesses="slug name about language currency zone brand_colour "
        "accent_colour motif unit look_parts look_trial",
        card_levels="level given",
        cards="number secret state",
        chat_rules="reply_ru reply_en hours",
        comments="state",
        contact_changes="nonce",
        competitors="name mechanics",
        google_classes="level resource resource_id answer",
        google_passes="resource resource_id sent_balance answer",
        groups="name join_code",
        guest_requests="kind consent_digest language state",
        instruments="state zone",
        instrument_uses="gate state",
        invitations="role groups outlets nonce language",
        level_changes="level_from level_to cause",
        looks="state content",
        members="source",
        notices="kind occurrence",
        deliveries="channel state why",
        channel_circuits="channel problem",
        bounce_boxes="source problem",
        push_subscriptions="ended_why",
        expiry_notices="proof",
        trigger_rules="code",
        trigger_runs="job",
        photos="digest",
        outlets="code name address zone phone map_link hours",
        person_contacts="channel",
        persons="language",
        pictures="digest",
        posts="kind title text excerpt crop picture_alt place link conditions "
        "ad_label ad_advertiser ad_token changed_in",
        print_runs="symbology language state error",
        programmes="name kind unit symbology",
        promo_codes="code",
        quick_answers="title text",
        purchase_imports="file_name digest",
        referral_links="code",
        review_marks="theme",
        review_rules="themes",
        review_tasks="title theme state told",
        reviews="state held_for reason",
        referrals="state signals reasons",
        registrations="country tax_number register_number trade email",
        rule_versions="rules",
        source_days="code",
        sources="code kind title note",
        staff="role",
        subscriptions="nonce language consent_digest",
        tariffs="kind",
        ticket_events="name place zone gates",
        vacancies="title text pay conditions",
        wallet_halts="channel reason identity",
    ),
}
