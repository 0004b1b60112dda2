"""
The process that reads the words of a PDF file: a wrong one takes all memory, or never ends.

    python -m racedb.readers.pdf_words PAGES WORDS <FILE

Standard output is one JSON document: the words of each page with their places, or why there are
none. The process that starts it limits its time; memory and processor time are limited here.
"""

import io
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

MEMORY_BYTES = 320 << 20
"""What it can ask for; libraries that it maps do not count."""
SECONDS, SECONDS_OF_PAGE = 8, 1
"""Processor time, the more of the two: a page of a timing sheet takes a third of a second."""
_SAME_WORD = 0.15
"""Letters further apart than this share of their size are of two words."""


def main(
    data: bytes,
    most_pages: int,
    most_words: int,
    begin: Callable[[int], None] = lambda _pages: None,
) -> dict[str, Any]:
    """
    List the words of a file.

    Args:
        data: the file.
        most_pages: the most that it may have.
        most_words: the most that all pages may have.
        begin: is called with the number of pages before they are read.

    Returns:
        pages: for each page its words [x0, x1, top, bottom, size, text] and its number of
        pictures; or refused: why the file cannot be read.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    pages: list[dict[str, Any]] = []
    left = most_words
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > most_pages:
                count = len(document.pages)
                return {"refused": f"has {count:,} pages; {most_pages:,} are the most"}
            begin(len(document.pages))
            for page in document.pages:
                words = _words(page)
                left -= len(words)
                if left < 0:
                    return {"refused": f"has more than {most_words:,} words, the most"}
                pages.append({"words": words, "pictures": len(page.images)})
                page.close()
    except Exception as error:  # noqa: BLE001  pdfminer raises whatever a wrong number leads to
        if PDFPasswordIncorrect.__name__ in repr(error):
            return {"refused": "is locked with a password; save it without one"}
        return {"refused": f"is a damaged PDF file: {' '.join(repr(error).split())[:120]}"}
    return {"pages": pages}


def _words(page: Any) -> list[tuple[float, float, float, float, float, str]]:
    found = page.dedupe_chars().extract_words(
        x_tolerance_ratio=_SAME_WORD, y_tolerance=2, extra_attrs=["size"]
    )
    return [
        (*(round(float(word[name]), 2) for name in ("x0", "x1", "top", "bottom", "size")),
         word["text"])
        for word in found
    ]  # fmt: skip


def _limit_time(pages: int = 0) -> None:  # pragma: no cover - in a process of its own
    with suppress(ImportError):  # not on Windows
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (max(SECONDS, pages * SECONDS_OF_PAGE), most))


if __name__ == "__main__":  # pragma: no cover - a process of its own
    _limit_time()
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    answer = main(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]), _limit_time)
    json.dump(answer, sys.stdout)
