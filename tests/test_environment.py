"""Our environment prints what Jinja's own prints, also of what it kept."""

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from briefgen.parts import Link
from briefgen.render.environment import QuickEnvironment

TEMPLATES = {
    "macros.html": """
        {% macro show(value, before="(", after=")") %}{{ before }}{{ value }}{{ after }}{% endmacro %}
        {% macro links(links) %}{% for link in links %}{{ show(link.title, after=link.href) }}{% endfor %}{% endmacro %}
        {% macro outer() %}<{{ caller() }}>{% endmacro %}
        {% macro any() %}{{ varargs }}{{ kwargs }}{% endmacro %}
    """,
    "base.html": "{% block title %}{{ page }}{% endblock %} {{ self.title() }}",
    "page.html": """
        {% extends "base.html" %}{% from "macros.html" import any, links, outer, show %}
        {% block title %}
        {% macro own() %}{{ page }}{% endmacro %}
        {{ own() }} {{ show(page) }} {{ show(page, "[") }} {{ show(value=page, after="]") }} {{ show(value) }}
        {{ show(page ~ value) }} {{ show([page, value]) }} {{ show({"a": value}) }} {{ any(page, 1, a=value) }}
        {{ links(items) }} {% call outer() %}{{ page }}{% endcall %} {{ page | tojson }} {{ value | tojson }}
        {% set inner %}{{ page }}{% endset %}{{ inner }} {{ show(inner) }} {{ page | upper }} {{ "%s" | format(page) }}
        {% for part in [page, value] %}{{ loop.index }}{{ show(part) }}{{ loop.cycle("a", "b") }}{% endfor %}
        {% endblock %}
    """,
    "wrong.html": '{% from "macros.html" import show %}{{ show(1, 2, 3, 4) }}',
    "word.html": '{% from "macros.html" import show %}{{ show(1, nothing=2) }}',
    "twice.html": '{% from "macros.html" import show %}{{ show(1, value=2) }}',
}
#: Values that are equal, or look it, and are printed in other ways.
values = st.sampled_from([1, True, 1.0, "1", 0, False, "", None, "<b>", Markup("<b>"), "&amp;", Markup("&amp;")])
values |= st.text(max_size=20)
texts = st.text(max_size=20) | st.text("&<>'\"ab", max_size=10)


def load(name: str) -> tuple[str, str, None] | None:
    return (TEMPLATES[name], name, None) if name in TEMPLATES else None


PLAIN = jinja2.Environment(
    loader=jinja2.FunctionLoader(load),
    undefined=jinja2.StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
OURS = QuickEnvironment(load)


@given(texts, values, st.lists(st.builds(Link, title=texts, href=texts), max_size=3))
def test_a_page_is_what_jinja_makes_of_it_whatever_was_printed_before(page: str, value: object, items: list[Link]) -> None:
    given_values = {"page": page, "value": value, "items": items}
    assert OURS.get_template("page.html").render(given_values) == PLAIN.get_template("page.html").render(given_values)


@pytest.mark.parametrize("name", ["wrong.html", "word.html", "twice.html"])
def test_a_wrong_call_of_a_macro_fails_as_it_does_in_jinja(name: str) -> None:
    with pytest.raises(TypeError) as expected:
        PLAIN.get_template(name).render()
    with pytest.raises(TypeError) as found:
        OURS.get_template(name).render()
    assert str(found.value) == str(expected.value)


def test_code_that_is_kept_says_nothing_in_another_language() -> None:
    said = []
    for language in ("de", "en", "de"):
        environment = QuickEnvironment(lambda name: ("{{ 1000 | number }}", name, None), language)
        environment.filters["number"] = f"{language} {{}}".format
        said.append(environment.get_template("a.html").render())
    assert said == ["de 1000", "en 1000", "de 1000"]
