/** What a repository is made for. Texts as people typed them; `problemsOf` says what is wrong with them. */
export interface Wishes {
  /** Name of the organization. */
  readonly name: string;
  readonly tenant: Tenant;
  readonly environments: readonly Environment[];
  /** Name of the region that the org begins with. */
  readonly region: string;
  /** Where Pulumi keeps the state, such as `azblob://state?storage_account=name`. */
  readonly backend: string;
  readonly forge: Forge;
  /** Content of a table with people; unset: its heading alone. */
  readonly people?: string;
  /** Version of the tool, exact. */
  readonly version: string;
}

export interface Tenant {
  readonly id: string;
  readonly domain: string;
}

/** A Dynamics environment: a stack of its own. */
export interface Environment {
  readonly key: string;
  readonly url: string;
  /** Unset: in the tenant of the others. */
  readonly tenant?: Tenant;
}

export const forges = ["github", "none"] as const;
export type Forge = (typeof forges)[number];

/** One org file: a tenant and the environments in it. */
export interface OrgPart {
  readonly tenant: Tenant;
  readonly environments: readonly Environment[];
  /** Path in the repository. */
  readonly orgFile: string;
  readonly peopleFile: string;
  readonly tenantStack: string;
}

/** The tenants of a repository in the order of their first environments: org file, people, stack of the consent. */
export function partsOf({ tenant, environments }: Wishes): readonly OrgPart[] {
  const own = environments.filter((environment) => environment.tenant === undefined);
  return environments.flatMap((environment): OrgPart[] => {
    const { key, tenant: other } = environment;
    if (other !== undefined) return [partOf(other, [environment], `-${key}`)];
    return environment === own[0] ? [partOf(tenant, own, "")] : [];
  });
}

function partOf(tenant: Tenant, environments: readonly Environment[], suffix: string): OrgPart {
  return {
    tenant,
    environments,
    orgFile: `config/org${suffix}.yaml`,
    peopleFile: `people${suffix}.csv`,
    tenantStack: `tenant${suffix}`,
  };
}

/** The stacks in the order in which a change goes through them: consent before what rests on it. */
export function stacksOf(wishes: Wishes): readonly string[] {
  return partsOf(wishes).flatMap(({ tenantStack, environments }) => [
    tenantStack,
    ...environments.map(({ key }) => key),
  ]);
}

const keyPattern = /^[a-z][a-z0-9-]*$/;

/** What no check of the org file would tell, a sentence each. */
export function problemsOf(wishes: Wishes): readonly string[] {
  const { environments } = wishes;
  const keys = environments.map(({ key }) => key);
  return [
    ...(environments.length === 0
      ? ["--environment: name at least one, such as prod=https://name.crm4.dynamics.com"]
      : []),
    ...keys
      .filter((key) => !keyPattern.test(key) || key === "tenant" || key.startsWith("tenant-"))
      .map(
        (key) =>
          `--environment: "${key}" cannot be the name of a stack; expected small letters, such as prod`,
      ),
    ...keys
      .filter((key, index) => keys.indexOf(key) < index)
      .map((key) => `--environment: "${key}" is named twice`),
    ...(/^[a-z0-9]+:\/\//.test(wishes.backend)
      ? []
      : [
          `--backend: "${wishes.backend}" is no address; expected one such as azblob://state?storage_account=name`,
        ]),
  ];
}
