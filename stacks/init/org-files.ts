import { partsOf, type OrgPart, type Wishes } from "./wishes.ts";
import { yamlScalar } from "./yaml-text.ts";

/** Path by path: the org files, the region that they share, and the people. */
export function orgFiles(wishes: Wishes): readonly (readonly [path: string, text: string])[] {
  const regionFile = `regions/${idOf(wishes.region)}.yaml`;
  return [
    ...partsOf(wishes).flatMap((part): (readonly [string, string])[] => [
      [part.orgFile, orgFile(wishes, part, regionFile)],
      [`config/${part.peopleFile}`, wishes.people ?? "id,name,upn,personnelNumber,roles\n"],
    ]),
    [`config/${regionFile}`, regionText(wishes)],
  ];
}

/** A name as an id: small letters, digits and hyphens. */
function idOf(name: string): string {
  const id = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return /^[a-z]/.test(id) ? id : `region-${id}`.replace(/-$/, "");
}

function organizationId({ name, region }: Wishes): string {
  const id = idOf(name);
  return id === idOf(region) ? `${id}-organization` : id;
}

function orgFile(wishes: Wishes, part: OrgPart, regionFile: string): string {
  const environments = part.environments.map(
    ({ key, url }) => `  - key: ${yamlScalar(key)}
    url: ${yamlScalar(url)}
    collaboration: { basic: true, enhanced: true } # Teams inside Dynamics; leave out what is not to be touched`,
  );
  return `# What the tenant should look like. Editors complete this file; "npx store-teams check-config" says what it leads to.
apiVersion: org/v1

# Files with regions, stores and people. Add a region as a file of its own.
files: [${regionFile}, ${part.peopleFile}]

tenant:
  id: ${yamlScalar(part.tenant.id)}
  domain: ${yamlScalar(part.tenant.domain)}

# Apps that exist once in the tenant. The stack "${part.tenantStack}" owns them and gives each the consent of what it serves.
integration:
  apps:
    - key: collaboration
      displayName: Dynamics 365 Microsoft Teams Collaboration Integration
      appId: a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a # Microsoft's own app
      serves: [recordLinking]

# Dynamics environments. One stack each.
environments:
${environments.join("\n")}

hierarchy: { id: stores, name: Stores by region, purposes: [retailReporting] }

defaults:
  team:
    template: standard
    visibility: private
    owners: authoritative # owners that somebody adds by hand are removed again
    members: authoritative
    channels:
      - { key: shift-handoff, name: Shift handoff, description: What the next shift needs to know }
    onClose: archive
    onDestroy: retain

nodes:
  - { id: ${organizationId(wishes)}, kind: organization, name: ${yamlScalar(wishes.name)} }
`;
}

function regionText(wishes: Wishes): string {
  const region = idOf(wishes.region);
  return `# One region and its stores. Managers and workers are ids of the people's table.
apiVersion: org/v1

nodes:
  - { id: ${region}, kind: region, parent: ${organizationId(wishes)}, name: ${yamlScalar(wishes.region)} }
  # A store becomes a team once it has a manager:
  # - id: main-street
  #   kind: store
  #   parent: ${region}
  #   name: Main Street
  #   storeNumber: "0001"
  #   managers: [p-1]
  #   workers: [p-2, p-3]
`;
}
