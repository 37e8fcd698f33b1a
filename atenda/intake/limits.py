"""How much comes in at once."""

MB = 1_000_000
LARGEST_MAIL = 35 * MB  # as it travels, in base64: a file of 25 MB (7.15)
MOST_TRIES = 3  # of reading one (6.37)
