"""A process of its own that paints one cleaned drawing: SVG in, PNG out.

Painting has no time limit that the library keeps, and a few honest shapes can take
minutes; here the system keeps it. Run as a script by `passes.drawings`.
"""

import resource
import sys
from typing import Final

import resvg_py

MOST_CPU_SECONDS: Final = 3
_MOST_BYTES: Final = 1 << 30


def main() -> None:
    """Paint what comes in so large that its longer side has that many pixels."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    side, pixels = sys.argv[1], int(sys.argv[2])
    width, height = (pixels, None) if side == "width" else (None, pixels)
    svg = sys.stdin.buffer.read().decode()
    picture = resvg_py.svg_to_bytes(
        svg, skip_system_fonts=True, width=width, height=height
    )
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
