#!/usr/bin/env bash
# pylti1p3next 2.0.2: NamesRolesProvisioningService.get_members()
#
# Guessed: it follows the "next" link of a membership container to the last page, however the Link header is
# written: RFC 8288 allows rel=next without quotes, other parameters before rel, and an address that is relative.
# Seen: only the form `<absolute address>; rel="next"` is found. Of the others the first page alone comes back,
# without an error, as if the class ended there: who is on a later page seems to have left.
# Instead: read the header with `requests.utils.parse_header_links` and resolve the address.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/v"
"$folder/v/bin/pip" install -qq --disable-pip-version-check pylti1p3next==2.0.2
cat > "$folder/show.py" <<'PY'
import json
import sys

import requests
from pylti1p3.names_roles import NamesRolesProvisioningService
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector

URL = "https://lms.example/members"


class Connector(ServiceConnector):
    def get_access_token(self, scopes):
        return "token"


class TwoPages(requests.Session):
    """A platform with two members on two pages."""

    def __init__(self, link):
        super().__init__()
        self.link = link

    def get(self, url, **kwargs):
        reply = requests.Response()
        reply.status_code, reply.url = 200, url
        is_last = url.endswith("page=2")
        reply._content = json.dumps({"members": [{"user_id": "2" if is_last else "1"}]}).encode()
        if not is_last:
            reply.headers["Link"] = self.link
        return reply


def members(link):
    connector = Connector(Registration(), requests_session=TwoPages(link))
    service = NamesRolesProvisioningService(connector, {"context_memberships_url": URL})
    return len(service.get_members())


found = {
    link: members(link)
    for link in (
        f'<{URL}?page=2>; rel="next"',
        f"<{URL}?page=2>; rel=next",
        f'<{URL}?page=2>; title="more"; rel="next"',
    )
}
for link, count in found.items():
    print(f"{count} of 2 members: Link: {link}")
sys.exit(list(found.values()) != [2, 1, 1])
PY
"$folder/v/bin/python" "$folder/show.py"
