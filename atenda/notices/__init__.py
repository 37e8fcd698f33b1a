"""Notices: who hears of a case, by mail and by the bell, and what became of every mail.

A deed leaves `News` in its own transaction (`owing`); a job tells it (`announcing`): one `Mail` for each reader, one
line behind each colleague's bell. `delivery` hands the mails to the organization's server. Begin with `models`.
"""
