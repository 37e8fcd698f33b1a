"""What is said on a case: notes for colleagues, mails with customers, side conversations with third parties, and the
timeline that reads them in order.

Start with `timeline.py`; a mail to the customer is written by `replying.py`, and one to a third party by `sides`."""
