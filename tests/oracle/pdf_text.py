"""Prints the text of a PDF, pages parted by form feeds; with a second argument also draws its pages into that folder as PNG."""
import sys
from pathlib import Path

import pypdfium2

document = pypdfium2.PdfDocument(sys.argv[1])
texts = []
for number, page in enumerate(document, 1):
    texts.append(page.get_textpage().get_text_range().replace("\f", " "))
    if len(sys.argv) > 2:
        page.render(scale=2).to_pil().save(Path(sys.argv[2]) / f"page-{number:03}.png")
sys.stdout.buffer.write("\f".join(texts).encode("utf-8", "replace"))
