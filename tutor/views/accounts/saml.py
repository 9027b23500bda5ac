"""SAML 2.0: assertions must be signed, answer a request of ours, and count once."""

import hashlib
import time
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.cache import cache
from django.http import HttpRequest

from tutor.settings.providers import Provider
from tutor.views.accounts.oidc import bound_uid

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
# By what common services call them: LDAP's object identifiers, and Microsoft's.
NAMES = {
    "uid": ["urn:oasis:names:tc:SAML:attribute:subject-id", "urn:oasis:names:tc:SAML:attribute:pairwise-id"],
    "email": [
        "urn:oid:0.9.2342.19200300.100.1.3",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "mail",
        "email",
    ],
    "first_name": [
        "urn:oid:2.5.4.42",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
        "givenName",
    ],
    "last_name": ["urn:oid:2.5.4.4", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "sn"],
}
LEAST_KEPT_S = 600


def settings_of(provider: Provider) -> dict[str, Any]:
    """Return a provider as allauth's SAML wants it, with what is lax by default made strict."""
    return {
        "attribute_mapping": {part: provider.names.get(part, names) for part, names in NAMES.items()},
        "idp": _metadata_of(provider),
        "verified_email": provider.trusts_email,
        "advanced": {
            "strict": True,
            "want_assertion_signed": True,
            "reject_idp_initiated_sso": True,
            "reject_deprecated_algorithm": True,
            "want_attribute_statement": False,
            # Schools' own networks have hosts without a dot.
            "allow_single_label_domains": True,
        },
    }


def _metadata_of(provider: Provider) -> dict[str, Any]:
    if "://" in provider.address:
        return {"metadata_url": provider.address, "entity_id": provider.entity or None}
    from pathlib import Path

    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

    text = Path(provider.address).read_text()
    found = OneLogin_Saml2_IdPMetadataParser.parse(text, entity_id=provider.entity or None)["idp"]
    certificates = found.get("x509certMulti", {}).get("signing") or [found["x509cert"]]
    return {
        "entity_id": found["entityId"],
        "sso_url": found["singleSignOnService"]["url"],
        "x509cert": certificates[0],
    }


class SamlProvider(SAMLProvider):
    """One identity provider."""

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Any:
        """Return who an assertion is about, the first time that it is shown."""
        named_by_attribute = "uid" in self._extract(response)
        if not named_by_attribute and response.get_nameid_format() == TRANSIENT:
            raise ImmediateHttpResponse(self._refuse(request, "the name identifier does not stay"))
        if not _is_new(response):
            raise ImmediateHttpResponse(self._refuse(request, "the assertion was shown before"))
        login = super().sociallogin_from_response(request, response)
        # A group's name may be given as the attribute's own or as what people call it.
        login.claims = {**response.get_friendlyname_attributes(), **response.get_attributes()}
        return login

    def extract_uid(self, data: Any) -> str:
        """Return what the provider calls a person, tied to the provider."""
        authority = data.get_settings().get_idp_data()["entityId"]
        return bound_uid(authority, str(super().extract_uid(data)))

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Keep nothing of what was said."""
        return {}

    def _refuse(self, request: HttpRequest, why: str) -> Any:
        return render_authentication_error(request, self, extra_context={"saml_errors": [why]})


def _is_new(response: Any) -> bool:
    """Take an assertion's number, and say whether nobody has shown it before; of two at once, one is new."""
    number = hashlib.sha256(str(response.get_last_assertion_id()).encode()).hexdigest()
    ends_at = response.get_last_assertion_not_on_or_after() or 0
    kept_s = max(LEAST_KEPT_S, int(ends_at - time.time()) + LEAST_KEPT_S)
    return bool(cache.add(f"saml:{number}", 1, kept_s))
