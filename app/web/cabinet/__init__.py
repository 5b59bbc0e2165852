"""Screens of the cabinet."""

from flask import Blueprint

blueprint = Blueprint("cabinet", __name__, url_prefix="/<business>/cabinet")
