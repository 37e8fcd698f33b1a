"""How large, how many, how long: the limits of files in one place (7.14, 7.18)."""

from datetime import timedelta

MB = 1_000_000
LARGEST_FILE = 25 * MB
LARGEST_REQUEST = 50 * MB  # all files sent at once, and by one note
MOST_AT_ONCE = 100  # files of one request, and of one note
RECEIVED_AT_ONCE = 4  # by one web process; its other threads go on serving pages
LONGEST_NAME = 150  # characters, the ending included

LARGEST_IMAGE = 50 * MB  # pixels
MOST_PAGES = 20  # of a PDF that are drawn
DRAWING_MEMORY = 512 * MB
DRAWING_SECONDS = 10
TEXT_SHOWN = 100_000  # bytes

IN_THE_BIN = timedelta(days=30)
UPLOADS_WAIT = timedelta(days=7)  # for their note or case to be saved
STRAYS_WAIT = timedelta(days=1)  # on disk without a row: a transaction may still be under way
