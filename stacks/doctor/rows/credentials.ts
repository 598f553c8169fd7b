import { optionalObject, objectsAt, optionalText } from "../../../providers/core/json.ts";
import type { ClientSecret } from "../../../schemas/types/resources.ts";
import type { Facts } from "../facts.ts";
import type { Prerequisite, Seen, Shortcoming } from "../prerequisite.ts";

const area = "apps and consent";

function secretsOf({
  tenantWide,
}: Facts): readonly { readonly label: string; readonly props: ClientSecret }[] {
  return tenantWide.resources.flatMap((one) =>
    one.token === "graph:ClientSecret" ? [{ label: one.label, props: one.props }] : [],
  );
}

const isAsked = (facts: Facts): boolean => facts.program === "tenant" && secretsOf(facts).length > 0;
const permission = "Policy.Read.All";
const needs = ["sign-in", "tenant"];

/** One restriction of the tenant that is in force for apps of any age. */
interface Restriction {
  readonly type: string;
  readonly maxDays: number | undefined;
  /** Apps made before are free of it; undefined: none are. */
  readonly from: string | undefined;
}

/** Source: Microsoft Graph "tenantAppManagementPolicy", "passwordCredentialConfiguration", read 2026-11. */
async function restrictions({ api }: Facts): Promise<readonly Restriction[]> {
  const policy = await api.graph.get("/policies/defaultAppManagementPolicy");
  if (policy["isEnabled"] !== true) return [];
  const rules = optionalObject(policy, "applicationRestrictions");
  const passwords = rules === undefined ? [] : objectsAt(rules, "passwordCredentials");
  return passwords
    .filter(({ state }) => state !== "disabled")
    .map((one) => {
      const days = /^P(\d+)D/.exec(optionalText(one, "maxLifetime") ?? "")?.[1];
      return {
        type: optionalText(one, "restrictionType") ?? "",
        maxDays: days === undefined ? undefined : Number(days),
        from: optionalText(one, "restrictForAppsCreatedAfterDateTime"),
      };
    });
}

function since({ from }: Restriction): string {
  return from === undefined ? "" : ` for apps made after ${from.slice(0, 10)}`;
}

const exempt =
  "Entra, Application management policies: exempt the app, or let its headquarters sign in with a certificate.";

export const credentialRows: readonly Prerequisite[] = [
  {
    id: "secrets-allowed",
    area,
    title: "the tenant lets apps have secrets",
    ...{ needs, permission, isAsked },
    look: async (facts): Promise<Seen> => {
      const all = await restrictions(facts);
      const wrong = all
        .filter(({ type }) => type === "passwordAddition")
        .map((one): Shortcoming => ({
          problem: `the tenant's policy forbids new secrets${since(one)}`,
          mend: exempt,
        }));
      return { evidence: `${all.length} restrictions of secrets`, wrong };
    },
  },
  {
    id: "secret-lifetime",
    area,
    title: "secrets may live as long as config says",
    ...{ needs, permission, isAsked },
    look: async (facts): Promise<Seen> => {
      const all = (await restrictions(facts)).filter(({ type }) => type === "passwordLifetime");
      const wrong = secretsOf(facts).flatMap(({ label, props }) =>
        all.flatMap((one): Shortcoming[] =>
          one.maxDays === undefined || props.validDays <= one.maxDays
            ? []
            : [
                {
                  problem: `${label}: validDays ${props.validDays}, the tenant allows ${one.maxDays}${since(one)}`,
                  mend: `Write validDays: ${one.maxDays} or less at the secret of the registration.`,
                },
              ],
        ),
      );
      const shortest = Math.min(...all.flatMap(({ maxDays }) => maxDays ?? []));
      return { evidence: Number.isFinite(shortest) ? `at most ${shortest} days` : "no limit", wrong };
    },
  },
  {
    id: "key-vault",
    area,
    title: "the key vaults that keep secrets can be read",
    needs: ["sign-in"],
    permission: "the role Key Vault Reader at the vault",
    isAsked: (facts) => facts.program === "tenant" && vaultsOf(facts).length > 0,
    look: async (facts): Promise<Seen> => {
      const vaults = vaultsOf(facts);
      for (const { vault, secretName } of vaults)
        await facts.api.vault(vault).list(`/secrets/${secretName}/versions`);
      return { evidence: vaults.map(({ vault }) => vault).join(", "), wrong: [] };
    },
  },
];

function vaultsOf(facts: Facts): readonly NonNullable<ClientSecret["keyVault"]>[] {
  return secretsOf(facts).flatMap(({ props }) => props.keyVault ?? []);
}
