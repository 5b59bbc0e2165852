"""The API explains itself."""

from tests.page import Client
from tests.web.api.conftest import Software


def test_every_operation_is_documented(client: Client) -> None:
    document = client.get("/api/openapi.json", status=200).json
    operations = {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }
    assert set(operations) == {
        ("post", "/api/v1/quotes"),
        ("post", "/api/v1/receipts"),
        ("post", "/api/v1/receipts/{receipt_id}/refunds"),
        ("post", "/api/v1/unclaimed-receipts"),
        ("get", "/api/v1/cards/{code}"),
        ("get", "/api/v1/cards/{code}/awards"),
        ("get", "/api/v1/awards/{code}"),
        ("post", "/api/v1/awards/{code}/redemptions"),
        ("get", "/api/v1/members/{member_id}/balance"),
        ("post", "/api/v1/instruments"),
        ("get", "/api/v1/instruments/{code}"),
        ("post", "/api/v1/instruments/{code}/uses"),
    }
    for operation in operations.values():
        assert operation["summary"]
        assert "401" in operation["responses"]


def test_the_document_says_what_is_taken(client: Client) -> None:
    document = client.get("/api/openapi.json", status=200).json
    receipt = document["components"]["schemas"]["ReceiptIn"]
    assert receipt["properties"]["amount_minor"]["maximum"] == 10_000_000_000
    assert receipt["required"] == ["card"]
    headers = document["paths"]["/api/v1/receipts"]["post"]["parameters"]
    assert headers[0]["name"] == "Idempotency-Key"
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_the_guide_shows_every_operation(client: Client) -> None:
    page = client.get("/api/", status=200)
    assert page.h1 == "API кассы"
    for words in ("/api/v1/receipts", "lines[].amount_minor", "Idempotency-Key"):
        assert words in page.text
    assert client.another(language="en").get("/api/").h1 == "Till API"


def test_answers_have_the_documented_fields(coffee: Software, client: Client) -> None:
    document = client.get("/api/openapi.json", status=200).json
    fields = document["components"]["schemas"]["ReceiptOut"]["properties"]
    assert set(coffee.sell()) == set(fields)
