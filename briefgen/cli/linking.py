"""Floor 10. `briefgen links`: do the links that leave the site still lead somewhere?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from briefgen.cli.options import EXIT_FINDINGS, Common, common_options, filter_options, with_help
from briefgen.cli.terminal import count, print_findings, progress_bar, talk
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError, Severity

if TYPE_CHECKING:
    from briefgen.build.linkcheck import Copied, LinkReport
    from briefgen.values.model import Options


@click.command("links")
@with_help(
    drafts="Ask the links of drafts as well.", future="Ask the links of what is under embargo as well.",
    base_url="The site's own address, which is not asked.  [default: base_url of briefgen.yml]",
)  # fmt: skip
@common_options
@filter_options
@click.option("--strict", is_flag=True, help="Let warnings fail as well: exit code 1.")
@click.option(
    "--failures",
    type=click.IntRange(1, 100),
    metavar="NUMBER",
    default=3,
    show_default=True,
    help="Failures that make a link dead.",
)
@click.option(
    "--days",
    type=click.FloatRange(0, 365),
    metavar="DAYS",
    default=2,
    show_default=True,
    help="Days that the failures must span.",
)
@click.option(
    "--max-age", type=click.FloatRange(0, 365), metavar="DAYS", default=7, show_default=True,
    help="Days that an answer counts before the link is asked again.",
)  # fmt: skip
@click.option(
    "--delay",
    type=click.FloatRange(0, 60),
    metavar="SECONDS",
    default=1,
    show_default=True,
    help="Seconds between two requests to a host.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 120),
    metavar="SECONDS",
    default=15,
    show_default=True,
    help="Seconds that a request may take.",
)
@click.option(
    "--hosts",
    type=click.IntRange(1, 32),
    metavar="NUMBER",
    default=8,
    show_default=True,
    help="Hosts that are asked at once.",
)
@click.option("--allow-private", is_flag=True, help="Ask hosts of this machine and of private networks as well.")
@click.option("--archive", "archives", is_flag=True, help="Write archived copies of sources into the front matter.")
@click.option(
    "--archive-find", metavar="URL", default="", help="Where an archive tells of its copies.  [default: archive.org]"
)
@click.option("--archive-save", metavar="URL", default="", help="Where an archive makes a copy.  [default: web.archive.org]")
def links_command(
    strict: bool, failures: int, days: float, max_age: float, delay: float, timeout: float, hosts: int, allow_private: bool,
    archives: bool, archive_find: str, archive_save: str, common: Common, options: "Options",
) -> None:  # fmt: skip
    """Ask other hosts whether the pages are still there that the site links to."""
    from briefgen.build.linkcheck import FIND, SAVE, Archive, LinkOptions, Rule, archive_sources, check_links

    rule = Rule(failures=failures, days=days, max_age=max_age)
    how = LinkOptions(rule=rule, delay=delay, timeout=timeout, hosts=hosts, private=allow_private)
    with progress_bar(common, "asking") as progress:
        report = check_links(common.source, options, how, progress=progress)
    if report.broken:
        print_findings(report.broken, common)
        raise SystemExit(EXIT_FINDINGS)
    print_findings(report.findings, common, strict=strict)
    talk(_summary(report), common)
    if report.unread:
        talk(f"{count(report.unread, 'file')} with errors left out: run briefgen check", common)
    if report.is_offline:
        raise BriefgenError("no host answered, so nothing was counted: is this machine offline?")
    if archives:
        archive = Archive(archive_find or FIND, archive_save or SAVE)
        with progress_bar(common, "archiving") as progress:
            _tell_copies(archive_sources(common.source, options, how, archive, progress=progress), common)
    if strict and any(found.severity is Severity.WARNING for found in report.findings):
        raise SystemExit(EXIT_FINDINGS)


def _tell_copies(copies: "Sequence[Copied]", common: Common) -> None:
    """Say what became of each source without an archived copy; those without one are counted."""
    for one in copies:
        value = f'archived: {{url: "{one.url}", date: {one.date}}}'
        if one.state == "written":
            talk(printable(f"{one.path}: added {value}"), common)
        if one.state == "refused":
            why = "its front matter has an odd form, or it is read-only"
            talk(printable(f"{one.path} was not changed, since {why}; write by hand: {value}"), common)
        if one.state == "failed":
            talk(printable(f"{one.path}: the archive did not answer for {one.page}"), common)
    asked = len({one.page for one in copies if one.state == "asked"})
    done = sum(one.state == "written" for one in copies)
    without = sum(one.state == "none" for one in copies)
    again = "; run this again in a few minutes" if asked else ""
    talk(f"archive: {done} added, {asked} being made, {without} not found{again}", common)


def _summary(report: "LinkReport") -> str:
    dead, moved, unchecked = map(report.count, ("dead-link", "moved-link", "unchecked-link"))
    found = f"{dead} dead, {moved} moved, {unchecked} not checked"
    asked = f"{report.asked} asked now" + (f", {report.private} of private hosts not asked" if report.private else "")
    return f"{count(report.links, 'link')} to {count(report.hosts, 'host')}, {asked}: {found}"
