"""The form of the brand editor: from a look to its fields and back."""

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import ValidationError

from app.businesses import brand, contacts, pictures
from app.businesses.contacts import BadContact
from app.businesses.look import MOST_BENEFITS, Contacts, Look, PictureRef
from app.businesses.models import MOTIFS
from app.businesses.pictures import Crop
from app.core import db, locales
from app.core.errors import NotFound, Refused
from app.core.locales import mark
from app.web import session
from app.web.errors import sentence_of
from app.web.office.forms import AtMost, LineField, Needed, OfficeForm, number_field

PICTURES = ("logo", "cover")
LONGEST_NAME, LONGEST_ABOUT, LONGEST_BENEFIT, LONGEST_UNIT = 40, 600, 80, 24
MOTIF_NAMES = {
    "plain": mark("Plain"),
    "rings": mark("Rings"),
    "waves": mark("Waves"),
    "lattice": mark("Lattice"),
    "pages": mark("Pages"),
}
UNIT_FIELDS = {
    "ru_one": ("ru", ("one",)),
    "ru_few": ("ru", ("few", "other")),
    "ru_many": ("ru", ("many",)),
    "en_one": ("en", ("one",)),
    "en_other": ("en", ("other",)),
}
"""Which plural forms of CLDR a field stands for."""

_BAD_COLOUR = mark(
    "Choose a colour, or write it as # and six signs, for example #1f4b3f."
)
_BAD_UNIT = mark("Write the word as it stands after this number, up to 24 letters.")


