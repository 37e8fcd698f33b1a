"""Settings, read from the environment. What an administrator may want otherwise is a column with a form."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from atenda.server.environment import environment

ENV = environment(os.environ)
PACKAGE = Path(__file__).parent

DEBUG = False
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENV.trusted_origins
PUBLIC_URL = ENV.public_url
STREAM_URL = ENV.stream_url
ROOT_URLCONF = "atenda.urls"
WSGI_APPLICATION = "atenda.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "atenda.organizations",
    "atenda.access",
    "atenda.staff",
    "atenda.customers",
    "atenda.cases",
    "atenda.history",
    "atenda.mailboxes",
    "atenda.conversations",
    "atenda.files",
    "atenda.notices",
    "atenda.intake",
    "atenda.worklists",
    "atenda.signatures",
    "atenda.macros",
    "atenda.searching",
    "atenda.figures",
    "atenda.importing",
    "atenda.exporting",
    "atenda.webhooks",
    "atenda.api",
    "atenda.casefiles",
    "atenda.archives",
    "atenda.portal",
    "atenda.satisfaction",
    "atenda.autoclosing",
    "atenda.live",
    "atenda.server",
    "atenda.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "atenda.server.health.HealthMiddleware",
    "atenda.ui.policy.ContentPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "atenda.api.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "atenda.access.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "atenda.access.middleware.CsrfMiddleware",
    "atenda.access.middleware.AuthenticationMiddleware",
    "atenda.ui.languages.LanguageMiddleware",
    "atenda.access.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "atenda.staff.middleware.OrganizationMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "atenda.ui.pages.Pages",
        "NAME": "pages",
        "DIRS": sorted(str(folder) for folder in PACKAGE.glob("*/templates")),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "atenda.ui.jinja.environment",
            "context_processors": ["atenda.ui.context.page"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "atenda.ui.forms.FormRenderer"

DATABASES = {
    "default": ENV.application_database,
    "owner": ENV.owner_database,
}
DATABASE_ROUTERS: list[str] = []

AUTH_USER_MODEL = "access.Identity"
AUTHENTICATION_BACKENDS = ["atenda.access.passwords.PasswordBackend"]
PASSWORD_HASHERS = ["atenda.access.hashing.CappedScrypt"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "atenda.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "atenda.access.forms.SignInForm",
    "reauthenticate": "atenda.access.forms.ReauthenticateForm",
    "change_password": "atenda.access.forms.ChangePasswordForm",
}
MFA_ADAPTER = "atenda.access.sealing.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Atenda"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "atenda.access.forms.CodeForm",
    "reauthenticate": "atenda.access.forms.ReauthenticateCodeForm",
}

SESSION_ENGINE = "atenda.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_LONGEST_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "atenda.ui.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.is_https
SESSION_COOKIE_NAME = "__Host-atenda-session" if ENV.is_https else "atenda-session"
CSRF_COOKIE_NAME = "__Host-atenda-csrf" if ENV.is_https else "atenda-csrf"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENV.is_https else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

OUTBOUND_PRIVATE = ENV.outbound_private
API_LIMITS_LIFTED = ENV.api_limits_lifted
WEBHOOKS_PRIVATE = ENV.webhooks_private
SMTP_URL = ENV.smtp_url
OAUTH_AT = ""  # only tests say where else Microsoft and Google would be
PROVIDERS_AT = ""  # nor where the APIs of mail providers would be
DNS_AT = ""  # host:port of a name server; without it the machine’s

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = ["atenda.server.uploads.FileDoor"]
FILES_ROOT = str(ENV.data / "files")
CLAMAV = ENV.clamav

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("gl", _("Galician")), ("en", _("English"))]
LOCALE_PATHS = [str(PACKAGE / "locale"), str(PACKAGE / "locale" / "third_party")]
LANGUAGE_COOKIE_NAME = "atenda-language"
TIME_ZONE = "UTC"
USE_TZ = True

WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_URL = "/static/"
STATIC_ROOT = str(ENV.static_root)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "atenda.ui.static_files.HashedStaticFiles"},
}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING_CONFIG = "atenda.server.logs.configure"
LOGGING = {"level": ENV.log_level}
