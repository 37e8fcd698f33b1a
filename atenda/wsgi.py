"""The pages, for the web server. Each of its workers imports this once."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atenda.settings")

application = get_wsgi_application()
