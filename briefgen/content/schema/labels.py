"""Floor 2. Interface strings: a file of `layouts/strings/` as labels."""

from typing import TYPE_CHECKING

from briefgen.content.frontmatter import Mapping, Scalar, read_yaml
from briefgen.content.schema.kinds import Findings
from briefgen.values.diagnostics import Checked

if TYPE_CHECKING:
    from briefgen.text.locales import Label


def read_labels(text: str, path: str) -> "Checked[dict[str, Label]]":
    """Return the labels of a file by key: a text, or a text for each CLDR plural category.

    A label without the category `other` is a finding (`missing-key`), and so is a list (`wrong-type`).
    """
    read = read_yaml(text, path)
    if read.value is None:
        return Checked(None, read.findings)
    findings = Findings(path, list(read.findings))
    labels: dict[str, Label] = {}
    for key, node in read.value.entries:
        if isinstance(node, Scalar):
            labels[key.text] = node.text
        elif isinstance(node, Mapping):
            forms = {form.text: value.text for form, value in node.entries if isinstance(value, Scalar)}
            if "other" in forms:
                labels[key.text] = forms
            else:
                findings.add("missing-key", node.place, f'label "{key.text}" has no form "other"', "add other: ...")
        else:
            findings.add("wrong-type", node.place, "text, or a text for each plural form, is needed here", "")
    return Checked(labels, tuple(findings.found))
