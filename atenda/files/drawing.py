"""Draw the pages of one file as images. Run in a process of its own, which has little memory and little time.

    python -I drawing.py <image|pdf> <file> <where pages go>

Says how many pages it drew. It knows nothing of Atenda: no settings, no database, no secret (3.33, 3.35).
"""

import resource
import sys
import warnings

SMALL, LARGE = 320, 1600  # pixels of the longer side
FORMATS = ["PNG", "JPEG", "GIF", "WEBP", "HEIF"]


def main(kind: str, source: str, target: str, pages: int, pixels: int, memory: int, seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error")  # Pillow only warns of an image twice as large as allowed
    drawn = draw_image(source, target, pixels) if kind == "image" else draw_pdf(source, target, pages)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return drawn


def draw_image(source: str, target: str, pixels: int) -> int:
    """The picture, turned as the camera was held, without what it says of place and owner."""
    from PIL import Image, ImageOps  # noqa: PLC0415  after the limits

    Image.MAX_IMAGE_PIXELS = pixels
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415

        register_heif_opener(thumbnails=False)
        formats = FORMATS
    except ImportError:
        formats = FORMATS[:-1]
    with Image.open(source, formats=formats) as image:
        image.draft("RGB", (LARGE, LARGE))
        save(ImageOps.exif_transpose(image), target)
    return 1


def draw_pdf(source: str, target: str, pages: int) -> int:
    import pypdfium2  # noqa: PLC0415  after the limits

    document = pypdfium2.PdfDocument(source)
    count = min(len(document), pages)
    for number in range(count):
        page = document[number]
        scale = LARGE / max(*page.get_size(), 1.0)
        save(page.render(scale=min(scale, 4.0)).to_pil(), target, number + 1)
        page.close()
    return count


def save(image: object, target: str, number: int = 1) -> None:
    """Page `number`, and of the first one the small picture too."""
    large = image.convert("RGBA" if "A" in image.getbands() or image.mode == "P" else "RGB")  # type: ignore[attr-defined]
    large.thumbnail((LARGE, LARGE))
    large.save(f"{target}.{number}.webp", "WEBP", quality=80)
    if number == 1:
        large.thumbnail((SMALL, SMALL))
        large.save(f"{target}.0.webp", "WEBP", quality=75)


if __name__ == "__main__":
    what, source, target, *figures = sys.argv[1:]
    print(main(what, source, target, *map(int, figures)))
