"""Which goods a rule is about: by category or by article (rows 4, 15, 18)."""

from dataclasses import dataclass

from app.programmes.checking import check_texts, names


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A choice of goods; without any name it is all of them.

    Names are compared without regard to case and to spaces around them.
    """

    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_texts("goods", self.categories)
        check_texts("goods", self.skus)

    @property
    def is_everything(self) -> bool:
        """Whether no goods are left out."""
        return not (self.categories or self.skus)

    def has(self, *, category: str, sku: str) -> bool:
        """Whether goods of this category or article are among them."""
        return (
            self.is_everything
            or names(self.categories, category)
            or names(self.skus, sku)
        )
