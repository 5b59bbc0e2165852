"""Steps that are taken by pressing a button: several of them may share a page."""

from app.web.sending import StepForm

__all__ = ["StepForm"]
