"""The guide inside an archive: what each file is, written from the tables themselves."""

from app.businesses.queries import BusinessView
from app.core import clock, db
from app.exchange.archive import contents

_TOP = """# {name}: полный архив · full archive

Tessera, {instant}. Schema {schema}.

Это всё, что система хранит о вашей компании: гости, карты, партии баллов, все движения,
чеки, публикации, картинки, оформление. Файл содержит персональные данные, секреты
карт и ссылки-приглашения: храните его как ключ от сейфа.

This is everything that the system keeps about your business: members, cards, lots, all
movements, receipts, posts, pictures, looks. It holds personal data, the secrets of
cards and invitation links: keep it like the key of a safe.

- `members.csv`, `movements.csv`: гости с балансами и движения баллов для таблиц (UTF-8,
  точка с запятой у русской компании, местное время) · members with balances and
  movements of points for spreadsheets (UTF-8, commas outside Russian, local times).
- `tables/*.jsonl`: каждая таблица, строка за строкой, в JSON · every table, one JSON
  object a line. Instants and days are ISO 8601, instants in UTC; money is in minor units
  (kopecks), points are whole; `→` names the table that an id points into.
- `pictures/*`: PNG and JPEG files, named by the digest in `tables/pictures.jsonl`.
- `photos/*`: what guests sent, named by the id in `tables/photos.jsonl`.
- `manifest.json`: for every file its rows and SHA-256; what the books come to; the end
  of the hash chain (`flask ledger verify --head`).

Вернуть в пустую систему той же версии · into an empty system of the same version:

    flask --app wsgi import archive FILE.zip

"""


def text(business: BusinessView) -> str:
    """The guide as Markdown, Russian and English."""
    parts = [
        _TOP.format(
            name=business.name,
            instant=clock.now().isoformat(timespec="seconds"),
            schema=db.newest_revision(),
        ),
        "## Таблицы · Tables\n",
    ]
    for name, about, columns in contents.described():
        listed = ", ".join(f"`{column}` ({kind})" for column, kind in columns)
        parts.append(f"### {name}\n\n{about}\n\n{listed}\n")
    parts.append("## Чего здесь нет · What stays behind\n")
    parts += [f"- `{name}`: {why}" for name, why in contents.LEFT_OUT.items()]
    return "\n".join(parts) + "\n"
