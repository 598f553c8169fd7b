import { chunksOf } from "../../../providers/core/compare.ts";
import { optionalText, textAt } from "../../../providers/core/json.ts";
import { definitionOf, recordIdOf, recordText } from "../../../providers/dataverse/links/record.ts";
import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import type { ChannelLink } from "../../../schemas/types/resources.ts";
import { accountOf } from "../reads/accounts.ts";
import type { Facts } from "../facts.ts";
import type { Prerequisite, Seen, Shortcoming } from "../prerequisite.ts";

const area = "Dynamics environment";
const needs = ["sign-in", "environment-answers", "application-user"];

function linksOf({ derived }: Facts): readonly { readonly label: string; readonly props: ChannelLink }[] {
  return derived.resources.flatMap((one) =>
    one.token === "dataverse:ChannelLink" ? [{ label: one.label, props: one.props }] : [],
  );
}

const isAsked = (facts: Facts): boolean => linksOf(facts).length > 0;

export const linkRows: readonly Prerequisite[] = [
  {
    id: "records-there",
    area,
    title: "records that config links are there",
    ...{ needs: [...needs, "tables-there"], isAsked },
    look: recordsThere,
  },
  {
    id: "link-users-in-environment",
    area,
    title: "people of teams with linked records are users of the environment, and enabled there",
    ...{ needs, isAsked },
    look: linkUsers,
  },
];

async function recordsThere(facts: Facts): Promise<Seen> {
  const links = linksOf(facts);
  const wrong = await Promise.all(
    links.map(async ({ label, props }): Promise<Shortcoming | undefined> => {
      const id = await recordIdOf(facts.api, props);
      const mend = "Correct recordId or recordKey of the link, or make the record.";
      const problem = `${label}: there is no ${recordText(props)}`;
      if (id === undefined) return { problem, mend };
      const { EntitySetName: set, PrimaryIdAttribute: idField } = await definitionOf(facts.api, props);
      const row = await facts.api
        .dataverse(props.environment)
        .find(`/${String(set)}(${id})?$select=${String(idField)}`);
      return row === undefined ? { problem, mend } : undefined;
    }),
  );
  return { evidence: `${links.length} links`, wrong: wrong.filter((one) => one !== undefined) };
}

/** Source: Dataverse systemuser (azureactivedirectoryobjectid, isdisabled), read 2026-11. */
async function linkUsers(facts: Facts): Promise<Seen> {
  const found = await facts.reads.accounts();
  const people = found.people.flatMap((person) => {
    const account = accountOf(person, found);
    return person.usesLinks && !person.isAway && account !== undefined ? [{ ...person, id: account.id }] : [];
  });
  const dataverse = facts.api.dataverse(facts.target.environment?.url ?? "");
  const rows = await Promise.all(
    chunksOf(people, bulkSizes.filterValues).map((some) => {
      const filter = some.map(({ id }) => `azureactivedirectoryobjectid eq ${id}`).join(" or ");
      const fields = "systemuserid,azureactivedirectoryobjectid,isdisabled";
      return dataverse.list(`/systemusers?$select=${fields}&$filter=${encodeURIComponent(filter)}`);
    }),
  );
  const users = new Map(
    rows
      .flat()
      .map((row) => [
        optionalText(row, "azureactivedirectoryobjectid")?.toLowerCase() ?? textAt(row, "systemuserid"),
        row,
      ]),
  );
  const wrong = people.flatMap(({ label, id }): Shortcoming[] => {
    const user = users.get(id);
    if (user !== undefined && user["isdisabled"] !== true) return [];
    const what =
      user === undefined ? "no user of the environment is this account" : "the user is disabled there";
    const mend =
      "Assign the licence, then Power Platform admin center, the environment, Users: add or enable them and give a security role.";
    return [{ problem: `${label}: ${what}; the linked record will not open`, mend }];
  });
  return { evidence: `${people.length - wrong.length} of ${people.length} people`, wrong };
}
