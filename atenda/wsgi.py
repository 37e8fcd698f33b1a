"""The pages, for the web server. Each of its workers imports this once."""

import os

from django.core.wsgi import get_wsgi_application

from atenda.server.offspring import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atenda.settings")
if os.environ.get("ATENDA_PROCESS") == "web":
    die_with_parent()

application = get_wsgi_application()
