"""The ASGI application: HTTP by Django, WebSockets by the consumers."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django import setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.settings.dev")
setup(set_prefix=False)

# Models load only after Django is set up.
from tutor.live.admission import few_per_session  # noqa: E402
from tutor.messages.outage import close_when_away  # noqa: E402
from tutor.ops.one_thread import OneThreadHandler  # noqa: E402
from tutor.routing import router  # noqa: E402

sockets = few_per_session(close_when_away(AuthMiddlewareStack(router)))

application = ProtocolTypeRouter(
    {
        "http": OneThreadHandler(),
        "websocket": AllowedHostsOriginValidator(sockets),
    }
)
