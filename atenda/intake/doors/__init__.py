"""The doors by which mails are brought to us: our own mail server, a pipe, providers' webhooks.

None of them says that a mail was taken before it is on the disk and committed (2.11), and none ever sends one on.
"""
