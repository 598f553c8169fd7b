// For tests of permissions: clients that hold exactly the app roles that a test names.
import { signToken } from "./identity/keys.ts";
import { Client, type TestTenant } from "./support.ts";

/** A client of no application in particular, unless one is named by its object id, with these app roles. */
export async function clientWith(
  tenant: TestTenant,
  roles: readonly string[],
  objectId = "22222222-0000-4000-8000-000000000000",
): Promise<Client> {
  const { ready, core, caCertificate } = tenant.running;
  const seconds = Math.floor(tenant.world.now().getTime() / 1000);
  const token = await signToken(core.identity.key, {
    aud: ready.graphUrl,
    tid: ready.tenantId,
    appid: "11111111-0000-4000-8000-000000000000",
    oid: objectId,
    roles: [...roles],
    nbf: seconds,
    exp: seconds + 3600,
  });
  return new Client(ready.graphUrl, caCertificate, { authorization: `Bearer ${token}` });
}
