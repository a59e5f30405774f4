"""What a reader of a draft is told about its day, its publisher, its address and its writers: written or proposed first."""

from briefgen.importing.capture import Account
from briefgen.importing.capture.days import proposed_days
from briefgen.importing.capture.drafts import chosen_day
from briefgen.importing.capture.ledger import Given


def said_of(account: Account, given: Given) -> dict[str, str]:
    """Return the facts of the only draft of a capture."""
    draft = account.drafts[0]
    day = chosen_day(draft, given)[0]
    proposed = next(iter(proposed_days(draft.days)), None)
    day = day or (proposed.day if proposed else None)
    publishers = [claim.value for claim in draft.publishers]
    urls = [claim.value for claim in draft.urls]
    writers = [claim.value for claim in draft.writers]
    return {
        "day": day.isoformat() if day else "none",
        "publisher": draft.publisher or account.publisher or next(iter(publishers), ""),
        "url": draft.url or account.url or next(iter(urls), ""),
        "authors": ", ".join(draft.authors or writers),
    }
