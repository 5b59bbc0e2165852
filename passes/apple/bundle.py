"""Several passes in one tap: a `.pkpasses` file (Apple, "Distributing passes")."""

from collections.abc import Sequence
from typing import Final

from passes.apple.archive import NOTHING, archive
from passes.brand import BadCard

MEDIA_TYPE: Final = "application/vnd.apple.pkpasses"
MAX_PASSES: Final = 10
MAX_BYTES: Final = 150_000_000
SUFFIX: Final = ".pkpass"


def bundle(packages: Sequence[bytes]) -> bytes:
    """One file with whole passes in it, in the order given.

    Args:
        packages: 1 to 10 finished `.pkpass` files; two with one serial number would
            overwrite each other on the phone.

    Returns:
        The bytes of the `.pkpasses` (media type `MEDIA_TYPE`).

    Raises:
        BadCard: none, too many, too much, or something that is no pass.
    """
    if not 1 <= len(packages) <= MAX_PASSES:
        message = f"{len(packages)} passes; a phone takes 1 to {MAX_PASSES} at once"
        raise BadCard(message)
    if not all(one.startswith(b"PK\3\4") for one in packages):
        message = "one of the passes is not a finished package"
        raise BadCard(message)
    files = {f"{at}{SUFFIX}": one for at, one in enumerate(packages, start=1)}
    made = archive(NOTHING, files)
    if len(made) > MAX_BYTES:
        message = f"the passes are larger than {MAX_BYTES // 1_000_000} MB together"
        raise BadCard(message)
    return made
