"""Platforms in the admin, for superusers: where they are, what they may do, whose accounts they open."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import URLField
from django.forms import BooleanField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from lti_tool.models import Key, LtiDeployment, LtiRegistration
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from content.language import gettext
from tutor.models import LtiAccount, LtiPlatform
from tutor.services.audit.acts import Act, note_act
from tutor.services.lti import keys
from tutor.services.lti.people import grant_asked_role
from tutor.services.lti.registration import LINK_DAYS, make_link

# django-lti's own page shows private keys.
admin.site.unregister(LtiRegistration)


class SuperusersOnly:
    """Lets superusers in, whatever permissions others were given: who is here decides who comes in."""

    def _may(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Say whether the list is offered."""
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether rows are shown."""
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether a row may be added."""
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether a row may be changed."""
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether a row may be deleted."""
        return self._may(request)


class PlatformInline(SuperusersOnly, StackedInline):
    """What the platform may do."""

    model = LtiPlatform
    fields = ("accepts_new_deployments",)
    max_num = 1
    can_delete = False


class DeploymentForm(ModelForm):
    """Allows what an administrator types; only a launch adds one that is switched off."""

    is_active = BooleanField(label=_("allowed"), initial=True, required=False)


class DeploymentInline(SuperusersOnly, TabularInline):
    """The places in the LMS that it may launch from; one that has asked and may not yet is there too."""

    model = LtiDeployment
    form = DeploymentForm
    fields = ("deployment_id", "is_active")
    extra = 1


class PlatformForm(ModelForm):
    """Refuses at once an address that no launch could ask."""

    def clean(self) -> dict[str, Any]:
        """See that each address is https."""
        said: dict[str, Any] = super().clean() or {}
        for name in ("auth_url", "token_url", "keyset_url"):
            if not settings.LTI_PLAIN_HTTP and said.get(name, "https:").startswith("http:"):
                words = gettext(
                    "An LMS is asked by https alone: keys and scores travel there. Give its https address."
                )
                self.add_error(name, ValidationError(words))
        return said


@admin.register(LtiRegistration)
class PlatformAdmin(SuperusersOnly, ModelAdmin):
    """Platforms: what an LMS shows once this tool was added there is pasted here."""

    form = PlatformForm
    list_display = ("name", "issuer", "client_id", "is_active", "datetime_created")
    fields = ("name", "issuer", "client_id", "auth_url", "token_url", "keyset_url", "audience", "is_active")
    inlines = (PlatformInline, DeploymentInline)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take an address without a scheme as https."""
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_urls(self) -> list[Any]:
        """Add the page that connects one more."""
        own = path(
            "connect/",
            self.admin_site.admin_view(self.connect),
            name="lti_tool_ltiregistration_connect",
        )
        return [own, *super().get_urls()]

    def connect(self, request: HttpRequest) -> HttpResponse:
        """Make a link for one registration, or a new key; show what an LMS asks for, and the keys."""
        if not self._may(request):
            raise PermissionDenied
        link = ""
        if request.method == "POST" and "key" in request.POST:
            keys.rotate()
            messages.success(request, gettext("A new key is published. It signs in an hour."))
        elif request.method == "POST":
            token = make_link(by=request.user)  # type: ignore[arg-type]
            link = request.build_absolute_uri(reverse("tutor:lti_register_by_link", args=[token]))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Connect a learning platform"),
            "link": link,
            "days": LINK_DAYS,
            "platforms": LtiRegistration.objects.order_by("name"),
            "keys": Key.objects.active().order_by("-datetime_created"),
        }
        return TemplateResponse(request, "lti/connect.html", context)


@admin.register(LtiAccount)
class LtiAccountAdmin(SuperusersOnly, ModelAdmin):
    """Whose account a subject of a platform opens, and who asks to be more than a student."""

    list_display = ("user", "platform", "subject", "asked_role", "was_made_here", "launched_at")
    list_filter = ("asked_role", "was_made_here")
    list_select_related = ("user", "lti_user__registration")
    fields = readonly_fields = (
        *("user", "platform", "subject", "asked_role", "was_made_here"),
        *("made_at", "linked_at", "launched_at"),
    )
    actions = ("grant",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: launches make them."""
        return False

    @admin.display(description=_("platform"))
    def platform(self, account: LtiAccount) -> str:
        """Return the platform's name."""
        return str(account.lti_user.registration.name)

    @admin.display(description=_("called there"))
    def subject(self, account: LtiAccount) -> str:
        """Return what the platform calls the person."""
        return str(account.lti_user.sub)

    @admin.action(description=_("Give them the role that their LMS asks for"))
    def grant(self, request: HttpRequest, queryset: Any) -> None:
        """Make teachers or authors of those who asked."""
        for account in queryset.exclude(asked_role="").order_by("pk"):
            role = account.asked_role
            if grant_asked_role(account=account):
                note_act(actor=None, request=request, action=Act.CHANGED, whose=account.user, what=role)
                words = gettext("%(name)s is now: %(role)s.")
                messages.success(request, words % {"name": account.user.display_name, "role": role})
