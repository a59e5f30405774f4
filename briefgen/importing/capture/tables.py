"""Floor 7. Data files as people write them -> rules and profiles. Reading the files is somebody else's work."""

from collections.abc import Mapping

from briefgen.content.frontmatter import Node, Scalar, Sequence, read_yaml
from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.rules import TABLES, Calendar, Profile, Rules, make_rules
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding


def read_rules(texts: Mapping[str, str]) -> Rules:
    """Return the rules that the five data files hold: rules, calendar, languages, places, weights, by name.

    The files are ours, so a fault in them is a bug and raises ValueError.
    """
    plain = {name: _mapping(text, name) for name, text in texts.items()}
    places = plain["places"]
    named = _as_mapping(places["countries"])
    exact = {name: _text(code) for name, code in _as_mapping(places["exact"]).items()}
    return make_rules(
        {table: _texts(node) for table, node in plain["rules"].items()},
        _calendar(plain["calendar"]),
        {lang: _texts(node) for lang, node in plain["languages"].items()},
        {name: code for code, names in named.items() for name in _texts(names)},
        exact,
        {
            table: {name: float(_text(weight)) for name, weight in _as_mapping(node).items()}
            for table, node in plain["weights"].items()
        },
    )


def read_profile(text: str, path: str, name: str) -> Checked[Profile]:
    """Read a site profile that a curator wrote: `when`, `publisher`, `url`, `lang`, and tables of phrases."""
    read = read_yaml(text, path)
    if read.value is None:
        return Checked(None, read.findings)
    findings: list[Diagnostic] = list(read.findings)
    known = ("when", "publisher", "url", "lang", *TABLES)
    texts: dict[str, tuple[str, ...]] = {}
    for key, node in read.value.entries:
        span = Span(path=path, line=key.place.line, column=key.place.column, length=key.place.length)
        if key.text not in known:
            close = nearest(key.text, known)
            hint = f'nearest is "{close}"' if close else "the keys are " + ", ".join(known)
            findings.append(finding("unknown-key", span, f'key "{key.text}" is not one of a profile', hint))
            continue
        try:
            texts[key.text] = _texts(node)
        except ValueError:
            findings.append(finding("wrong-type", span, f"{key.text} needs text or a list of texts", "write [one, two]"))
    if any(found.severity == "error" for found in findings):
        return Checked(None, tuple(findings))
    first = {key: (texts.get(key) or ("",))[0] for key in ("publisher", "url", "lang")}
    phrases: dict[str, tuple[str, ...]] = {table: texts[table] for table in TABLES if table in texts}
    profile = Profile(name=name, when=texts.get("when", ()), phrases=phrases, **first)
    return Checked(profile, tuple(findings))


def _calendar(plain: Mapping[str, Node]) -> Calendar:
    def numbered(table: str) -> dict[str, int]:
        return {
            word.replace("_", " "): number
            for names in _as_mapping(plain[table]).values()
            for number, words in enumerate(_texts(names), start=1)
            for word in " ".join(fold_words(words)).split()
        }

    months = numbered("months")
    units = {_key(word): unit for unit, words in _as_mapping(plain["units"]).items() for word in _texts(words)}
    ago = _as_mapping(plain["ago"])
    return Calendar(
        months=months,
        weekdays=numbered("weekdays"),
        units=units,
        duals={_key(word): _text(unit) for word, unit in _as_mapping(plain["duals"]).items()},
        before=frozenset(map(_key, _texts(ago["before"]))),
        after=frozenset(map(_key, _texts(ago["after"]))),
        yesterday=frozenset(map(_key, _texts(plain["yesterday"]))),
        today=frozenset(map(_key, _texts(plain["today"]))),
        other=frozenset(map(_key, _texts(plain["other_months"]))),
    )


def _key(text: str) -> str:
    return " ".join(fold_words(text))


def _mapping(text: str, name: str) -> dict[str, Node]:
    read = read_yaml(text, name)
    if read.value is None or read.findings:
        raise ValueError(f"{name}: {read.findings}")
    return {key.text: node for key, node in read.value.entries}


def _as_mapping(node: Node) -> dict[str, Node]:
    if isinstance(node, Scalar | Sequence):
        raise ValueError("a mapping is needed")
    return {key.text: value for key, value in node.entries}


def _text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise ValueError("a text is needed")
    return node.text


def _texts(node: Node) -> tuple[str, ...]:
    if isinstance(node, Scalar):
        return (node.text,)
    if isinstance(node, Sequence):
        return tuple(text for item in node.items for text in _texts(item))
    raise ValueError("a list of texts is needed")
