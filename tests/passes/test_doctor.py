"""The doctor names what is wrong, in words and as an exit code."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from passes import doctor
from passes.apple.signing import Signer
from passes.doctor import diagnose
from passes.testing import BrokenPackage, DemoIdentity, demo_identity, open_pkpass
from tests.passes.samples import NOW, TEAM, packed, png, unpacked

Document = dict[str, Any]


def faults(package: bytes) -> set[str]:
    return {found.code for found in diagnose(package)}


def resigned(package: bytes, signer: Signer, **files: bytes) -> bytes:
    """The package with other files, honestly hashed and signed again."""
    kept = {
        name: data
        for name, data in (unpacked(package) | files).items()
        if name not in {"manifest.json", "signature"}
    }
    listed = {name: hashlib.sha1(data).hexdigest() for name, data in kept.items()}
    manifest = json.dumps(listed).encode()
    signed = {"manifest.json": manifest, "signature": signer.sign(manifest, at=NOW)}
    return packed(kept | signed)


def edited(package: bytes, signer: Signer, edit: Callable[[Document], object]) -> bytes:
    document = json.loads(unpacked(package)["pass.json"])
    edit(document)
    changed = {"pass.json": json.dumps(document).encode()}
    return resigned(package, signer, **changed)


def test_a_good_pass_has_no_findings(package: bytes, identity: DemoIdentity) -> None:
    assert diagnose(package, root_pem=identity.root_pem, at=NOW) == []


@pytest.mark.parametrize("name", ["pass.json", "icon@2x.png", "en.lproj/pass.strings"])
def test_a_tampered_file_is_named(package: bytes, name: str) -> None:
    files = unpacked(package)
    files[name] = files[name].replace(files[name][-9:-5], b"!!!!")
    found = [one for one in diagnose(packed(files)) if one.code == "changed-file"]
    assert [one.message.split()[0] for one in found] == [name]
    with pytest.raises(BrokenPackage, match="changed after signing"):
        open_pkpass(packed(files))


def test_a_forged_manifest_does_not_help(package: bytes) -> None:
    files = unpacked(package)
    files["pass.json"] = files["pass.json"].replace(b"1240", b"9999")
    listed = json.loads(files["manifest.json"])
    listed["pass.json"] = hashlib.sha1(files["pass.json"]).hexdigest()
    files["manifest.json"] = json.dumps(listed).encode()
    assert faults(packed(files)) == {"signature"}


def test_a_damaged_signature_is_named_and_never_crashes(
    package: bytes, identity: DemoIdentity
) -> None:
    files = unpacked(package)
    signature = files["signature"]
    passed = 0
    for at in range(0, len(signature), 7):
        changed = bytearray(signature)
        changed[at] ^= 0x55
        broken = packed(files | {"signature": bytes(changed)})
        passed += not diagnose(broken, root_pem=identity.root_pem)
    # Versions and lists of algorithms are not covered by the signature.
    assert passed < len(signature) / 7 * 0.03


def test_stray_lost_and_missing_files_are_named(package: bytes, signer: Signer) -> None:
    files = unpacked(package)
    assert faults(packed(files | {".DS_Store": b"x"})) == {"stray-file"}
    without = {name: data for name, data in files.items() if name != "logo.png"}
    assert faults(packed(without)) == {"lost-file"}
    for name, code in (
        ("signature", "signature"),
        ("manifest.json", "manifest"),
        ("pass.json", "pass-json"),
    ):
        left = {key: data for key, data in files.items() if key != name}
        assert code in faults(packed(left))
    pictures = {name: b"" for name in files if name.startswith("icon")}
    assert "picture" in faults(resigned(package, signer, **pictures))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 not a zip",
        packed({"../pass.json": b"{}"}),
        packed({"/etc/passwd": b"{}"}),
        packed({f"{at}.txt": b"" for at in range(501)}),
    ],
)
def test_what_is_no_archive_is_one_finding(data: bytes) -> None:
    assert faults(data) == {"archive"}


def action(**changes: object) -> Document:
    """A featured action that Wallet takes, with changes."""
    good = {"identifier": "1", "type": "shop", "url": "https://example.org"}
    return {**good, **changes}


def test_a_good_action_is_no_finding(package: bytes, signer: Signer) -> None:
    place = action(type="place", placeIdentifier="I1", identifier="2")
    changed = edited(
        package, signer, lambda d: d.update(featuredActions=[action(), place])
    )
    assert faults(changed) == set()


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda d: d.update(formatVersion="1"), "format-version"),
        (lambda d: d.pop("description"), "missing-key"),
        (lambda d: d.update(serialNumber=7), "missing-key"),
        (lambda d: d.pop("storeCard"), "no-style"),
        (lambda d: d.update(coupon={}), "two-styles"),
        (lambda d: d.update(storeCard=[]), "style"),
        (lambda d: d["storeCard"].update(backFields={"a": 1}), "fields"),
        (lambda d: d["barcodes"][0].update(format=[]), "barcode-format"),
        (lambda d: d.update(groupingIdentifier="x"), "grouping"),
        (lambda d: d.update(backgroundColor="rgb(1, 2, 256)"), "colour"),
        (lambda d: d.update(labelColor="#12345678"), "colour"),
        (lambda d: d.update(expirationDate="2027-01-31"), "date"),
        (lambda d: d.update(expirationDate="2027-01-31T10:00:00+0100"), "date"),
        (lambda d: d.update(voided="yes"), "not-a-boolean"),
        (lambda d: d.update(logoText=None), "null-value"),
        (lambda d: d["storeCard"]["headerFields"][0].update(value=None), "null-value"),
        (lambda d: d["storeCard"]["headerFields"][0].pop("value"), "field-value"),
        (lambda d: d["storeCard"]["headerFields"][0].pop("key"), "field-key"),
        (lambda d: d["storeCard"]["headerFields"][0].update(value="a"), "field-number"),
        (
            lambda d: d["storeCard"]["headerFields"][0].update(key="rules"),
            "field-twice",
        ),
        (
            lambda d: d["storeCard"]["headerFields"][0].update(changeMessage="new"),
            "change-message",
        ),
        (
            lambda d: d["storeCard"]["secondaryFields"][0].update(value="soon"),
            "field-date",
        ),
        (
            lambda d: d["storeCard"]["backFields"][0].update(
                textAlignment="PKTextAlignmentLeft"
            ),
            "alignment",
        ),
        (
            lambda d: d["storeCard"].update(
                headerFields=[{"key": str(n), "value": n} for n in range(4)]
            ),
            "crowded",
        ),
        (lambda d: d.update(webServiceURL="https://example.org"), "web-service"),
        (
            lambda d: d.update(
                webServiceURL="https://example.org/v1", authenticationToken="x" * 16
            ),
            "web-service",
        ),
        (
            lambda d: d.update(
                webServiceURL="https://example.org", authenticationToken="short"
            ),
            "token",
        ),
        (lambda d: d.update(barcodes={}), "barcode"),
        (lambda d: d["barcodes"][0].update(message=123), "barcode-message"),
        (lambda d: d["barcodes"][0].update(message="Полдень"), "barcode-encoding"),
        (lambda d: d["barcodes"][0].update(messageEncoding="x"), "barcode-encoding"),
        (lambda d: d["barcodes"][0].update(format="QR"), "barcode-format"),
        (
            lambda d: d["barcodes"][0].update(format="PKBarcodeFormatEAN13"),
            "barcode-new",
        ),
        (lambda d: d.update(locations=[{"latitude": "55"}]), "location"),
        (
            lambda d: d.update(locations=[{"latitude": 95, "longitude": 1}]),
            "location",
        ),
        (
            lambda d: d.update(locations=[{"latitude": 5, "longitude": 1}] * 11),
            "locations",
        ),
        (lambda d: d.update(locations={}), "location"),
        (lambda d: d.update(maxDistance="100"), "max-distance"),
        (lambda d: d.update(relevantDates={}), "relevant-date"),
        (lambda d: d.update(relevantDates=[{}]), "relevant-date"),
        (lambda d: d.update(relevantDates=["2027-01-31T10:00Z"]), "relevant-date"),
        (lambda d: d.update(relevantDate="31.01.2027"), "relevant-date"),
        (
            lambda d: d.update(relevantDates=[{"date": "2027-01-31T10:00Z"}]),
            "relevant-date",
        ),
        (
            lambda d: d.update(relevantDates=[{"date": "2027-02-31T10:00Z"}]),
            "relevant-date",
        ),
        (
            lambda d: d.update(relevantDates=[{"endDate": "2027-01-31T10:00Z"}]),
            "relevant-date",
        ),
        (
            lambda d: d.update(
                relevantDates=[
                    {"startDate": "2027-01-01T10:00Z", "endDate": "2027-01-03T10:00Z"}
                ]
            ),
            "relevant-date",
        ),
        (lambda d: d.update(featuredActions={}), "action"),
        (lambda d: d.update(featuredActions=[action(), action()]), "action"),
        (lambda d: d.update(featuredActions=[action(type="dance")]), "action"),
        (lambda d: d.update(featuredActions=[action(url=1)]), "action"),
        (lambda d: d.update(featuredActions=[action(type="call")]), "action"),
        (lambda d: d.update(featuredActions=[action(type="place")]), "action"),
        (
            lambda d: d.update(
                featuredActions=[action(identifier=str(at)) for at in range(3)]
            ),
            "actions",
        ),
        (lambda d: d.update(semantics=[]), "semantics"),
        (lambda d: d["semantics"].update(eventStartDate="today"), "semantics"),
        (lambda d: d["semantics"].update(venueLocation={}), "semantics"),
        (lambda d: d["semantics"].update(balance={"amount": 12.5}), "semantics"),
        (
            lambda d: d["storeCard"]["headerFields"][0].update(currencyCode="RUB"),
            "field-number",
        ),
        (lambda d: d.update(posterGeneric=d.pop("storeCard")), "poster-alone"),
        (
            lambda d: d.update(
                eventTicket=d.pop("storeCard")
                | {"auxiliaryFields": [{"key": str(n), "value": n} for n in range(5)]}
            ),
            "crowded",
        ),
        (lambda d: d.update(teamIdentifier="OTHERTEAM1"), "identity"),
        (lambda d: d.update(passTypeIdentifier="pass.x"), "identity"),
    ],
)
def test_each_mistake_has_its_name(
    package: bytes, signer: Signer, edit: Callable[[Document], object], code: str
) -> None:
    assert code in faults(edited(package, signer, edit))


@pytest.mark.parametrize(
    "text",
    [b"[]", b"{", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff", b"[" * 100_000],
)
def test_what_is_no_document_is_named(
    package: bytes, signer: Signer, text: bytes
) -> None:
    changed = {"pass.json": text}
    assert "pass-json" in faults(resigned(package, signer, **changed))


def test_tables_of_words_are_read(package: bytes, signer: Signer) -> None:
    good = b'/* notes */ "a" = "b";\n// more\n"c\\"" = "d\\n";'
    table = {"de.lproj/pass.strings": good}
    seen = open_pkpass(resigned(package, signer, **table))
    assert seen.strings["de"] == {"a": "b", 'c"': "d\n"}
    for bad in (b'"a" = b;', b'"a" "b"', b"\xff\x00"):
        table = {"de.lproj/pass.strings": bad}
        assert "strings" in faults(resigned(package, signer, **table))


def test_a_large_picture_is_a_warning_only(package: bytes, signer: Signer) -> None:
    changed = {"icon.png": png(Image.new("RGB", (80, 80)))}
    findings = diagnose(resigned(package, signer, **changed))
    assert [(one.level, one.code) for one in findings] == [("warning", "picture-size")]


def test_a_signer_for_another_pass_is_found(package: bytes) -> None:
    other = Signer.from_pem(*demo_identity("pass.demo.other", TEAM, now=NOW)[:3])
    assert faults(resigned(package, other)) == {"identity"}


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (0, set()),
        (-3, {"not-yet-valid"}),
        (340, {"ends-soon"}),
        (366, {"expired"}),
    ],
)
def test_the_day_of_judgement_counts(
    package: bytes, days: int, codes: set[str]
) -> None:
    findings = diagnose(package, at=NOW + timedelta(days=days))
    assert {one.code for one in findings} == codes


def test_the_command_speaks_and_exits(
    package: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.pkpass", tmp_path / "bad.pkpass"
    good.write_bytes(package)
    bad.write_bytes(package[:-40])
    assert doctor.main([str(good)]) == 0
    assert "accepted" in capsys.readouterr().out
    assert doctor.main([str(good), "--at", "2031-01-01"]) == 1
    assert "not valid any more" in capsys.readouterr().out
    assert doctor.main([str(bad)]) == 1
    assert "error: the file is not a readable ZIP" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        doctor.main([str(tmp_path / "none.pkpass")])
    assert left.value.code == 2
    assert "cannot read" in capsys.readouterr().err
