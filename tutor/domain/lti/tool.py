"""What this tool is called by platforms, and what it asks of them: for the page, Canvas and registration.

Source: LTI Dynamic Registration 1.0, section 3.2; Canvas, "Configuring LTI Advantage Tools".
"""

from dataclasses import dataclass
from typing import Any

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPES = (
    f"{AGS}lineitem",
    f"{AGS}lineitem.readonly",
    f"{AGS}result.readonly",
    f"{AGS}score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
# Never an e-mail address: nothing here is done with one.
CLAIMS = ("iss", "sub", "given_name", "family_name", "name")
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


@dataclass(frozen=True)
class Tool:
    """Where this tool is. All addresses are absolute."""

    name: str
    description: str
    host: str
    home: str
    login: str
    launch: str
    keys: str
    icon: str

    def registration(self) -> dict[str, Any]:
        """Return what is sent to a platform that registers tools by itself."""
        return {
            "application_type": "web",
            "response_types": ["id_token"],
            "grant_types": ["implicit", "client_credentials"],
            "initiate_login_uri": self.login,
            "redirect_uris": [self.launch],
            "client_name": self.name,
            "jwks_uri": self.keys,
            "logo_uri": self.icon,
            "token_endpoint_auth_method": "private_key_jwt",
            "scope": " ".join(SCOPES),
            TOOL: {
                "domain": self.host,
                "description": self.description,
                "target_link_uri": self.launch,
                "claims": list(CLAIMS),
                "messages": [
                    {"type": "LtiResourceLinkRequest", "target_link_uri": self.launch, "label": self.name},
                    {"type": "LtiDeepLinkingRequest", "target_link_uri": self.launch, "label": self.name},
                ],
            },
        }

    def canvas(self) -> dict[str, Any]:
        """Return the JSON that Canvas takes for a developer key."""
        opened = {"target_link_uri": self.launch, "text": self.name, "icon_url": self.icon, "enabled": True}
        link = {**opened, "message_type": "LtiResourceLinkRequest", "windowTarget": "_blank"}
        choose = {**opened, "message_type": "LtiDeepLinkingRequest"}
        return {
            "title": self.name,
            "description": self.description,
            "oidc_initiation_url": self.login,
            "target_link_uri": self.launch,
            "redirect_uris": [self.launch],
            "public_jwk_url": self.keys,
            "scopes": list(SCOPES),
            "custom_fields": {},
            "extensions": [
                {
                    "platform": "canvas.instructure.com",
                    "domain": self.host,
                    "tool_id": "attune",
                    # Names, and no address or picture.
                    "privacy_level": "name_only",
                    "settings": {
                        "text": self.name,
                        "icon_url": self.icon,
                        "placements": [
                            {**link, "placement": "course_navigation", "default": "disabled"},
                            {**choose, "placement": "assignment_selection"},
                            {**choose, "placement": "link_selection"},
                        ],
                    },
                }
            ],
        }
