"""Providers that can bring mails by webhook."""

from django.db.models import TextChoices


class Provider(TextChoices):
    MAILGUN = "mailgun", "Mailgun"
    POSTMARK = "postmark", "Postmark"
    SENDGRID = "sendgrid", "SendGrid"
    SPARKPOST = "sparkpost", "SparkPost"
    MANDRILL = "mandrill", "Mailchimp Transactional (Mandrill)"

    @property
    def signs(self) -> bool:
        """Whether it signs with a key of its own; else it signs in with a user and password that we make up."""
        return self in (Provider.MAILGUN, Provider.MANDRILL)
