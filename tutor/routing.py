"""WebSocket addresses."""

from django.urls import path

from tutor.board_consumer import BoardsConsumer
from tutor.consumers import ClassroomConsumer, LearnerConsumer

websocket_urlpatterns = [
    path("ws/sittings/<int:sitting_id>/", LearnerConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/", ClassroomConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/boards/", BoardsConsumer.as_asgi()),
]
