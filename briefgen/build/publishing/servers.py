"""Floor 8. The configuration of a web server for a site: headers, redirects, and what is gone."""

from pathlib import Path

from briefgen.build.open_site import with_site
from briefgen.disk.releases import CURRENT
from briefgen.plan.kinds.host_files import server_rules
from briefgen.project.site import Site
from briefgen.render.hosting import SERVERS
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options


def server_configuration(
    root: Path, output: Path, options: Options, server: str, shown: Path | None
) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the configuration of a server (a name of SERVERS), and all findings; empty if there is no site.

    `shown` is the folder that the server shows; None: the link of the first target that is a folder, else the built site.
    Raises BriefgenError if there is no project.
    """

    def write(site: Site | None, findings: tuple[Diagnostic, ...]) -> tuple[str, tuple[Diagnostic, ...]]:
        if site is None:
            return "", findings
        folders = [target.folder for target in site.settings.publish if target.folder]
        usual = (root / Path(folders[0]).expanduser() / CURRENT).absolute() if folders else output.absolute()
        return SERVERS[server](server_rules(site.plan.planning), str(shown or _plain(usual))), findings

    return with_site(root, options, write)


def _plain(path: Path) -> Path:
    """Return a path without `..`; the link at its end stays."""
    return path.parent.resolve() / path.name
