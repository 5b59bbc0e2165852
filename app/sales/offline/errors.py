"""What can be refused about tills without a network."""

from app.core.errors import Conflict, NotFound, Refused


class DeviceUnknown(NotFound):
    """No device of this business has the id."""

    code = "device_unknown"
    sentence = "This till is not known here. Prepare it for work without a network."


class BadDevice(Refused):
    """The name or the key of a device cannot be one."""

    code = "bad_device"
    sentence = "Name the till with 1 to 60 characters and prepare it once more."


class DeviceRevoked(Refused):
    """The device was taken out of use."""

    code = "device_revoked"
    sentence = (
        "This till was taken out of use. Its cheques are kept for a manager; "
        "prepare it anew to go on."
    )


class DeviceElsewhere(Refused):
    """The device was prepared for another outlet."""

    code = "device_elsewhere"
    sentence = "This till was prepared for another outlet. Choose that outlet again."


class Unreadable(Refused):
    """A letter of a device that is no deal."""

    code = "unreadable"
    sentence = "This cannot be read. Update the page of the till."


class DealNotFound(NotFound):
    """No deal of this business has the id."""

    code = "deal_not_found"
    sentence = "There is no such cheque here."


class DealSettled(Conflict):
    """Somebody has dealt with it before."""

    code = "deal_settled"
    sentence = "This cheque has been dealt with already."


class CannotBook(Refused):
    """It can be looked at and closed, never booked."""

    code = "cannot_book"
    sentence = "This cheque cannot be booked: nobody knows who wrote it. Close it."


class NothingPaid(Refused):
    """All of it was paid with points that were not booked."""

    code = "nothing_paid"
    sentence = "No money was taken here, so there is nothing to book. Close it."


class SaleMissing(Refused):
    """The sale that the return belongs to is not here."""

    code = "sale_missing"
    sentence = "The sale of this return has not arrived. Book it first, or close this."
