"""The pages, for the web server. Each of its workers imports this once."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atenda.settings")

application = get_wsgi_application()

from atenda.server.holding import look_at_start  # noqa: E402  tables are there from here on

look_at_start()

gc.freeze()  # what every request shares is not looked through again and again
gc.set_threshold(20_000, 20, 50)
