"""What the DNS says of the domain of a mailbox: whether what goes out from it will be believed.

`asking` asks, by `resolving`; `spf` reads one kind of record, `looking` puts together what was found, `checking` keeps
it, `saying` puts it into words.
"""
