"""The functions of `template.yaml`."""

from functools import cache

from local.gateway.template import Template, read_template
from tests.support.project import PROJECT


@cache
def own_template() -> Template:
    """Return the project's template, read once."""
    return read_template(PROJECT / "template.yaml")
