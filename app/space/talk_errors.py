"""What can be refused when guests and a business talk."""

from app.core.errors import AppError, Conflict, NotFound, Refused


class VacancyNotFound(NotFound):
    """There is no such vacancy here, or it is closed to the public."""

    code = "vacancy_not_found"
    sentence = "There is no such vacancy here any more."


class VacancyClosed(Conflict):
    """The vacancy takes no applications now."""

    code = "vacancy_closed"
    sentence = "This vacancy is closed: applications are not taken any more."


class RequestNotFound(NotFound):
    """There is no such request here, or its time is over and it was erased."""

    code = "request_not_found"
    sentence = "There is no such request here. It may have been erased in due time."


class RequestDone(Conflict):
    """Somebody closed the request before."""

    code = "request_done"
    sentence = "This request is closed already. Reload the page to see the note."


class ConsentMissing(Refused):
    """Personal data may not be taken without consent (152-FZ)."""

    code = "consent_missing"
    sentence = "Tick the consent: without it we may not keep what you wrote."


class PostNotFound(NotFound):
    """There is no such post here for the public."""

    code = "post_not_found"
    sentence = "There is no such post here."


class CommentNotFound(NotFound):
    """There is no such comment here."""

    code = "comment_not_found"
    sentence = "There is no such comment here."


class CommentsClosed(Conflict):
    """The post takes no comments."""

    code = "comments_closed"
    sentence = "Comments on this post are closed."


class CommentGone(Conflict):
    """What was answered is not shown any more."""

    code = "comment_gone"
    sentence = "This comment is not shown any more, so it cannot be answered."


class TooManyLinks(Refused):
    """A comment with more links than a person needs."""

    code = "too_many_links"
    sentence = "Leave at most two links in a comment."


class NameOfBusiness(Refused):
    """A guest may not speak in the business's name."""

    code = "name_of_business"
    sentence = "This is the name of the business. Write under a name of your own."


class NoMail(AppError):
    """The operator has set up no way to send letters."""

    code = "no_mail_for_news"
    status = 503
    sentence = "Letters cannot be sent yet: this site has no mail set up."


class BadNumber(Refused):
    """What was typed is no phone number that could be called."""

    code = "bad_number"
    sentence = "Write a phone number in full, for example +7 495 123-45-67."


class NoContact(Refused):
    """An application that nobody could answer."""

    code = "no_contact"
    sentence = "Leave a phone number or an e-mail address, so that you can be answered."
