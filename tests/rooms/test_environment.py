"""Our environment prints what Jinja's own prints, also from its memo, and compiles what Jinja compiles."""

import marshal
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from briefgen.render.environment import LayoutEnvironment
from briefgen.values.parts import Link

THEME = Path(__file__).parent.parent.parent / "layouts"

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
    "labels.html": """
        {% extends "base.html" %}{% block title %}{{ t("plain") }} {{ t("plain") | upper }} {{ t("n", n=value) }}
        {{ t("is_" ~ page) }} {% for one in [1, 2] %}{{ t("n", n=one) }}{{ t("plain") }}{{ loop.last }}{% endfor %}
        {{ "yes" if t("plain") == "a < b" else "no" }}{% endblock %}
    """,
    "shadow.html": '{% set t = value %}{{ t }}{% macro t(x) %}[{{ x }}]{% endmacro %}{{ t("plain") }}{{ t("n") ~ page }}',
    "keys.html": "{{ thing.key }} {{ thing.items }} {{ thing.extra.key }} {% if thing.none is defined %}no{% endif %}",
    "off.html": "{% autoescape false %}{{ page }}{% endautoescape %}{{ page }}",
    "loops.html": """
        {% for a, b in [(page, value), (value, page)] recursive %}{{ loop.index }} {{ a }}{{ b }}
        {% if loop.depth < 3 %}{{ loop([(a, b)]) }}{% endif %}{% else %}none{% endfor %}
        {% with x = page %}{{ x }}{% endwith %}{% include "labels.html" %}{% filter upper %}{{ page }}{% endfilter %}
    """,
    "choice.html": """
        {% for item in items %}{% for other in items %}{{ (item if loop.first else other).title }}
        {{ (other if value else item).href | upper }}{% endfor %}{{ (page if value else t("n")) ~ t("plain") }}
        {{ (t if value else t)("n", n=(item.title if page else 1)) }}{{ t("n", n=t("plain")) }}{% endfor %}
    """,
    "undefined.html": "{{ nothing.at_all }}",
    "unknown.html": '{{ t("unknown") }}',
    "key.html": "{{ page.nothing }}",
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
OURS = LayoutEnvironment(load)


def say(key: str, n: object = "") -> str:
    """Return a label, as a site's `t` does."""
    if key == "unknown":
        raise LookupError(key)
    return {"plain": "a < b", "n": f"<{n}>"}.get(key, f"{key}!")


for environment in (PLAIN, OURS):
    environment.globals["t"] = say


@pytest.mark.parametrize(
    "name", ["page.html", "labels.html", "shadow.html", "keys.html", "off.html", "loops.html", "choice.html"]
)
@given(page=texts, value=values, items=st.lists(st.builds(Link, title=texts, href=texts), max_size=3))
def test_a_page_is_what_jinja_makes_of_it_whatever_was_printed_before(
    name: str, page: str, value: object, items: list[Link]
) -> None:
    given_values = {"page": page, "value": value, "items": items, "thing": {"key": page, "extra": {"key": value}}}
    assert OURS.get_template(name).render(given_values) == PLAIN.get_template(name).render(given_values)


@pytest.mark.parametrize(
    "name", ["wrong.html", "word.html", "twice.html", "undefined.html", "unknown.html", "key.html", "gone.html"]
)
def test_a_wrong_template_fails_as_it_does_in_jinja(name: str) -> None:
    for _ in range(2):
        with pytest.raises((TypeError, LookupError, jinja2.TemplateError)) as expected:
            PLAIN.get_template(name).render(page="a")
        with pytest.raises(type(expected.value)) as found:
            OURS.get_template(name).render(page="a")
        assert str(found.value) == str(expected.value)


def test_compiled_layouts_say_nothing_in_another_language() -> None:
    compiled: dict[str, bytes] = {}
    said = []
    for language in ("de", "en", "de"):
        environment = LayoutEnvironment(lambda name: ("{{ 1000 | number }}", name, None), compiled)
        environment.add_filters({"number": f"{language} {{}}".format})
        said.append(environment.get_template("a.html").render())
    assert said == ["de 1000", "en 1000", "de 1000"]
    assert len(compiled) == 1


def test_every_layout_of_the_theme_is_compiled_as_jinja_compiles_it() -> None:
    texts = {path.relative_to(THEME).as_posix(): path.read_text("utf-8") for path in THEME.rglob("*.html")}
    compiled: dict[str, bytes] = {}
    ours = LayoutEnvironment(lambda name: (texts[name], name, None), compiled)
    ours.add_filters(dict.fromkeys(_filters_of(texts), str))
    plain = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    plain.filters = ours.filters
    for name in texts:
        ours.get_template(name)
    codes = [plain.compile(text, name, name) for name, text in texts.items()]
    assert set(map(marshal.loads, compiled.values())) == set(codes)
    assert len(texts) > 30


def _filters_of(texts: dict[str, str]) -> set[str]:
    """Return the names of the filters that layouts use."""
    trees = map(PLAIN.parse, texts.values())
    return {node.name for tree in trees for node in tree.find_all(jinja2.nodes.Filter)} - set(
        jinja2.defaults.DEFAULT_FILTERS
    )