def _colour(form: Any, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    try:
        brand.palette(field.data or "", "#000000")
    except brand.BadColour:
        raise ValidationError(locales.gettext(_BAD_COLOUR)) from None


def _colour_or_none(form: Any, field: Any) -> None:
    if field.data:
        _colour(form, field)


class ContactField(LineField):
    """A contact that is kept in one form; what cannot be read stays as typed."""

    def __init__(
        self, label: str, *, read: Callable[[str], str], message: str, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.read, self.message = read, message

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Raises ValidationError with what to write instead."""
        if not self.data:
            return
        try:
            self.data = self.read(self.data)
        except BadContact:
            raise ValidationError(locales.gettext(self.message)) from None


class TextField(TextAreaField):
    """Several lines of words without other control characters."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean it, keeping the ends of lines."""
        if valuelist:
            lines = str(valuelist[0]).replace("\r\n", "\n").split("\n")
            clean = ("".join(c for c in line if c.isprintable()) for line in lines)
            self.data = "\n".join(clean).strip()


def _phone(text: str) -> str:
    return contacts.phone(text, session.config().country)


class LookForm(OfficeForm):
    """Everything that makes a business look like itself."""

    brand_colour = LineField(mark("Your own colour"), validators=[_colour])
    accent_colour = LineField(
        mark("Colour of the pattern"), validators=[_colour_or_none]
    )
    motif = RadioField(
        mark("Pattern"), choices={motif: MOTIF_NAMES[motif] for motif in MOTIFS}
    )
    logo = FileField(mark("Logo"))
    logo_ref = HiddenField()
    logo_x = number_field(mark("Left or right"), (0, 100), is_needed=False)
    logo_y = number_field(mark("Up or down"), (0, 100), is_needed=False)
    logo_zoom = number_field(mark("Closer"), (100, 400), is_needed=False)
    cover = FileField(mark("Cover"))
    cover_ref = HiddenField()
    cover_x = number_field(mark("Left or right"), (0, 100), is_needed=False)
    cover_y = number_field(mark("Up or down"), (0, 100), is_needed=False)
    cover_zoom = number_field(mark("Closer"), (100, 400), is_needed=False)
    cover_alt = LineField(mark("What is on the cover"), validators=[AtMost(200)])
    name = LineField(
        mark("Name on the card"),
        validators=[Needed(mark("Write the name, up to 40 letters."), LONGEST_NAME)],
    )
    ru_one = LineField("1", validators=[Needed(_BAD_UNIT, LONGEST_UNIT)])
    ru_few = LineField("2", validators=[Needed(_BAD_UNIT, LONGEST_UNIT)])
    ru_many = LineField("5", validators=[Needed(_BAD_UNIT, LONGEST_UNIT)])
    en_one = LineField("1", validators=[Needed(_BAD_UNIT, LONGEST_UNIT)])
    en_other = LineField("2", validators=[Needed(_BAD_UNIT, LONGEST_UNIT)])
    about = TextField(mark("About you"), validators=[AtMost(LONGEST_ABOUT)])
    phone = ContactField(
        mark("Phone"),
        read=_phone,
        message=mark("Write a phone with its code, for example +7 495 123-45-67."),
    )
    email = ContactField(
        mark("E-mail"),
        read=contacts.email,
        message=mark("Write an e-mail address, for example hello@example.com."),
    )
    site = ContactField(
        mark("Site"),
        read=contacts.site,
        message=mark("Write the address of a site, for example example.com."),
    )
    telegram = ContactField(
        mark("Telegram"),
        read=contacts.telegram,
        message=mark("Write a name in Telegram, for example @polden."),
    )
    vk = ContactField(
        mark("VK"),
        read=contacts.vk,
        message=mark("Write a name in VK, for example vk.com/polden."),
    )
    benefit_1 = LineField(mark("First"), validators=[AtMost(LONGEST_BENEFIT)])
    benefit_2 = LineField(mark("Second"), validators=[AtMost(LONGEST_BENEFIT)])
    benefit_3 = LineField(mark("Third"), validators=[AtMost(LONGEST_BENEFIT)])
    benefit_4 = LineField(mark("Fourth"), validators=[AtMost(LONGEST_BENEFIT)])
    benefit_5 = LineField(mark("Fifth"), validators=[AtMost(LONGEST_BENEFIT)])
    revision = HiddenField()

    def take_pictures(self) -> Mapping[str, str]:
        """Keep what was uploaded, so that no error elsewhere loses it.

        Decoding comes before any transaction. Returns what is wrong with a file, by its
        field.
        """
        wrong = {}
        for name in PICTURES:
            sent = request.files.get(name)
            if sent is None or not sent.filename:
                continue
            with closing(sent):
                data = sent.read()
            try:
                clean = pictures.read(data, is_artwork=True)
            except Refused as refusal:
                wrong[name] = sentence_of(refusal)
                continue
            with db.writing():
                pictures.keep(clean)
            self.show_picture(name, PictureRef(clean.digest))
        return wrong

    def show_picture(self, name: str, ref: PictureRef | None) -> None:
        """Put a picture, or none, into the fields that stand for it."""
        crop = Crop.parse(ref.crop) if ref else Crop()
        self[f"{name}_ref"].data = ref.digest if ref else ""
        for part in ("x", "y", "zoom"):
            field = self[f"{name}_{part}"]
            field.data, field.raw_data = getattr(crop, part), None
            field.process_errors = []

    def picture(self, name: str) -> PictureRef | None:
        """The picture that the fields stand for; raises NotFound for another's."""
        digest = self[f"{name}_ref"].data
        if not digest:
            return None
        if not digest.isascii() or not pictures.is_kept(digest):
            raise NotFound
        sent = {part: self[f"{name}_{part}"].data for part in ("x", "y", "zoom")}
        crop = Crop(**{part: at for part, at in sent.items() if at is not None})
        return PictureRef(digest, str(crop))

    def shown(self, name: str) -> PictureRef | None:
        """The picture as far as its fields are right, for the page."""
        wrong = any(self[f"{name}_{part}"].errors for part in ("x", "y", "zoom"))
        if not wrong:
            return self.picture(name)
        digest = self[f"{name}_ref"].data
        return PictureRef(digest) if digest and pictures.is_kept(digest) else None

    def look(self) -> Look:
        """The look of a form that is right; raises NotFound for a foreign picture."""
        cover = self.picture("cover")
        said = (self[f"benefit_{at}"].data or "" for at in range(1, MOST_BENEFITS + 1))
        return Look(
            name=self.name.data,
            about=self.about.data or "",
            brand_colour=self.brand_colour.data.lower(),
            accent_colour=(self.accent_colour.data or "").lower(),
            motif=self.motif.data,
            unit=self._unit(),
            logo=self.picture("logo"),
            cover=cover,
            cover_alt=(self.cover_alt.data or "") if cover else "",
            benefits=tuple(words for words in said if words),
            contacts=Contacts(
                **{
                    name: self[name].data or ""
                    for name in ("phone", "email", "site", "telegram", "vk")
                }
            ),
        )

    def _unit(self) -> dict[str, dict[str, str]]:
        unit: dict[str, dict[str, str]] = {}
        for name, (language, categories) in UNIT_FIELDS.items():
            forms = unit.setdefault(language, {})
            forms.update(dict.fromkeys(categories, self[name].data))
        return unit

    def say_unit(self, unit: Mapping[str, Mapping[str, str]]) -> None:
        """Put a word in all its forms into the fields."""
        for name, value in unit_values(unit).items():
            self[name].data = value


def unit_values(unit: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The forms of a word by field; a form that is missing is another one."""
    return {
        name: _form_of(unit.get(language) or {}, categories[0])
        for name, (language, categories) in UNIT_FIELDS.items()
    }


def _form_of(forms: Mapping[str, str], category: str) -> str:
    return forms.get(category) or forms.get("other") or next(iter(forms.values()), "")


def form_of(look: Look, revision: int) -> LookForm:
    """The form with a look in it, under what was sent."""
    values: dict[str, Any] = {
        "brand_colour": look.brand_colour,
        "accent_colour": look.accent_colour,
        "motif": look.motif,
        "name": look.name,
        "about": look.about,
        "cover_alt": look.cover_alt,
        "revision": str(revision),
        **unit_values(look.unit),
        **vars(look.contacts),
    }
    for at, words in enumerate(look.benefits, start=1):
        values[f"benefit_{at}"] = words
    for name, ref in (("logo", look.logo), ("cover", look.cover)):
        crop = Crop.parse(ref.crop) if ref else Crop()
        values[f"{name}_ref"] = ref.digest if ref else ""
        values |= {f"{name}_{part}": value for part, value in vars(crop).items()}
    return LookForm(data=values)
