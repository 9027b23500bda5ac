"""Platforms and their deployments: what a launch may come from."""

from typing import Any

from django.db import transaction
from lti_tool.models import LtiDeployment, LtiRegistration

from tutor.models import LtiPlatform, User
from tutor.services.lti.keys import signing_key


def registration_of(platform: LtiRegistration) -> Any:
    """Return a platform as pylti1p3 knows it, with the key that signs what we send there."""
    from pylti1p3.registration import Registration

    key = signing_key()
    found = (
        Registration()
        .set_issuer(platform.issuer)
        .set_client_id(platform.client_id)
        .set_auth_login_url(platform.auth_url)
        .set_auth_token_url(platform.token_url)
        .set_key_set_url(platform.keyset_url)
        .set_tool_private_key(key.private)
        .set_tool_public_key(key.public)
    )
    return found.set_auth_audience(platform.audience) if platform.audience else found


def find_platform(*, issuer: str, client_id: str = "") -> LtiRegistration | None:
    """Return an active platform. The client id may be missing where the issuer has one registration alone."""
    found = LtiRegistration.objects.active().filter(issuer=issuer)
    if client_id:
        return found.filter(client_id=client_id).first()
    only = list(found[:2])
    return only[0] if len(only) == 1 else None


def find_deployment(*, platform: LtiRegistration, deployment_id: str) -> LtiDeployment | None:
    """Return a deployment from which launches are taken.

    To be asked of a token whose signature was checked: one that is new here is kept, so that an administrator
    can allow it, or is allowed at once where the platform is trusted with that.
    """
    trusted = LtiPlatform.objects.filter(registration=platform, accepts_new_deployments=True).exists()
    found, _ = LtiDeployment.objects.get_or_create(
        registration=platform, deployment_id=deployment_id, defaults={"is_active": trusted}
    )
    return found if found.is_active else None


@transaction.atomic
def register_platform(
    *,
    name: str,
    issuer: str,
    client_id: str,
    auth_url: str,
    token_url: str,
    keyset_url: str,
    audience: str = "",
    deployment_ids: tuple[str, ...] = (),
    accepts_new_deployments: bool = False,
    by: User | None = None,
) -> LtiRegistration:
    """Keep a platform with the deployments that it named.

    Raises:
        ValueError: a platform of this issuer and client id is there already. It is not overwritten: whoever
            may register one more must not be able to take over one that is in use.
    """
    addresses = {"auth_url": auth_url, "token_url": token_url, "keyset_url": keyset_url}
    platform, created = LtiRegistration.objects.get_or_create(
        issuer=issuer, client_id=client_id, defaults={"name": name[:255], "audience": audience, **addresses}
    )
    if not created:
        raise ValueError("there is one already")
    for deployment_id in deployment_ids:
        LtiDeployment.objects.create(registration=platform, deployment_id=deployment_id, is_active=True)
    LtiPlatform.objects.create(
        registration=platform, accepts_new_deployments=accepts_new_deployments, registered_by=by
    )
    return platform
