"""From the bytes of a mail to what it says. Nothing here knows the database: it runs in children that may be killed."""
