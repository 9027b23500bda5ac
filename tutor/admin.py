"""People and classes in the admin. Readings are not here: nobody looks at one student's states."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tutor.models import Classroom, Enrolment, User

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):  # type: ignore[misc]
    """Groups, for superusers."""


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[misc]
    """People and their roles, for superusers."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active")

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Add the role, and whom to ask before a yes counts."""
        ours = ("Role", {"fields": ("role",)}), ("Consent", {"fields": ("is_of_age", "guardian_email")})
        return (*super().get_fieldsets(request, obj), *ours)


class EnrolmentInline(TabularInline):  # type: ignore[misc]
    """The students of a class."""

    model = Enrolment
    extra = 0
    autocomplete_fields = ("student",)


@admin.register(Classroom)
class ClassroomAdmin(ModelAdmin):  # type: ignore[misc]
    """Classes, their teachers and students, for superusers."""

    list_display = ("name", "join_code", "created_at")
    search_fields = ("name",)
    autocomplete_fields = ("teachers",)
    inlines = (EnrolmentInline,)
