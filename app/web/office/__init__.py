"""Screens of the office."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/<business>/office")
