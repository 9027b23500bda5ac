"""People and classes in the admin. Readings are not here: nobody looks at one student's states."""

from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.forms import ModelMultipleChoiceField
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from content.admin.access import FewWords
from content.language import gettext, ngettext
from tutor.models import Classroom, Enrolment, User
from tutor.services import personal_data
from tutor.services.audit.acts import Act, note_act
from tutor.services.people.passwords import mark_given
from tutor.services.people.second_factor_reset import reset_second_factor

admin.site.unregister(Group)
# Who signs in by what is its owner's; providers are configured by the environment, and secrets stay there.
for _app in ("account", "mfa", "socialaccount"):
    admin.site.unregister(
        [model for model in apps.get_app_config(_app).get_models() if admin.site.is_registered(model)]
    )


_MAY = {
    "add": _("may be added"),
    "change": _("may be changed"),
    "delete": _("may be deleted"),
    "view": _("may be viewed"),
}


class PermissionField(ModelMultipleChoiceField):
    """Permissions in the reader's language: the database holds the English names that Django gave them."""

    def label_from_instance(self, obj: Any) -> str:
        """Return whose kind it is of, and what may be done with it."""
        words = _MAY.get(obj.codename.partition("_")[0])
        return f"{obj.content_type} | {words}" if words else str(obj)


class NamedPermissions:
    """Offers permissions by what they are called in the reader's language."""

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Build the field."""
        inherited: Any = super()
        if db_field.related_model is Permission:
            kwargs["form_class"] = PermissionField
        return inherited.formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class GroupAdmin(NamedPermissions, FewWords, DjangoGroupAdmin, ModelAdmin):  # type: ignore[misc]
    """Groups, for superusers."""


@admin.register(User)
class UserAdmin(NamedPermissions, FewWords, DjangoUserAdmin, ModelAdmin):
    """People and their roles, for superusers."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active")
    actions = ("reset_second_factors",)

    @admin.action(description=_("Turn off the second step at sign-in"), permissions=["change"])
    def reset_second_factors(self, request: Any, queryset: Any) -> None:
        """Let people in by their password alone who lost their phone and their recovery codes."""
        count = sum(
            reset_second_factor(person=person, actor=request.user) for person in queryset.order_by("pk")
        )
        words = ngettext(
            "Taken off %(count)s account. The password stays as it was.",
            "Taken off %(count)s accounts. Passwords stay as they were.",
            count,
        )
        self.message_user(request, words % {"count": count})

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Add the role, and whom to ask before a consent applies."""
        ours = (
            (gettext("Role"), {"fields": ("role",)}),
            (gettext("Consent"), {"fields": ("is_of_age", "guardian_email")}),
        )
        return (*super().get_fieldsets(request, obj), *ours)

    @transaction.atomic
    def user_change_password(self, request: Any, id: str, form_url: str = "") -> Any:  # noqa: A002
        """Set a password; unless it is one's own, its owner chooses another at the next sign-in."""
        reply: Any = super().user_change_password(request, id, form_url)
        if request.method == "POST" and reply.status_code == HTTPStatus.FOUND:
            person = User.objects.get(pk=unquote(id))
            if person != request.user and person.has_usable_password():
                mark_given(person=person, by=request.user)
                note_act(actor=request.user, action=Act.PASSWORD_RESET, whose=person)
        return reply

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """Save a person; who is new here chooses a password of their own first."""
        super().save_model(request, obj, form, change)
        if not change and obj.has_usable_password():
            mark_given(person=obj, by=request.user)

    @transaction.atomic
    def delete_model(self, request: Any, obj: User) -> None:
        """Erase first what the person's own requests may be at work on, in the order of locks."""
        personal_data.erase(person=obj, with_account=False)
        super().delete_model(request, obj)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        """Delete the people who were ticked, one by one."""
        for person in queryset.order_by("pk"):
            self.delete_model(request, person)


class EnrolmentInline(TabularInline):
    """The students of a class."""

    model = Enrolment
    extra = 0
    autocomplete_fields = ("student",)


@admin.register(Classroom)
class ClassroomAdmin(FewWords, ModelAdmin):
    """Classes, their teachers and students, for superusers."""

    list_display = ("name", "join_code", "created_at")
    search_fields = ("name",)
    autocomplete_fields = ("teachers",)
    inlines = (EnrolmentInline,)
