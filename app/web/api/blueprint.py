"""The API's blueprint: a key in front of every view, problems as problem+json."""

from flask_smorest import Blueprint

from app.web import guards
from app.web.api import keys, problems

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
guards.guard(blueprint, keys.authenticate)
blueprint.register_error_handler(problems.Unauthorized, problems.unauthorized)
blueprint.register_error_handler(problems.InvalidBody, problems.invalid_body)
