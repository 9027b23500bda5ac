"""WebSocket addresses."""

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from tutor.live.classroom import BoardsConsumer, ClassroomConsumer, HelpFirstConsumer
from tutor.live.learner import LearnerConsumer

websocket_urlpatterns = [
    path("ws/sittings/<int:sitting_id>/", LearnerConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/", ClassroomConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/boards/", BoardsConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/help/", HelpFirstConsumer.as_asgi()),
]


async def refuse(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Refuse a socket at any other address, where the router alone would fall over."""
    await receive()
    await send({"type": "websocket.close"})


router = URLRouter([*websocket_urlpatterns, re_path("", refuse)])  # type: ignore[arg-type]
