"""WebSocket addresses."""

from django.urls import path

from tutor.consumers import ClassroomConsumer, LearnerConsumer

websocket_urlpatterns = [
    path("ws/sittings/<int:sitting_id>/", LearnerConsumer.as_asgi()),
    path("ws/classrooms/<int:classroom_id>/", ClassroomConsumer.as_asgi()),
]
