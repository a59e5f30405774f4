"""Floor 7. Chats that Telegram exported (result.json): each message with a text is an entry, with sender and time."""

from typing import Any, Final

from briefgen.importing.containers.documents import text_of
from briefgen.importing.containers.entries import MOST_ENTRIES, Entry, Opened, Stated, damaged, left_out, refused
from briefgen.importing.containers.json_feed import text_at
from briefgen.importing.containers.moments import instant_of, with_zone

#: Fewest words of a message that may be an article; as for text captures.
SHORTEST: Final = 25


def is_telegram(value: Any, _name: str) -> bool:
    """Is this an export of one chat, or of several?"""
    return bool(_chats(value))


def read_telegram(value: Any, _name: str) -> Opened:
    """Return the messages that are long enough for an article."""
    messages = [(chat, message) for chat in _chats(value) for message in chat["messages"] if isinstance(message, dict)]
    if len(messages) > MOST_ENTRIES:
        return damaged("Telegram export", f"it has {len(messages):,} messages, the limit is {MOST_ENTRIES:,}")
    found = [_entry(chat, message, number) for number, (chat, message) in enumerate(messages, start=1)]
    return chosen([entry for entry in found if entry is not None])


def chosen(entries: list[Entry]) -> Opened:
    """Return the messages of a chat that may be articles; how many are too short is told."""
    long = [entry for entry in entries if len(entry.data.split()) >= SHORTEST or len(entry.data) >= 8 * SHORTEST]
    kept = {entry.number for entry in long}
    short = [f"message {entry.number}" for entry in entries if entry.number not in kept]
    hint = "copy what belongs to an article into a text file, and import that"
    if not long:
        return refused(f"none of the {len(entries)} messages of this chat is long enough for an article", hint, "no-article")
    why = f"some messages of the chat are too short for an article ({len(short)} of {len(entries)})"
    return Opened(entries=tuple(long), problems=(left_out(short, why, hint),) if short else ())


def _chats(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        return []
    inner = value.get("chats")
    chats = inner.get("list", []) if isinstance(inner, dict) else [value]
    return [
        chat for chat in chats
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list) and ("type" in chat or "name" in chat)
    ]  # fmt: skip


def _entry(chat: dict[str, Any], message: dict[str, Any], number: int) -> Entry | None:
    text = _text(message.get("text"))
    if message.get("type", "message") != "message" or not text.strip():
        return None
    is_channel = "channel" in text_at(chat, "type")
    sender = text_at(message, "forwarded_from") or (text_at(chat, "name") if is_channel else "") or text_at(message, "from")
    published = instant_of(text_at(message, "date"))
    stated = Stated(publisher=sender, published=published)
    label = text.strip().split("\n", 1)[0]
    return Entry(
        data=text_of(stated, text), is_page=False, number=number, label=label, captured_at=with_zone(published)
    )  # fmt: skip


def _text(value: object) -> str:
    """Return the text of a message: a text, or a list of texts and marked parts."""
    parts = value if isinstance(value, list) else [value]
    texts = (part if isinstance(part, str) else part.get("text", "") if isinstance(part, dict) else "" for part in parts)
    return "".join(text for text in texts if isinstance(text, str))
