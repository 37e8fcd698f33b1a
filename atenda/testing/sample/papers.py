"""Papers, pictures and recordings of the sample, made here: the same each time, and of nobody."""

from __future__ import annotations

import io
import math
import struct
import wave
from random import Random

from PIL import Image, ImageDraw

GROUNDS = ("#dfe7ee", "#f1e7d6", "#e3ecdf")
BOXES = ("#b98b57", "#a37744", "#c79b6b")


def a_photo(random: Random) -> bytes:
    """Boxes on a pallet, one of them dented."""
    image = Image.new("RGB", (960, 720), random.choice(GROUNDS))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 960, 720), fill="#8d8f92")
    for column in range(4):
        for row in range(random.randint(1, 3)):
            left, top = 120 + column * 180, 440 - row * 120
            draw.rectangle((left, top, left + 168, top + 112), fill=random.choice(BOXES), outline="#6b4d2b", width=4)
            draw.line((left, top + 56, left + 168, top + 56), fill="#e8d9b5", width=10)
    left = 120 + random.randrange(4) * 180
    draw.polygon([(left, 440), (left + 70, 440), (left + 20, 500)], fill="#5a3f22")
    made = io.BytesIO()
    image.save(made, "JPEG", quality=70)
    return made.getvalue()


def a_page(*texts: str) -> bytes:
    """A document of plain pages, each with its lines."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(texts)))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(texts)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, text in enumerate(texts):
        said = b"".join(b"(" + _escaped(line) + b") Tj T* " for line in text.splitlines())
        stream = b"BT /F1 14 Tf 20 TL 60 760 Td " + said + b"ET"
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
        parts.append(f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream")
    return _document(parts)


def a_voice() -> bytes:
    """Two seconds of a tone, as a recorded call would be."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", int(6000 * math.sin(n / 6))) for n in range(16_000)))
    return made.getvalue()


def _escaped(line: str) -> bytes:
    return line.encode("cp1252", errors="replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _document(parts: list[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj".encode() + part + b"endobj\n"
    rows = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode() + rows
    end = f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    return body + table + end
