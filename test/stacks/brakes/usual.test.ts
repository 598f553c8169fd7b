import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { brakeSettings } from "../../../stacks/program/checks/enforce-brakes.ts";
import { checkBrakes } from "../../../stacks/brakes/check.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { ledgerOf, type DeclaredNow } from "../../../stacks/brakes/applied-rosters.ts";
import { readSettings } from "../../../stacks/program/stack-settings.ts";
import type { Org, OrgNode, StoreNode } from "../../../schemas/types/org.ts";
import { org, organization, person } from "../org-builder.ts";

/** A retailer: 300 stores in six regions, with two managers and ten workers each. */
const numbers = Array.from({ length: 300 }, (_, index) => index);
const regions = Array.from({ length: 6 }, (_, index) => `region-${index}`);

function storeAt(index: number): StoreNode {
  return {
    id: `s-${index}`,
    kind: "store",
    parent: regions[index % regions.length] ?? "",
    name: `Store ${index}`,
    storeNumber: String(index).padStart(6, "0"),
    managers: [`m-${index}`, `n-${index}`],
    workers: Array.from({ length: 10 }, (_, one) => `w-${index}-${one}`),
  };
}

const usual = retailer(numbers.map(storeAt));

function retailer(stores: readonly StoreNode[], channels = ["news", "shifts"]): Org {
  const nodes: OrgNode[] = regions.map((id) => ({ id, kind: "region", parent: "contoso", name: id }));
  const ids = new Set(stores.flatMap(({ managers = [], workers = [] }) => [...managers, ...workers]));
  return org({
    defaults: { team: { members: "authoritative", channels: channels.map((key) => ({ key, name: key })) } },
    nodes: [organization, ...nodes, ...stores],
    people: [...ids].map((id) => person(id)),
  });
}

function ledger(of: Org): DeclaredNow {
  return ledgerOf(deriveEnvironment(of, "dev"), of);
}

/** What the usual limits say of this change, brake and place. */
function refusals(now: Org): readonly string[] {
  const settings = { brakes: {}, approvals: [], today: "2026-11-21" };
  const { refused, forbidden } = checkBrakes(ledger(usual), ledger(now), settings);
  return [...refused.map(({ brake, where }) => `${brake} ${where}`), ...forbidden.map(({ rule }) => rule)];
}

const changed = (edit: (store: StoreNode, index: number) => StoreNode): Org =>
  retailer(numbers.map((index) => edit(storeAt(index), index)));
const without = (list: readonly string[] = [], ...gone: readonly number[]): string[] =>
  list.filter((_, index) => !gone.includes(index));

describe("the usual limits", () => {
  it.each<[name: string, now: Org]>([
    ["nothing", usual],
    [
      "in each tenth store somebody leaves, in each tenth somebody comes",
      changed((store, index) => ({
        ...store,
        workers: [
          ...without(store.workers, index % 10 === 0 ? 3 : -1),
          ...(index % 10 === 1 ? [`new-${index}`] : []),
        ],
      })),
    ],
    [
      "twenty people move to the next store, in another region",
      changed((store, index) => ({
        ...store,
        workers: [
          ...without(store.workers, index % 15 === 0 ? 0 : -1),
          ...(index % 15 === 1 ? [`w-${index - 1}-0`] : []),
        ],
      })),
    ],
    [
      "five stores get another manager, and one gets two",
      changed((store, index) => {
        if (index === 7) return { ...store, managers: ["x-7", "y-7"] };
        return index % 60 === 0 ? { ...store, managers: [`m-${index}`, `x-${index}`] } : store;
      }),
    ],
    [
      "two stores open, one closes",
      retailer([
        ...numbers.map((index) => ({
          ...storeAt(index),
          ...(index === 8 ? { closed: { on: "2026-11-20", because: "sold" } } : {}),
        })),
        storeAt(300),
        storeAt(301),
      ]),
    ],
    ["all teams get a channel more", retailer(numbers.map(storeAt), ["news", "shifts", "tips"])],
    [
      "a store of twelve loses nine workers",
      changed((store, index) =>
        index === 3 ? { ...store, workers: without(store.workers, 0, 1, 2, 3, 4, 5, 6, 7, 8) } : store,
      ),
    ],
  ])("let pass: %s", (_name, now) => {
    expect(refusals(now)).toEqual([]);
  });

  it.each<[name: string, now: Org, refused: readonly string[]]>([
    [
      "one region loses two workers in each store",
      changed((store, index) =>
        index % 6 === 0 ? { ...store, workers: without(store.workers, 0, 1) } : store,
      ),
      ["region-members region-0"],
    ],
    [
      "each store of the tenant loses a worker",
      changed((store) => ({ ...store, workers: without(store.workers, 0) })),
      ["tenant-members tenant"],
    ],
    [
      "one store is emptied",
      changed((store, index) => (index === 3 ? { ...store, workers: [] } : store)),
      ["store-members 000003"],
    ],
    [
      "half the managers of a region are others",
      changed((store, index) =>
        index % 6 === 0 ? { ...store, managers: [`m-${index}`, `z-${index}`] } : store,
      ),
      ["region-owners region-0"],
    ],
    [
      "one person becomes manager everywhere, beside the others",
      changed((store) => ({ ...store, managers: [...(store.managers ?? []), "m-0"] })),
      ["new-owners tenant"],
    ],
    [
      "all second managers go",
      changed((store) => ({ ...store, managers: without(store.managers, 1) })),
      [
        ...regions.map((region) => `region-owners ${region}`),
        "tenant-owners tenant",
        "tenant-members tenant",
      ],
    ],
    [
      "one store is left out",
      retailer(numbers.slice(1).map(storeAt)),
      ["store-members 000000", "teams tenant"],
    ],
    ["a channel is dropped for all", retailer(numbers.map(storeAt), ["news"]), ["channels tenant"]],
    [
      "the managers of a store go",
      changed((store, index) => (index === 3 ? { ...store, managers: [] } : store)),
      ["owners"],
    ],
  ])("stop: %s", (_name, now, refused) => {
    expect(refusals(now)).toEqual(refused);
  });

  it("are those of the stack file where it says others", () => {
    const file = {
      program: "environment",
      brakes: JSON.stringify({
        teams: { atLeast: 2, fraction: 0 },
        "store-members": { atLeast: 12, fraction: 1 },
      }),
    };
    pulumi.runtime.setAllConfig(
      Object.fromEntries(Object.entries(file).map(([key, value]) => [`store-teams:${key}`, value])),
    );
    const settings = brakeSettings(readSettings(new pulumi.Config("store-teams")));
    const now = ledger(retailer(numbers.slice(1).map(storeAt)));
    expect(checkBrakes(ledger(usual), now, settings).refused).toEqual([]);
    const fewer = ledger(retailer(numbers.slice(2).map(storeAt)));
    expect(checkBrakes(ledger(usual), fewer, settings).refused.map(({ brake }) => brake)).toEqual(["teams"]);
  });
});
