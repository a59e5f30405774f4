"""Floor 2. Interface strings: a file of `layouts/strings/` as labels."""

from typing import TYPE_CHECKING

from briefgen.content.frontmatter import Mapping, Scalar, read_yaml
from briefgen.content.schema.kinds import Findings
from briefgen.values.diagnostics import Checked

if TYPE_CHECKING:
    from briefgen.text.locales import Label


def read_labels(text: str, path: str) -> "Checked[dict[str, Label]]":
    """Read labels: a key to a text, or to a text for each CLDR plural category, of which `other` must be there."""
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
