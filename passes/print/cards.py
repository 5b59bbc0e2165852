"""A plastic or paper card, 85.60 × 53.98 mm (ISO/IEC 7810 ID-1), ready for the press."""

import io

from passes.barcode import symbol
from passes.card import Card, spoken, text_in
from passes.print import faces
from passes.print.drawing import Sheet, Unprintable, frame
from passes.print.faces import HEIGHT_MM, QR_SIDE_MM, WIDTH_MM, CardBack

__all__ = [
    "HEIGHT_MM",
    "QR_SIDE_MM",
    "WIDTH_MM",
    "CardBack",
    "Unprintable",
    "card_pdf",
]


def card_pdf(
    card: Card,
    *,
    bleed_mm: float = 0,
    crop_marks: bool = False,
    back: CardBack | None = None,
) -> bytes:
    """One card as a vector PDF with embedded type; its back is the second page.

    Args:
        card: brand, holder, level, number and code are printed; balances are not.
        bleed_mm: how far the colour runs over the edge, 0 to 10; 3 is usual.
        crop_marks: hairlines outside the corners; the page grows to hold them.
        back: what stands on the other side; None prints the front alone.

    Raises:
        Unprintable: the code would be too fine, the back has too many words, or the
            bleed is out of range.
        passes.barcode.BadSymbol: the code cannot hold the value.
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    framed = frame(WIDTH_MM, HEIGHT_MM, bleed_mm=bleed_mm, crop_marks=crop_marks)
    code = symbol(card.barcode.value, card.barcode.kind)
    code, layout = faces.placed(code, card.barcode.kind)
    brand, language = card.brand, card.language
    title = f"{text_in(brand.name, language)}, {spoken(card.number)}"
    out = io.BytesIO()
    sheet = Sheet(out, framed.sheet, title=title, language=language)
    sheet.press(framed)
    lines = text_in(card.level, language), card.holder
    with sheet.moved(framed.trim.x, framed.trim.y):
        faces.ground(sheet, brand, layout, bleed=bleed_mm, language=language)
        faces.person(
            sheet,
            brand,
            layout,
            code=code,
            number=card.number,
            lines=lines,
            language=language,
        )
    sheet.crop_marks(framed)
    if back:
        sheet.turn()
        with sheet.moved(framed.trim.x, framed.trim.y):
            faces.other_side(sheet, brand, back, bleed=bleed_mm, language=language)
        sheet.crop_marks(framed)
    sheet.close()
    return out.getvalue()
