"""Words of the delivery log: channels, states, and one sentence for each reason.

A notice stands in the cabinet whatever is said here.
"""

from collections.abc import Mapping
from typing import Final

from app.core.locales import mark

SENTENCES: Final[Mapping[str, str]] = {
    "gone": mark("The member has left."),
    "not_used": mark("This kind does not use the channel."),
    "switched_off": mark("The member does not want this kind by this channel."),
    "channel_not_set_up": mark("The channel is not set up on this site."),
    "sms_off": mark("The business does not send SMS."),
    "sms_limit": mark("The month's limit of SMS is used up."),
    "no_consent": mark("There is no consent to mailings."),
    "no_address": mark("There is no confirmed contact to write to."),
    "no_device": mark("Notifications are not allowed on any device."),
    "no_pass": mark("The card is in no wallet."),
    "bounced": mark("The mail server refuses this address; it has to be checked."),
    "mailbox_full": mark("It came back: the mailbox is full."),
    "unwanted_there": mark("It came back: the other mail server does not want it."),
    "came_back": mark("It came back: the other mail server could not deliver it."),
    "complained": mark(
        "The member marked it as spam; no letters that advertise go there any more."
    ),
    "in_digest": mark("It is in the letter that comes once a day."),
    "quiet_hours": mark("Quiet hours leave no time of day."),
    "over_cap": mark("The limit of advertising in a week is reached."),
    "read_meanwhile": mark("It was read before it could be sent."),
    "too_late": mark("It could not be sent while it was news."),
    "refused": mark("The service refused the message."),
    "gave_up": mark("The service could not be reached in many tries."),
    "unclear": mark(
        "It was cut off on its way: whether it arrived is not known, and it is not "
        "sent twice."
    ),
    "demo": mark("The demo sends nothing."),
    "stopped": mark("The business stopped the mailing."),
    "moved": mark("It had not left when the business moved here, and is not sent."),
    "no_kind": mark("This kind of message is there no longer."),
}

CHANNELS: Final[Mapping[str, str]] = {
    "email": mark("E-mail"),
    "push": mark("Notifications"),
    "pass": mark("Card in the wallet"),
    "sms": mark("SMS"),
}
STATES: Final[Mapping[str, str]] = {
    "due": mark("waiting"),
    "sending": mark("being sent"),
    "sent": mark("sent"),
    "skipped": mark("not sent"),
    "failed": mark("failed"),
    "unclear": mark("in doubt"),
}
SHORT_CHANNELS: Final[Mapping[str, str]] = {
    "email": mark("Mail"),
    "push": mark("Push"),
    "pass": mark("In the wallet"),
    "sms": mark("SMS"),
}
