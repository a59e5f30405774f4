"""Floor 6. The files of a project's hooks: `briefgen_hooks.py` and the modules beside it that it imports.

They are read only if the settings ask for them, and run from the project's files, never from a cache.
"""

from pathlib import Path

from briefgen.disk.sources import SETTINGS_FILE, Scan
from briefgen.project.layouts import keep, read_text
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.hooks import HOOKS_FILE, Hooks
from briefgen.values.model import Settings


def read_hooks(root: Path, scan: Scan, settings: Settings) -> Checked[Hooks]:
    """Return the hooks of a project and their findings; without hooks if the settings do not ask for any.

    Without a value, one of the files cannot be read or run.
    """
    if not settings.hooks:
        if HOOKS_FILE not in scan.files:
            return Checked(Hooks())
        hint = "add hooks: true to briefgen.yml if it is yours, or remove it"
        message = "the settings do not ask for hooks, so the file was not run"
        return Checked(Hooks(), (finding("unasked-hooks", Span(path=HOOKS_FILE), message, hint),))
    if HOOKS_FILE not in scan.files:
        place = settings.places["hooks"]
        span = Span(path=SETTINGS_FILE, line=place.line, column=place.column, length=place.length)
        hint = "write the file beside briefgen.yml, or remove hooks: true"
        return Checked(None, (finding("hook-error", span, f"the project has no regular file {HOOKS_FILE}", hint),))
    # Imported here: a project without hooks needs none of it.
    from briefgen.render.hook_loading import load_hooks

    findings: list[Diagnostic] = []
    texts = _texts(root, scan, findings)
    hooks = keep(load_hooks(texts), findings) if not findings else None
    return Checked(hooks, tuple(findings))


def _texts(root: Path, scan: Scan, findings: list[Diagnostic]) -> dict[str, str]:
    """Return the texts of the file of hooks and of all modules beside it that it imports, directly or by another one."""
    from briefgen.render.hook_loading import modules_named

    texts: dict[str, str] = {}
    waiting = [HOOKS_FILE]
    while waiting:
        path = waiting.pop()
        text = keep(read_text(root, path), findings) if path not in texts else None
        if text is not None:
            texts[path] = text
            named = keep(modules_named(text, path), findings) or ()
            waiting += [other for name in named if (other := f"{name}.py") in scan.files]
    return texts
