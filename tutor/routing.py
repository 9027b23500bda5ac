"""WebSocket addresses."""

from django.urls import path

from tutor.class_consumers import BoardsConsumer, ClassroomConsumer
from tutor.consumers import LearnerConsumer

websocket_urlpatterns = [
    path("ws/sittings/<int:sitting_id>/", LearnerConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/", ClassroomConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/boards/", BoardsConsumer.as_asgi()),
]
