"""The certificate of an erasure: a paper and a file, for a day, by its own link."""

import json
import re

from flask import Response, g

from app.core.errors import NotFound
from app.people import certificates
from app.people.errors import CertificateOver
from app.wallet.printing.certificates import pdf
from app.web import session

_TOKEN = re.compile(r"[0-9a-f]{64}", re.ASCII)


def erasure_certificate(certificate_id: int, token: str, ending: str) -> Response:
    """The file; whoever has the link may have it."""
    config = session.config()
    if not _TOKEN.fullmatch(token):
        raise CertificateOver
    body = certificates.fetch(certificate_id, token, config.secret_key)
    if ending == "json":
        text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
        return _file(text.encode(), "application/json", ending)
    if ending == "pdf":
        paper = pdf(body, site=config.address, zone=g.business.zone)
        return _file(paper, "application/pdf", ending)
    raise NotFound


def _file(content: bytes, kind: str, ending: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="erasure.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
