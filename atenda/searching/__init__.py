"""Searching cases by their words, in Spanish, Galician and whatever else is written.

What a case is found by is one row of `CaseText`, written with every deed (`keeping.py`). `words.py` says what a word is
kept as, by the rules of `stemming.py` and the lists of `kin.py`: writing, asking and marking all go by it, in Python,
so that they cannot differ and no server's dictionaries are asked.

Whoever asks, asks so (`asking.py`), inside their own scope and filters:

    asked = understand(text)                # pure reading; a phone number or the like is looked up
    if asked:                               # false for blanks, signs, words of every text: no condition
        condition, values = words_condition(asked, folio="c.folio")     # asked of each row
        text, values = of_text(asked)                                   # the same, of rows of words themselves
        folios = hits(asked, most=5000)     # all that fit, newest first; None where the words are common

Lists walk the rows of words, or find them by their index (`worklists/by_words.py`); the palette takes `hits`.

What is shown (`marking.py`): `marked(row.reference, asked)` is safe markup; `excerpt(text, asked)` the words about the
first that was found, or nothing.

`hits` looks at the newest 600 cases first; where three of them fit, the words are common, and the first ones are looked
for as a list does. Otherwise the index answers. Nothing ranks all that fits.

Where a page stays empty, `finding.likely(actor, asked)` may know what was meant; it is shown only if it finds something
within the same scope. `finding.find_cases` does all of it for a few cases, as the palette shows them.
"""
