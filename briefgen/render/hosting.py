"""Floor 4. What hosts, web servers and robots are told: headers, redirects, and what may be done with the texts.

Each address comes from a checked alias, and is written in the quoting of the server's own language; no line has a text of an
article.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from briefgen.values.parts import MiningPolicy, Robots, ServerRules

#: Headers of every answer. The policy of scripts and styles is in each page; this one cannot be there.
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=()",
}
#: Stylesheets, scripts and pictures have a digest of their bytes in their names, so they never change.
_FOR_EVER: Final = "public, max-age=31536000, immutable"
#: Robots that gather texts to train models, by the names that their makers publish.
_TRAINERS: Final = (
    "AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot",
    "cohere-training-data-crawler", "Diffbot", "FacebookBot", "Google-Extended", "GPTBot", "meta-externalagent", "omgili",
    "PanguBot", "Timpibot",
)  # fmt: skip
#: Robots that fetch texts for answers of assistants.
_ANSWERERS: Final = (
    "ChatGPT-User", "Claude-SearchBot", "Claude-User", "DuckAssistBot", "meta-externalfetcher", "MistralAI-User",
    "OAI-SearchBot", "Perplexity-User", "PerplexityBot", "YouBot",
)  # fmt: skip
#: What is said in robots.txt to all (https://contentsignals.org/), and the robots that are told to stay away.
_USES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "allow": ("", ()),
    "no-training": ("search=yes, ai-input=yes, ai-train=no", _TRAINERS),
    "deny": ("search=yes, ai-input=no, ai-train=no", (*_TRAINERS, *_ANSWERERS)),
}


def render_host_file(view: MiningPolicy | Robots | ServerRules, path: str) -> bytes:
    """Return the bytes of robots.txt, tdmrep.json, `_headers` or `_redirects`, by the view and the path of the output."""
    match view:
        case Robots():
            return _robots(view).encode()
        case MiningPolicy():
            return json.dumps([{"location": "/", "tdm-reservation": 1}]).encode() + b"\n"
        case ServerRules():
            return (_redirects(view) if path.endswith("_redirects") else _headers(view)).encode()


def _robots(view: Robots) -> str:
    signal, refused = _USES[view.ai_use]
    lines = ["User-agent: *", *([f"Content-Signal: {signal}"] if signal else []), "Allow: /", ""]
    if refused:
        lines += [*(f"User-agent: {name}" for name in refused), "Disallow: /", ""]
    return "\n".join((*lines, f"Sitemap: {view.sitemap}", ""))


def _headers(rules: ServerRules) -> str:
    lines = ["/*", *(f"  {name}: {value}" for name, value in _HEADERS.items())]
    lines += [f"{_quoted(rules.base)}assets/*", f"  Cache-Control: {_FOR_EVER}"]
    return "\n".join((*lines, ""))


def _redirects(rules: ServerRules) -> str:
    return "".join(f"{_quoted(old)} {_quoted(new)} 301\n" for old, new in rules.redirects)


def _quoted(path: str) -> str:
    """Return a path as a URL has it. No character is left that means something to a server: a star, a colon, a dollar."""
    return quote(path, safe="/~!'()+,;=@-._")


def _nginx(rules: ServerRules, root: str) -> str:
    base = rules.base

    def headers(indent: str) -> list[str]:
        return [f'{indent}add_header {name} "{value}" always;' for name, value in _HEADERS.items()]

    def text(path: str) -> str:
        return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'

    # With a base path, the folder is shown below it.
    place = [f"    root {text(root)};"] if base == "/" else [f"    alias {text(root + '/')};"]
    return "\n".join(
        (
            "# For a server block of nginx, after its listen and server_name.",
            "index index.html;",
            "charset utf-8;",
            "absolute_redirect off;",
            "gzip_static on;",
            "gzip_vary on;",
            f"error_page 404 {_quoted(base)}404.html;",
            *headers(""),
            f"location {text(base)} {{",
            *place,
            "}",
            f"location ^~ {text(base + 'assets/')} {{",
            *(place if base == "/" else [f"    alias {text(root + '/assets/')};"]),
            *headers("    "),
            # Not `always`: the answer that a file is missing holds until a release has the file.
            f'    add_header Cache-Control "{_FOR_EVER}";',
            "}",
            *(f"location = {text(old)} {{ return 301 {_quoted(new)}; }}" for old, new in rules.redirects),
            *(f"location = {text(old)} {{ return 410; }}" for old in rules.gone),
            "",
        )
    )


def _caddy(rules: ServerRules, root: str) -> str:
    def text(path: str) -> str:
        return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'

    base = rules.base
    below = [] if base == "/" else [f"\turi strip_prefix {text(base.rstrip('/'))}"]
    return "\n".join(
        (
            "# For a site block of a Caddyfile.",
            f"root * {text(root)}",
            *(f"redir {text(old)} {text(_quoted(new))} permanent" for old, new in rules.redirects),
            *(f"handle {text(old)} {{\n\terror 410\n}}" for old in rules.gone),
            "header {",
            *(f"\t{name} {text(value)}" for name, value in _HEADERS.items()),
            "}",
            f"header {text(base + 'assets/*')} Cache-Control {text(_FOR_EVER)}",
            f"handle {text(base + '*')} {{",
            *below,
            "\tfile_server {",
            "\t\tprecompressed br gzip",
            "\t}",
            "}",
            "handle_errors {",
            "\theader -Cache-Control",
            "\trewrite * /404.html",
            "\tfile_server",
            "}",
            "",
        )
    )


def _apache(rules: ServerRules, root: str) -> str:
    def exactly(path: str) -> str:
        escaped = "".join(f"\\{one}" if one in r"\.^$*+?()[]{}|\"" else one for one in path)
        return f'"^{escaped}$"'

    def target(path: str) -> str:
        # Apache quotes it as a URL by itself. Before that, a dollar and a backslash mean something to it.
        return '"' + re.sub(r'([\\$"])', r"\\\1", path) + '"'

    base = rules.base
    place = [] if base == "/" else [f'Alias "{base}" "{root}/"']
    return "\n".join(
        (
            "# For a virtual host of Apache; mod_headers and mod_alias are on.",
            f'DocumentRoot "{root}"' if base == "/" else place[0],
            f"ErrorDocument 404 {_quoted(base)}404.html",
            "AddDefaultCharset utf-8",
            *(f'Header always set {name} "{value}"' for name, value in _HEADERS.items()),
            f'<LocationMatch "^{base}assets/">',
            f'    Header set Cache-Control "{_FOR_EVER}"',
            "</LocationMatch>",
            *(f"RedirectMatch permanent {exactly(old)} {target(new)}" for old, new in rules.redirects),
            *(f"RedirectMatch gone {exactly(old)}" for old in rules.gone),
            f'<Directory "{root}">',
            "    Require all granted",
            "    Options FollowSymLinks",
            "    DirectoryIndex index.html",
            "</Directory>",
            "",
        )
    )


#: The configuration of web servers, by name: a function from rules and the folder of the site to text.
SERVERS: Final[Mapping[str, Callable[[ServerRules, str], str]]] = {"nginx": _nginx, "caddy": _caddy, "apache": _apache}
