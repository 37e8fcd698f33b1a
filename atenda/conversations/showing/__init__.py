"""The HTML of a mail shown as it was written, in a frame that can do nothing (3.24–3.27).

`document.py` makes the page of the frame, `picture_addresses.py` the addresses of its pictures, `remote_pictures.py`
fetches those of other machines once somebody asked for them; `views/showing.py` answers.
"""
