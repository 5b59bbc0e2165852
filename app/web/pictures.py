"""Addresses of pictures, for templates and views."""

from flask import Flask, url_for

from app.businesses import pictures
from app.businesses.pictures import Crop
from app.web import session


def init(app: Flask) -> None:
    """Give templates ``picture_url``."""
    app.jinja_env.globals["picture_url"] = picture_url


def picture_url(digest: str, shape: str, crop: Crop | str = Crop()) -> str:  # noqa: B008 - frozen
    """The path of a picture of the business in scope, cut to one of `pictures.SHAPES`."""
    looks_at = Crop.parse(crop) if isinstance(crop, str) else crop
    seal = pictures.seal(session.config().secret_key, digest, shape, looks_at)
    return url_for(
        "public.picture", digest=digest, shape=shape, crop=str(looks_at), seal=seal
    )
