"""The devices' blueprint: no guard, for each call brings its own proof."""

from flask import Blueprint

blueprint = Blueprint("devices", __name__)
