"""What was found of a domain, in the words of whoever reads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from atenda.mailboxes.domains.looking import Found

SENTENCES = {
    "silent": _("No DNS server answered, so nothing is known of this. Ask again when there is network."),
    "spf_right": _("The server that sends for you (%(server)s) is among those that may."),
    "spf_none": _("The domain does not say who may send for it, so others distrust your mails. Add this record:"),
    "spf_two": _("There are two SPF records, and so receivers heed neither. Put them together into one."),
    "spf_not_ours": _(
        "The server that sends for you (%(server)s) is not among those that may: your mails look forged. "
        "Put this record in the place of the one there:"
    ),
    "spf_broken": _("The SPF record cannot be followed: it has an error, or asks for more than ten others."),
    "spf_whose": _("There is a record. As no server sends for this mailbox yet, we cannot say whether it is in it."),
    "spf_host": _("We do not know the addresses of the server that sends (%(server)s), so this cannot be said."),
    "dkim_right": _("Your mails can be signed: there is a key under the selector “%(selector)s”."),
    "dkim_none": _(
        "There is no key under the usual names (%(asked)s). Whoever sends your mail shows the record to add, with its "
        "selector; write the selector below and look again."
    ),
    "dkim_given": _("There is no key under the selectors you gave, nor under the usual ones (%(asked)s)."),
    "dkim_empty": _("There is a key, but it is empty: that says that it was withdrawn. Ask whoever sends your mail."),
    "dmarc_none": _(
        "The domain does not say what is to become of forged mails. Begin with this record, which changes nothing and "
        "sends you reports:"
    ),
    "dmarc_wrong": _("The DMARC record cannot be understood, or there are two. This one would do:"),
    "dmarc_none_asked": _("There is a policy, which only watches (p=none). Once the reports are good, tighten it."),
    "dmarc_quarantine": _("There is a policy: forged mails go to spam (p=quarantine)."),
    "dmarc_reject": _("There is a policy: forged mails are refused (p=reject)."),
    "mx_right": _("Mail to the domain goes to %(hosts)s."),
    "mx_none": _("The domain does not say who takes its mail, so answers to your mails do not arrive."),
    "mx_null": _("The domain says that it takes no mail at all, so answers to your mails do not arrive."),
    "reverse_right": _("The addresses of %(server)s have names that lead back to them."),
    "reverse_theirs": _("Whoever sends for you sees to this."),
    "reverse_none": _(
        "The address %(address)s of the server has no name, and many refuse mail from such. Whoever rents you the "
        "address adds this record:"
    ),
    "reverse_elsewhere": _(
        "The address %(address)s is called %(names)s, which does not lead back to it. Whoever rents you the address "
        "puts this record there:"
    ),
}


def sentence(found: Found) -> str:
    """In the language spoken now."""
    return str(SENTENCES[found.why]) % found.values
