"""The texts of the consents."""

import pytest

from app.people import consents
from app.people.models import PURPOSES


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_text_names_the_business_and_has_no_gaps(
    purpose: str, language: str
) -> None:
    text = consents.text(purpose, language, "Полдень")
    words = " ".join(text.paragraphs)
    assert "Полдень" in words
    assert "{" not in words
    assert text.title
    assert len(text.digest) == 64


def test_every_wording_has_its_own_digest() -> None:
    digests = {
        consents.text(purpose, language, name).digest
        for purpose in PURPOSES
        for language in ("ru", "en")
        for name in ("Полдень", "Малина")
    }
    assert len(digests) == 12


def test_a_name_cannot_reach_into_the_text() -> None:
    words = consents.text("processing", "en", "{business}{0}").paragraphs[0]
    assert "I allow {business}{0} to" in words


@pytest.mark.parametrize("purpose", PURPOSES)
def test_version_one_is_never_reworded(purpose: str) -> None:
    """Whoever changes a text raises VERSION; people agreed to these words."""
    known = {
        "processing": "750ab15badb59c0b",
        "mailings": "296ee4726f0345ee",
        "partners": "bfc1a769cfef9e99",
    }
    assert consents.VERSION == 1
    assert consents.text(purpose, "ru", "Полдень").digest[:16] == known[purpose]
