"""Text in a spreadsheet's cell: shown, never computed."""

# A cell that begins so would be run as a formula; the wide forms are read as the others.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula when it reads CSV."""
    return f"'{text}" if text.startswith(_RISKY) else text
