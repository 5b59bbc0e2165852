"""Screens of the till."""

from flask import Blueprint

blueprint = Blueprint("till", __name__, url_prefix="/<business>/till")
