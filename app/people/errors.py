"""What can be refused about people, their contacts, codes and roles."""

from app.core.errors import AppError, Conflict, NotFound, Refused


class PersonNotFound(NotFound):
    """Nobody has this id, or not in this business."""

    code = "person_not_found"
    sentence = "There is no such person here."


class BadPhone(Refused):
    """What was typed is no mobile number that we could write to."""

    code = "bad_phone"
    sentence = "Write a mobile number in full, for example +7 916 123-45-67."


class BadEmail(Refused):
    """What was typed is no e-mail address."""

    code = "bad_email"
    sentence = "Write an e-mail address in full, for example anna@example.com."


class NoCodeSender(AppError):
    """The operator has set up no way to send codes on this channel."""

    code = "no_code_sender"
    status = 503
    sentence = "Codes cannot be sent yet: this site has no mail or SMS set up."


class CodeExpired(Refused):
    """The code is too old, used, tried too often, or was asked for elsewhere."""

    code = "code_expired"
    sentence = "This code is no longer valid. Ask for a new one."


class WrongCode(Refused):
    """The digits are not the code's."""

    code = "wrong_code"
    sentence = "This is not the code we sent. Tries left: %(left)s."


class UnknownContact(Refused):
    """The verified contact belongs to nobody here."""

    code = "unknown_contact"
    sentence = "Nobody here has this contact yet. Get a card first, then protect it."


class ContactInPlace(Conflict):
    """The person already has another verified contact of this kind."""

    code = "contact_in_place"
    sentence = "Your card is already protected by another contact of this kind."


class ContactTaken(Conflict):
    """The contact belongs to another account that cannot be joined silently."""

    code = "contact_taken"
    sentence = (
        "This contact belongs to another account. Sign out, then sign in with it. If it "
        "is a relative's, share one card instead: Profile, Family."
    )


class ConsentNeeded(Refused):
    """A contact may not be kept without consent to its processing (152-FZ)."""

    code = "consent_needed"
    sentence = (
        "Tick the first consent: without it we may not keep your phone or e-mail."
    )


class AlreadyStaff(Conflict):
    """The person already has a role in this business."""

    code = "already_staff"
    sentence = "This person is already in the team. Change the role instead."


class LastOwner(Conflict):
    """A business always has an owner."""

    code = "last_owner"
    sentence = "A business needs an owner. Make somebody else an owner first."


class OnlyOwner(Conflict):
    """Somebody who is to be forgotten is all that a business has."""

    code = "only_owner"
    sentence = (
        "You are the only owner of %(business)s. Make somebody else an owner first, "
        "then come back."
    )


class NotLimitable(Refused):
    """An owner sees everything; so there is nothing to limit."""

    code = "not_limitable"
    sentence = "An owner cannot be limited to groups or outlets. Choose another role."


class UnknownLimit(Refused):
    """A group or an outlet that is none of this business."""

    code = "unknown_limit"
    sentence = "Choose groups and outlets from the list."


class AlreadyInvited(Conflict):
    """The address has an invitation that still waits."""

    code = "already_invited"
    sentence = (
        "This address is invited already. Send that letter again, or withdraw it first."
    )


class SentJustNow(Refused):
    """The letter has just left."""

    code = "sent_just_now"
    sentence = "The letter has just been sent. Wait a minute before you send it again."


class InvitationOver(AppError):
    """The link is too old, used, withdrawn, or was none."""

    code = "invitation_over"
    status = 410
    sentence = "This invitation is no longer valid. Ask the person who invited you for another."


class NoMail(Refused):
    """Letters cannot leave this installation."""

    code = "no_mail"
    sentence = "Letters cannot be sent yet: this site has no mail set up. Invite by phone number."


class PasskeyRefused(Refused):
    """What the device answered does not fit what was asked."""

    code = "passkey_refused"
    sentence = "This passkey was not accepted. Try again, or sign in with a code."


class PasskeyStopped(Refused):
    """There may be two of this passkey: its counter went backwards."""

    code = "passkey_stopped"
    sentence = (
        "This passkey is stopped: it may have been copied. Use another way to sign in, "
        "then remove it under Security."
    )


class PasskeyKnown(Conflict):
    """This passkey is in the list already."""

    code = "passkey_known"
    sentence = "This passkey is in your list already."


class TooManyPasskeys(Refused):
    """Nobody needs that many."""

    code = "too_many_passkeys"
    sentence = "You have 20 passkeys. Remove one that you do not use first."


class WrongFactor(Refused):
    """The code is neither the app's nor a recovery code."""

    code = "wrong_factor"
    sentence = (
        "This code does not fit. Take the newest one from the app, or a recovery code "
        "that you have not used."
    )


class LastFactor(Conflict):
    """An owner or administrator needs a second factor."""

    code = "last_factor"
    sentence = (
        "Your role needs a passkey or an authenticator app. Add the other one first."
    )


class ElsewhereNeeded(Conflict):
    """The second factor also guards another business."""

    code = "elsewhere_needed"
    sentence = (
        "This person also runs another business with the same sign-in. Ask the operator "
        "of this site to reset their second factor."
    )


class ContactElsewhere(Conflict):
    """The contact is another guest's: a relative's, or one's own other card's."""

    code = "contact_elsewhere"
    sentence = (
        "Another guest uses this contact. If that is you, join your two cards. If it is "
        "a relative, keep your own contacts apart."
    )


class ContactYours(Conflict):
    """The contact is in the list already."""

    code = "contact_yours"
    sentence = "This contact is yours already."


class TooManyContacts(Refused):
    """Nobody needs that many."""

    code = "too_many_contacts"
    sentence = "You have 5 contacts of this kind. Remove one that you do not use first."


class ChangeOver(AppError):
    """The link is too old, used, or was none."""

    code = "change_over"
    status = 410
    sentence = "This link is no longer valid. Ask the business what was changed."


class CertificateOver(AppError):
    """The link is older than a day, or was none."""

    code = "certificate_over"
    status = 410
    sentence = "This certificate was kept for a day and is gone now."


class NobodyThere(Refused):
    """No other card here belongs to this contact."""

    code = "nobody_there"
    sentence = "There is no other card here with this contact."
