"""The yardstick of `tools/bench.py`: a short script that makes one page for each article, and nothing else.

`python tools/plain_loop.py CONTENT TARGET`. The script reads the same files and the same Markdown as briefgen (tables,
strikethrough, footnotes, anchors of headings), YAML by the C loader, and renders one Jinja page with what a reader needs. It
has no lists, feeds, checks, sanitising or incremental builds, and nothing in it is slower than necessary.
"""

import sys
from pathlib import Path

import jinja2
import markdown_it
import yaml
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.footnote import footnote_plugin

_PAGE = """<!doctype html>
<html lang="{{ article.lang }}">
<head>
<meta charset="utf-8">
<title>{{ article.title }} – Generated Briefs</title>
<meta name="description" content="{{ article.summary }}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">Generated Briefs</a></header>
<main>
<p><a href="/{{ article.region }}/">{{ article.region }}</a></p>
<p><time datetime="{{ article.date }}">{{ article.date }}</time></p>
<h1>{{ article.title }}</h1>
<p>{{ article.summary }}</p>
{{ body|safe }}
<ul>
{% for tag in article.tags %}
<li><a href="/tags/{{ tag }}/">{{ tag }}</a></li>
{% endfor %}
</ul>
<ol>
{% for source in article.sources %}
<li><a href="{{ source.url }}">{{ source.name }}</a></li>
{% endfor %}
</ol>
</main>
<footer>Generated Briefs</footer>
</body>
</html>
"""


def main(content: Path, target: Path) -> None:
    """Write a page for every article of a content folder into a target folder."""
    parser = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(anchors_plugin, max_level=6)
    page = jinja2.Environment(autoescape=True).from_string(_PAGE)
    for path in sorted(content.rglob("*.md")):
        head, body = path.read_text("utf-8").removeprefix("---\n").split("\n---\n", 1)
        article = yaml.load(head, yaml.CSafeLoader)
        out = target / path.relative_to(content).with_suffix(".html")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page.render(article=article, body=parser.render(body)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
