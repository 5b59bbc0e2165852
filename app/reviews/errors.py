"""What is refused about reviews, each with a sentence that says what to do."""

from app.core.errors import Conflict, NotFound, Refused


class ReviewNotFound(NotFound):
    """No such review of this business, or not this reader's."""

    code = "review_not_found"
    sentence = "There is no such review here."


class AlreadyReviewed(Conflict):
    """One purchase has one review; another window was faster."""

    code = "review_exists"
    sentence = (
        "This purchase has a review already: perhaps you sent it from another window. "
        "Reload the page to see it."
    )


class PurchaseGone(Refused):
    """The whole purchase came back or was cancelled."""

    code = "review_of_no_purchase"
    sentence = "This purchase was cancelled or returned, so it cannot be reviewed."


class ReviewOver(Conflict):
    """It can be changed no more."""

    code = "feedback_over"
    sentence = (
        "This review can be changed no more: a week has passed or the business has "
        "replied. You can still take it back."
    )


class ReviewWithdrawn(Conflict):
    """Its author took it back."""

    code = "review_withdrawn"
    sentence = "This review was taken back by its author. Nothing more can be done."


class StarsMissing(Refused):
    """A review without stars."""

    code = "review_stars_missing"
    sentence = "Choose from one to five stars."


class TooManyPhotos(Refused):
    """More photos than a review holds."""

    code = "review_too_many_photos"
    sentence = "A review holds up to %(most)s photos. Remove some and send again."


class NameOfTheBusiness(Refused):
    """A guest calls themselves like the business."""

    code = "review_business_name"
    sentence = "This is the name of the business. Choose another one, or none at all."


class BadReason(Refused):
    """Hidden without one of the reasons that the public knows."""

    code = "review_reason_missing"
    sentence = "Choose the reason: its author and the public see it."


class ReplyOver(Conflict):
    """A reply stands for more than a day."""

    code = "review_reply_over"
    sentence = "The reply stands for more than a day and can be changed no more."


class ReviewMoved(Conflict):
    """Its author or a colleague wrote after the page was opened."""

    code = "review_moved"
    sentence = (
        "The review or its reply has changed since you opened the page. Read what "
        "stands there now, and send again if your words still fit."
    )


class TaskNotFound(NotFound):
    """No such task of this business."""

    code = "review_task_not_found"
    sentence = "There is no such task here."


class TaskDone(Conflict):
    """Its guests were told: it is over."""

    code = "review_task_done"
    sentence = "This task is done and its guests were told. Make a new one."


class TaskEmpty(Refused):
    """A task that answers nobody."""

    code = "review_task_empty"
    sentence = "Choose at least one review that this task answers."


class BadThemes(Refused):
    """A list of themes that cannot be used."""

    code = "review_themes_bad"
    sentence = (
        "Write from one to %(most)s themes, one a line, each up to %(longest)s letters."
    )
