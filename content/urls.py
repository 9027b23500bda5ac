"""Addresses of the content app: the pictures of courses."""

from django.urls import path

from content import views

app_name = "content"
urlpatterns = [
    path("images/<int:pk>/<str:name>", views.image, name="image"),
]
