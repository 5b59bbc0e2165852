"""Several passes in one file."""

from dataclasses import replace
from pathlib import Path

import pytest

from passes import doctor
from passes.apple import bundle as bundles
from passes.apple.bundle import MAX_PASSES, MEDIA_TYPE, bundle
from passes.apple.pkpass import build
from passes.apple.signing import Signer
from passes.card import BadCard
from passes.doctor import diagnose
from passes.testing import DemoIdentity
from tests.passes.samples import NOW, card, packed, unpacked


def several(signer: Signer, count: int) -> list[bytes]:
    return [
        build(replace(card(), serial=f"serial-{at}"), signer, now=NOW)
        for at in range(count)
    ]


def test_the_passes_come_out_again(signer: Signer, identity: DemoIdentity) -> None:
    passes = several(signer, MAX_PASSES)
    made = bundle(passes)
    assert list(unpacked(made).values()) == passes
    assert all(name.endswith(".pkpass") for name in unpacked(made))
    assert diagnose(made, root_pem=identity.root_pem, at=NOW) == []
    assert MEDIA_TYPE == "application/vnd.apple.pkpasses"


def test_one_to_ten_are_taken(signer: Signer) -> None:
    passes = several(signer, 1)
    for wrong in ([], passes * 11):
        with pytest.raises(BadCard, match="1 to 10"):
            bundle(wrong)
    with pytest.raises(BadCard, match="package"):
        bundle([*passes, b"%PDF-"])


def test_too_much_is_refused(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = several(signer, 2)
    monkeypatch.setattr(bundles, "MAX_BYTES", sum(map(len, passes)))
    with pytest.raises(BadCard, match="together"):
        bundle(passes)


def test_the_doctor_names_the_pass_that_is_wrong(
    signer: Signer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = several(signer, 2)
    files = unpacked(bad)
    files["icon.png"] = files["icon@2x.png"]
    path = tmp_path / "cards.pkpasses"
    path.write_bytes(bundle([good, packed(files)]))
    assert doctor.main([str(path)]) == 1
    assert "2.pkpass: icon.png was changed after signing" in capsys.readouterr().out
    path.write_bytes(bundle([good, bad]))
    assert doctor.main([str(path)]) == 0


def test_the_doctor_counts_and_compares(signer: Signer) -> None:
    one, other = several(signer, 2)

    def faults(files: dict[str, bytes]) -> set[str]:
        return {found.code for found in diagnose(packed(files))}

    assert faults({"a.pkpass": one, "b.pkpass": one}) == {"twin"}
    assert faults({"a.pkpass": one, "b.pkpass": b"junk"}) == {"archive"}
    eleven = {f"{at}.pkpass": one for at in range(10)} | {"x.pkpass": other}
    assert faults(eleven) == {"too-many", "twin"}
