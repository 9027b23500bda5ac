"""What people do about accounts, as their browsers do it."""

import re

from django.test import Client
from django.urls import reverse

from tutor.models import Classroom, User

NEW = "otter-lemon-bridge"


def sign_in(username: str, password: str) -> Client:
    client = Client()
    reply = client.post(reverse("login"), {"username": username, "password": password})
    assert reply.status_code == 302
    return client


def give_password(teacher: User, classroom: Classroom, student: User) -> str:
    """Give a student a new password as the teacher's page does, and return it as the page shows it."""
    client = Client()
    client.force_login(teacher)
    page = client.post(reverse("tutor:give_password", args=[classroom.pk, student.pk]))
    return re.search(r'class="one-time">([^<]+)<', page.content.decode()).group(1)


def change(client: Client, new: str = NEW, **fields: str):
    data = {"new_password1": new, "new_password2": new, **fields}
    return client.post(reverse("tutor:change_password"), data)
