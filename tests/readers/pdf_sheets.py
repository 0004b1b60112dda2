"""PDF files made for tests: texts at places of pages, as programs of timekeepers print them."""

import io

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0  # streams are packed and not written as letters, as in files of timekeepers


def pdf(*pages, size=8, **options):
    """Make a file of pages, each {y from the top: [(x, text), ...]}; x below 0: text ends there."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(842, 842), invariant=1, **options)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for y, texts in page.items():
            for x, text in texts:
                (canvas.drawString if x >= 0 else canvas.drawRightString)(abs(x), 842 - y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def table(top, places, rows, pitch=12):
    """Place rows of cells; cells that are empty are not printed."""
    return {
        top + n * pitch: [(x, text) for x, text in zip(places, row, strict=False) if text]
        for n, row in enumerate(rows)
    }
