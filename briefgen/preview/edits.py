"""Floor 9. What an edit made: the pages that it changed, in which time, and what was found."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

import msgspec

from briefgen.plan.material import SitePlan
from briefgen.plan.recipes import Output, Page
from briefgen.project.settings import lines_of
from briefgen.text.overview import leading
from briefgen.text.report import render_html
from briefgen.values.diagnostics import Diagnostic, Severity


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One edit, as the preview has read it, in `seconds`. `findings` are all of the project after it.

    `is_shown` is false while an error keeps the last good site. `pages` is the number of pages that came, went or changed;
    where the whole site was read (`is_whole`), the number of all its pages.
    """

    findings: tuple[Diagnostic, ...] = ()
    is_shown: bool = False
    is_whole: bool = True
    seconds: float = 0.0
    pages: int = 0


#: Called with every edit.
Show: TypeAlias = Callable[[Edit], None]


class Touched(msgspec.Struct, frozen=True):
    """The outputs of the sections that a change of some articles can change, before and after it."""

    before: tuple[Output, ...]
    after: tuple[Output, ...]

    def changed_pages(self) -> int:
        """Return how many pages came, went or changed. The time does not grow with the site."""
        before, after = _keys(self.before), _keys(self.after)
        return sum(before.get(page) != after.get(page) for page in before.keys() | after.keys())


def touched(old: SitePlan, new: SitePlan) -> Touched:
    """Return what can be different in a plan that is another one after a change of some articles."""
    before, after = (tuple(one for section in new.fresh for one in plan.sections.get(section, ())) for plan in (old, new))
    return Touched(before, after)


def _keys(outputs: Sequence[Output]) -> dict[str, bytes]:
    return {one.output: one.key for one in outputs if isinstance(one, Page)}


def render_panel(root: Path, findings: Sequence[Diagnostic], severity: Severity, *, is_open: bool) -> str:
    """Return the findings of one severity as an HTML element that folds, headed by their number; empty if there are none.

    Of many findings it has the first ones, as a report for reading has.
    """
    found = [one for one in findings if one.severity is severity]
    if not found:
        return ""
    shown = leading(found)
    more = (
        f"<p>{len(shown)} of {len(found)} are shown; briefgen check --all lists all</p>" if len(shown) < len(found) else ""
    )
    head = f"<summary>{len(found)} {severity}{'s' if len(found) > 1 else ''}</summary>"
    state = " open" if is_open else ""
    content = render_html(shown, partial(lines_of, root))
    return f'<details class="{severity}"{state}>{head}<div>{content}{more}</div></details>'
