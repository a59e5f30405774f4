"""Floor 7. Data files as people write them -> rules and profiles. Reading the files is somebody else's work."""

from collections.abc import Mapping

from briefgen.content.frontmatter import Node, Scalar, Sequence, read_yaml
from briefgen.importing.capture.dates import words_of
from briefgen.importing.capture.folding import fold, fold_words
from briefgen.importing.capture.rules import TABLES, Calendar, Profile, Rules, make_rules
from briefgen.importing.capture.states import make_table
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding


def read_rules(texts: Mapping[str, str]) -> Rules:
    """Return the rules that the seven data files hold: rules, calendar, languages, places, facts, weights, states, by name.

    The files are ours, so a fault in them is a bug and raises ValueError.
    """
    plain = {name: _mapping(text, name) for name, text in texts.items()}
    places = plain["places"]
    named = _as_mapping(places["countries"])
    exact = {name: _text(code) for name, code in _as_mapping(places["exact"]).items()}
    phrases = {table: _texts(node) for table, node in plain["rules"].items()}
    facts = {table: _texts(node) for table, node in plain["facts"].items() if table != "labels"}
    phrases["byline"] += facts["bylines"]
    return make_rules(
        phrases,
        _calendar(plain["calendar"]),
        {lang: _texts(node) for lang, node in plain["languages"].items()},
        {name: code for code, names in named.items() for name in _texts(names)},
        exact,
        facts,
        {label: kind for kind, labels in _as_mapping(plain["facts"]["labels"]).items() for label in _texts(labels)},
        {
            table: {name: float(_text(weight)) for name, weight in _as_mapping(node).items()}
            for table, node in plain["weights"].items()
        },
        make_table(
            {kind: {name: _text(row) for name, row in _as_mapping(node).items()} for kind, node in plain["states"].items()}
        ),
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
    months, weekdays = _numbered(plain["months"]), _numbered(plain["weekdays"])
    others = {
        name: (kind, number)
        for kind, names in _as_mapping(plain["other_months"]).items()
        for number, words in enumerate(_texts(names), start=1)
        for name in _names(words)
    }
    units = {_key(word): unit for unit, words in _as_mapping(plain["units"]).items() for word in _texts(words)}
    ago = _as_mapping(plain["ago"])
    return Calendar(
        months=months,
        weekdays=weekdays,
        units=units,
        duals={_key(word): _text(unit) for word, unit in _as_mapping(plain["duals"]).items()},
        before=frozenset(map(_key, _texts(ago["before"]))),
        after=frozenset(map(_key, _texts(ago["after"]))),
        yesterday=frozenset(map(_key, _texts(plain["yesterday"]))),
        today=frozenset(map(_key, _texts(plain["today"]))),
        other=others,
        ahead={
            lang: tuple(fold(word) if {"*", ">"} & set(word) else " ".join(words_of(word)) for word in _texts(node))
            for lang, node in _as_mapping(plain["ahead"]).items()
        },
        weekday_starts=frozenset(name.split()[0] for name in weekdays[""]),
        words=frozenset(word for name in (*months[""], *weekdays[""], *others) for word in name.split()),
    )


def _numbered(node: Node) -> dict[str, dict[str, int]]:
    """Return the names of each language with their numbers, and under "" those of all languages."""
    found: dict[str, dict[str, int]] = {"": {}}
    for lang, names in _as_mapping(node).items():
        found[lang] = {name: number for number, words in enumerate(_texts(names), start=1) for name in _names(words)}
        for name, number in found[lang].items():
            found[""][name] = number if found[""].get(name, number) == number else 0
    return found


def _names(words: str) -> list[str]:
    """Return the names that are written in a row with spaces between them, each as its words."""
    return [" ".join(words_of(word.replace("_", " "))) for word in words.split()]


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
