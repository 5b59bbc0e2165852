"""PDF pages that leave the memory as soon as they are full.

The library keeps every page's drawing until the file is saved: a book of a thousand
sheets takes hundreds of megabytes. Here a page and its drawing are written when the
page ends; what stays is a place in the file per object.
"""

from typing import Any, BinaryIO, Final

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

_TRANSPARENCY: Final = (1, 4)
"""The first version of PDF with transparency, which the patterns use."""


class StreamedCanvas(Canvas):
    """A canvas whose pages go to the file one by one; equal calls, equal bytes."""

    def __init__(self, out: BinaryIO, *, language: str) -> None:
        """Begin a document; `out` needs `write` alone."""
        super().__init__(out, pageCompression=1, invariant=True, lang=language)
        self._doc = _StreamedDocument(out, language)

    def _make_preamble(self) -> None:
        """No font before the first words: the library's own is not embedded."""
        self._preamble = "1 0 0 1 0 0 cm"

    def endForm(self, **extra: Any) -> None:  # noqa: N802 (the library's name)
        """End a drawing that is used many times, with everything it refers to."""
        resources = pdfdoc.PDFResourceDictionary()
        resources.basicFonts()
        resources.allProcs()
        resources.setShading(self._shadingUsed)
        resources.ExtGState = self._extgstate.getState()
        if self._formsinuse:
            resources.XObject = self._doc.xobjDict(self._formsinuse)
        super().endForm(Resources=resources, **extra)


class _StreamedDocument(pdfdoc.PDFDocument):
    """Writes each object once, when it is complete."""

    def __init__(self, out: BinaryIO, language: str) -> None:
        super().__init__(
            compression=1, invariant=True, lang=language, pdfVersion=_TRANSPARENCY
        )
        self._file = _File(out, _TRANSPARENCY)

    def addPage(self, page: Any) -> None:  # noqa: N802 (the library's name)
        """Write the page and its drawing; keep its place alone."""
        name = self.thisPageName()
        drawing = pdfdoc.PDFStream(content=page.stream, filters=[pdfdoc.PDFZCompress])
        page.Contents = drawing
        self.Reference(page, name)
        self.Pages.addPage(pdfdoc.PDFObjectReference(name))
        self.pageCounter += 1
        self.inObject = None
        self._write(name)
        self._write(drawing.__InternalName__)

    def format(self) -> bytes:
        """Write what is left and the table of places; nothing remains to be saved."""
        root, info = self.Reference(self.Catalog), self.Reference(self.info)
        number = 1
        while name := self.numberToId.get(number):
            if name not in self.idToOffset:
                self._write(name)
            number += 1
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, [self.numberToId[at] for at in range(1, number)])
        start = self._file.add(table.format(self))
        trailer = pdfdoc.PDFTrailer(
            startxref=start, Size=number, Root=root, Info=info, ID=self.ID()
        )
        self._file.add(trailer.format(self))
        return b""

    def _write(self, name: str) -> None:
        whole = pdfdoc.PDFIndirectObject(name, self.idToObject[name])
        self.idToOffset[name] = self._file.add(whole.format(self))
        self.idToObject[name] = None


class _File(pdfdoc.PDFFile):
    """Counts the bytes, and hands them on instead of collecting them."""

    def __init__(self, out: BinaryIO, version: tuple[int, int]) -> None:
        super().__init__(version)
        out.write(b"".join(self.strings))
        self.strings.clear()
        self.write = out.write
