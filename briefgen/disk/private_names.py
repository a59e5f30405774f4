"""Floor 5. Names of files and folders that nobody means to publish: those that usually hold secrets, and left-overs.

The one table of them. A pattern is a whole name, or has a `*` at its end or its beginning; letter case does not count.
docs/findings.md lists all of them.
"""

from collections.abc import Iterable
from typing import Final

#: Lists of credentials that services give people to download. Their kinds are published beside articles as well.
_LISTS: Final = (
    "accesskeys.csv", "credentials.csv", "github-recovery-codes.txt", "passwords.csv", "passwords.txt", "rootkey.csv",
)  # fmt: skip
#: Names that usually hold secrets: settings with passwords, private keys, databases, states of deployments.
SECRETS: Final = (
    ".aws", ".azure", ".bash_history", ".docker", ".dockercfg", ".env", ".env.*", ".envrc", ".git-credentials", ".gnupg",
    ".htdigest", ".htpasswd", ".kube", ".my.cnf", ".netrc", "_netrc", ".npmrc", ".pgpass", ".pypirc", ".ssh", ".yarnrc.yml",
    "credentials.json", "id_dsa*", "id_ecdsa*", "id_ed25519*", "id_rsa*", "secrets.json", "secrets.toml",
    "secrets.yaml", "secrets.yml", "service-account.json",
    "*.db", "*.dump", "*.env", "*.jks", "*.kdbx", "*.key", "*.keystore", "*.p12", "*.pem", "*.pfx", "*.ppk", "*.sql",
    "*.sqlite", "*.sqlite3", "*.tfstate", "*.tfvars", *_LISTS,
)  # fmt: skip
#: Names of what editors, version control and package managers leave, and of copies.
LEFT_OVERS: Final = (
    ".git*", ".hg", ".idea", ".svn", ".venv", ".vscode", "node_modules",
    "*.bak", "*.old", "*.orig", "*.rej", "*.save", "*.swo",
)  # fmt: skip

#: Where files are published whatever their kind is.
_PUBLISHED: Final = ("static/", "layouts/assets/")


def reason_to_withhold(name: str, path: str) -> str:
    """Return why a file or folder should not be published, as the end of a sentence that begins with its name, or nothing.

    `path` is that from the root of the project. In content/ only files of a few kinds are published, and none of the others
    has a reason.
    """
    plain = name.casefold()
    if path.startswith(_PUBLISHED):
        if _matches(plain, _SECRETS) and not plain.endswith(".pub"):
            return "usually holds secrets"
        return "is usually a left-over" if _matches(plain, _LEFT_OVERS) else ""
    return "usually holds secrets" if path.startswith("content/") and plain in _LISTS else ""


_Split = tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]


def _split(patterns: Iterable[str]) -> _Split:
    """Return whole names, beginnings and endings of names: looked up for thousands of files."""
    every = tuple(patterns)
    beginnings = tuple(pattern[:-1] for pattern in every if pattern.endswith("*"))
    endings = tuple(pattern[1:] for pattern in every if pattern.startswith("*"))
    return frozenset(pattern for pattern in every if "*" not in pattern), beginnings, endings


def _matches(name: str, patterns: _Split) -> bool:
    whole, beginnings, endings = patterns
    return name in whole or name.startswith(beginnings) or name.endswith(endings)


_SECRETS: Final = _split(SECRETS)
_LEFT_OVERS: Final = _split(LEFT_OVERS)
