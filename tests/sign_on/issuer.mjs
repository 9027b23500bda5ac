// A real OpenID provider for tests: one client, people by their login name, signed in by /interaction's form.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const { port, redirects, anywhere, people } = JSON.parse(readFileSync(0, "utf8"));
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "attune",
      client_secret: "only-for-tests-only-for-tests-32",
      redirect_uris: redirects,
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  cookies: { keys: ["only-for-tests"] },
  claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["given_name", "family_name"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  async findAccount(_context, id) {
    const claims = people[id];
    return claims && { accountId: id, claims: async () => ({ sub: id, ...claims }) };
  },
  features: { devInteractions: { enabled: true } },
});

// A browser's test starts its site after this, at a port that nobody knows yet.
if (anywhere) provider.Client.prototype.redirectUriAllowed = () => true;

provider.listen(port, "127.0.0.1", () => console.log("ready"));
