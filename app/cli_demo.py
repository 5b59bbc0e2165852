"""``flask demo wallet``: passes on phones, played without any account."""

import importlib

import click


@click.group("demo")
def demo_group() -> None:
    """See things happen."""


@demo_group.command("wallet")
def wallet() -> None:
    """Enrol, buy, be pushed and update on an iPhone and an Android phone.

    Apple, Google and the phones are stand-ins that live beside the tests.
    """
    try:
        stage = importlib.import_module("tests.standins.demo")
    except ImportError as error:
        raise click.ClickException(
            "The stand-ins need the source tree and the test tools: run 'make unit' "
            f"once, then this again from the project's folder ({error})."
        ) from error
    stage.play(click.echo)
