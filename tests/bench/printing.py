"""Paper: ten thousand cards in one PDF, what they cost, and whether they are read."""

import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import qrcode
import zxingcpp
from qrcode.image.svg import SvgPathImage
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from passes import barcode
from passes.print.sheets import CARDS_PER_SHEET, PrintedCard, write_sheets
from tests.bench import figures
from tests.bench.figures import Figure
from tests.passes.samples import BRAND

FEW, MANY = 1_000, 10_000
MOST_MEMORY_GROWTH = 1.2
LEAST_OF_PLAIN_PATHS = 2
LEAST_OF_STOCK_QR = 8
SAMPLED = 100
DPI = 300

_PEER_CARDS = 200
_PEER_CODES = 150
_ROUNDS = 3


def run() -> Iterator[Figure]:
    """Seconds, memory, and codes that decode."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "cards.pdf"
        few, many = (_measured(count, paper) for count in (FEW, MANY))
        read = _decoded(paper)
    size = f"{many['bytes'] / 1e6:.1f} MB of PDF"
    yield Figure(
        f"{MANY:,} printed cards in one PDF",
        f"{many['seconds']:.1f} s CPU",
        size,
        f"{MANY / many['seconds']:,.0f} cards/s",
        "reported",
        is_met=True,
    )
    yield figures.growth(
        "… peak memory against 1,000 cards",
        many["kilobytes"] / 1000,
        few["kilobytes"] / 1000,
        unit="MB",
        most=MOST_MEMORY_GROWTH,
    )
    yield figures.at_least(
        f"… sampled codes that decode at {DPI} dpi", read, SAMPLED, unit="codes"
    )
    yield _against_plain_paths()
    yield _against_stock_qr()


def _measured(count: int, paper: Path) -> dict[str, float]:
    """Write that many cards in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(count), str(paper)],
        check=True,
        capture_output=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def cards(count: int) -> Iterator[PrintedCard]:
    """Members one after the other."""
    for number in range(381_000_000, 381_000_000 + count):
        yield PrintedCard(str(number), f"TES1:{number}", f"Анна К-{number % 97}")


def _decoded(paper: Path) -> int:
    """Of sampled cards, how many an independent reader reads from the sheet."""
    chance = random.Random(20_261_122)
    wanted = chance.sample(range(MANY), SAMPLED)
    sheets: dict[int, set[str]] = {}
    document = pypdfium2.PdfDocument(paper)
    for at in wanted:
        sheet = at // CARDS_PER_SHEET
        if sheet not in sheets:
            picture = document[sheet].render(scale=DPI / 72).to_pil().convert("L")
            sheets[sheet] = {code.text for code in zxingcpp.read_barcodes(picture)}
    document.close()
    return sum(
        f"TES1:{381_000_000 + at}" in sheets[at // CARDS_PER_SHEET] for at in wanted
    )


def _against_plain_paths() -> Figure:
    """The same sheets against a rectangle for every dark module."""

    def ours() -> None:
        _forget()
        write_sheets(io.BytesIO(), cards(_PEER_CARDS), BRAND)

    def plain() -> None:
        _forget()
        pen = Canvas(io.BytesIO(), pageCompression=1)
        for card in cards(_PEER_CARDS):
            path = pen.beginPath()
            for y, row in enumerate(barcode.symbol(card.value).rows):
                for x, is_dark in enumerate(row):
                    if is_dark:
                        path.rect(x * mm, y * mm, mm, mm)
            pen.drawPath(path, stroke=0, fill=1)
            pen.showPage()
        pen.save()

    speeds = _speeds({"ours": ours, "plain": plain}, _PEER_CARDS)
    return figures.times(
        "a designed sheet against bare paths drawn per module",
        speeds["ours"],
        speeds["plain"],
        unit="cards/s",
        peer_name="reportlab",
        least=LEAST_OF_PLAIN_PATHS,
    )


def _against_stock_qr() -> Figure:
    """A QR code as SVG, never seen before, against the library as it comes."""
    values = [
        f"TES1:{number}" for number in range(500_000_000, 500_000_000 + _PEER_CODES)
    ]

    def ours() -> None:
        _forget()
        for value in values:
            barcode.qr_svg(value)

    def stock() -> None:
        for value in values:
            qrcode.make(value, image_factory=SvgPathImage).to_string()

    speeds = _speeds({"ours": ours, "stock": stock}, len(values))
    return figures.times(
        "a QR code as SVG, cold",
        speeds["ours"],
        speeds["stock"],
        unit="/s",
        peer_name="qrcode",
        least=LEAST_OF_STOCK_QR,
    )


def _speeds(sides: dict[str, Callable[[], None]], count: int) -> dict[str, float]:
    """Pieces per second of processor time, in turns."""

    def measure(side: str) -> float:
        started = time.process_time()
        sides[side]()
        return count / (time.process_time() - started)

    return figures.interleaved(list(sides), _ROUNDS, measure)


def _forget() -> None:
    """Empty the caches: every code is drawn anew."""
    barcode.qr_svg.cache_clear()
    barcode._qr.cache_clear()


def _peak_kilobytes() -> int:
    """Of this program alone: what it was started from would count in getrusage."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    if found is None:
        raise RuntimeError("this system does not say how much memory was used")
    return int(found[1])


def main(count: str, paper: str) -> None:
    """Write cards and say what it cost, as JSON."""
    started = time.process_time()
    with Path(paper).open("wb") as out:
        write_sheets(out, cards(int(count)), BRAND)
    print(
        json.dumps(
            {
                "seconds": time.process_time() - started,
                "kilobytes": _peak_kilobytes(),
                "bytes": Path(paper).stat().st_size,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
