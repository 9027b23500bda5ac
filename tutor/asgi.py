"""The ASGI application: HTTP by Django, WebSockets by the consumers."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django import setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.settings.dev")
setup(set_prefix=False)

# Models load only after Django is set up.
from tutor.live.admission import limit_per_session  # noqa: E402
from tutor.messages.outage import close_on_outage  # noqa: E402
from tutor.ops.one_thread import OneThreadHandler  # noqa: E402
from tutor.routing import router  # noqa: E402

sockets = limit_per_session(close_on_outage(AuthMiddlewareStack(router)))

application = ProtocolTypeRouter(
    {
        "http": OneThreadHandler(),
        "websocket": AllowedHostsOriginValidator(sockets),
    }
)
