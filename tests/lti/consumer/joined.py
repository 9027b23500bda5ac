"""This site and the real platform, each knowing the other."""

from tests.lti.consumer.running import RealPlatform, Unit
from tutor.services.lti.platforms import register_platform


def join(platform: RealPlatform, tool: str, *, ags: str = "programmatic") -> Unit:
    """Put the site at an address into the platform's course, where Tariq teaches and Amira learns."""
    unit = platform.make_unit(tool, ags=ags)
    register_platform(
        name="Hill School",
        issuer=unit.issuer,
        client_id=unit.client_id,
        auth_url=unit.auth_url,
        token_url=unit.token_url,
        keyset_url=unit.keyset_url,
        deployment_ids=(unit.deployment_id,),
    )
    platform.keep_person("tariq", name="Tariq Aziz", role="staff")
    platform.keep_person("amira", name="Amira Khan", role="student")
    return unit
