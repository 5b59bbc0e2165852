"""Screens for everybody: landing, a business's page, joining, signing in."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
