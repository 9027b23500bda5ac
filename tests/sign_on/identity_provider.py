"""A real SAML identity provider (pysaml2 with xmlsec1), asked over its standard input, one JSON line each.

It runs in an environment of its own, and not in the tests' process: it makes its key and metadata first, then
answers each request with the form that a browser would post.
"""

import base64
import json
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_TRANSIENT, NameID
from saml2.server import Server


def make_key(folder):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    certificate = made.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))


def serve(folder):
    make_key(folder)
    base = "http://idp.example"
    sign_on = [(f"{base}/sso", BINDING_HTTP_REDIRECT)]
    settings = {
        "entityid": f"{base}/metadata",
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": sign_on},
                "name_id_format": [NAMEID_FORMAT_PERSISTENT],
            }
        },
        "key_file": str(folder / "key.pem"),
        "cert_file": str(folder / "cert.pem"),
    }
    (folder / "idp.xml").write_text(str(entity_descriptor(IdPConfig().load(dict(settings)))))
    tell("ready")
    for line in sys.stdin:
        tell(json.dumps(answer(settings, folder, json.loads(line))))


def tell(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def answer(settings, folder, asked):
    """Return the form for a request: as it should be, but for what the test asks to be wrong."""
    (folder / "sp.xml").write_text(asked["metadata"])
    with_site = settings | {"metadata": {"local": [str(folder / "sp.xml")]}}
    with_site["service"]["idp"]["policy"] = {"default": {"lifetime": {"minutes": asked.get("lasts_min", 5)}}}
    server = Server(config=IdPConfig().load(with_site))
    query = parse_qs(urlsplit(asked["address"]).query)
    request = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15).decode()
    number = request.split('ID="')[1].split('"')[0]
    form = NAMEID_FORMAT_TRANSIENT if asked.get("transient") else NAMEID_FORMAT_PERSISTENT
    reply = server.create_authn_response(
        asked["attributes"],
        None if asked.get("unasked") else number,
        asked["back"],
        sp_entity_id=asked.get("audience") or next(iter(server.metadata.keys())),
        name_id=NameID(format=form, text=asked["subject"]),
        sign_assertion=not asked.get("unsigned"),
        sign_response=False,
        sign_alg=None if asked.get("sha1") else "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest_alg=None if asked.get("sha1") else "http://www.w3.org/2001/04/xmlenc#sha256",
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": "idp"},
    )
    return {"SAMLResponse": base64.b64encode(str(reply).encode()).decode()}


serve(Path(sys.argv[1]))
