"""Side conversations: threads of their own inside a case, with suppliers or colleagues. The customer never learns of
them.

Start with `writing.py`; `receiving.py` takes what they answer, `standing.py` says whose turn it is."""
