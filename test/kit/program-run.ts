import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { memberBody } from "../../providers/graph/team/people/change-members.ts";
import { inputsOf, stateAfter } from "../../providers/pulumi-state.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { StackSettings } from "../../stacks/program/stack-settings.ts";
import { disconnect } from "../../stacks/program/connect.ts";
import { environmentProgram } from "../../stacks/program/environment.ts";
import { tenantProgram } from "../../stacks/program/tenant.ts";
import { nowhere, type Places } from "../../stacks/derive/positions.ts";
import type { CompleteOrg } from "../../schemas/validate.ts";
import type { LiveTenant } from "./live-tenant.ts";

/** How one run of a program ended. */
export interface Ended {
  /** The text of what refused it; undefined when nothing did. */
  readonly refusal: string | undefined;
  readonly warnings: readonly string[];
}

/** The programs of both stacks of one tenant, run in this process. */
export interface Programs {
  run(request: {
    readonly program: "tenant" | "environment";
    readonly org: CompleteOrg;
    readonly preview: boolean;
    readonly settings?: Partial<StackSettings>;
    readonly places?: Places;
    /** Names of the resources that are done when the run is killed. Left out: all of them, and the run ends. */
    readonly killedAfter?: readonly string[];
  }): Promise<Ended>;
  /** Somebody adds a person to a team in Teams itself. */
  addByHand(teamId: string, person: string): Promise<void>;
}

interface Stack {
  resources: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

const ourTypes = "pulumi-nodejs:dynamic/";

/**
 * Runs the real programs against the emulated tenant with a small stand-in for Pulumi's engine: what a program
 * declares is reconciled by its own type, state and outputs are kept from run to run. It removes nothing that leaves
 * the config, and runs one program at a time. Where the engine itself matters, test/engine/ uses the real one.
 */
export function programsOn(tenant: LiveTenant): Programs {
  Object.assign(process.env, tenant.environmentOf("deployer"));
  const stacks = new Map<string, Stack>();
  const api = tenant.as("deployer");
  const warn = vi.spyOn(pulumi.log, "warn").mockImplementation(async () => {});
  vi.spyOn(pulumi.log, "info").mockImplementation(async () => {});

  async function made(stack: string, { type, name, inputs }: pulumi.runtime.MockResourceArgs) {
    const resourceType = typeByToken(type.slice(ourTypes.length));
    const given = inputs as Readonly<Record<string, unknown>>;
    const run = { type: resourceType, api, desired: inputsOf(resourceType, given), patience: usualPatience };
    const done = await reconcile(run, { remembered: {} });
    return { id: done.present.id, name, state: stateAfter(resourceType, given, done), stack };
  }

  return {
    addByHand: async (teamId, person) => {
      const ids = await api.people.idsByName([person]);
      const values = [memberBody(false, ids.get(person) ?? "")];
      await api.graph.send("POST", `/teams/${teamId}/members/add`, { values });
    },
    run: async ({ program, org, preview, settings = {}, places = nowhere, killedAfter }) => {
      const name = program === "tenant" ? "tenant" : "dev";
      const stack = stacks.get(`organization/store-teams/${name}`) ?? { resources: {}, outputs: {} };
      const resources: Record<string, unknown> = {};
      const mocks: pulumi.runtime.Mocks = {
        newResource: async (args) => {
          const isReached = killedAfter === undefined || killedAfter.includes(args.name);
          if (!args.type.startsWith(ourTypes) || preview || !isReached)
            return { id: args.name, state: args.inputs as object };
          const { id, state } = await made(name, args);
          resources[`urn:pulumi:${name}::store-teams::${args.type}::${args.name}`] = { outputs: state };
          return { id, state };
        },
        call: ({ token, inputs }) => {
          const asked = inputs as { name?: string; stackName?: string };
          const other = stacks.get(asked.name ?? asked.stackName ?? "");
          if (token === "pulumi:pulumi:readStackOutputs") return { outputs: other?.outputs ?? {} };
          if (token === "pulumi:pulumi:readStackResourceOutputs") return { outputs: other?.resources ?? {} };
          throw new Error(`no stand-in for ${token}`);
        },
      };
      // Each run of the real engine is a process of its own, which signs in anew.
      disconnect();
      await pulumi.runtime.setMocks(mocks, "store-teams", name, preview, "organization");
      warn.mockClear();
      const all: StackSettings = { ...usualSettings(program), ...settings };
      const warnings = (): readonly string[] => warn.mock.calls.map(([text]) => text);
      try {
        const applied =
          program === "tenant"
            ? await tenantProgram(org, places, all, preview)
            : await environmentProgram(org, places, all, preview);
        await pulumi.runtime.disconnect();
        if (!preview) {
          Object.assign(stack.resources, resources);
          // The engine keeps outputs when a program ends, resources as they are done.
          if (killedAfter === undefined) stack.outputs = { applied: await plain(applied) };
          stacks.set(`organization/store-teams/${name}`, stack);
        }
        return { refusal: undefined, warnings: warnings() };
      } catch (error) {
        if (!pulumi.RunError.isInstance(error)) throw error;
        return { refusal: error.message, warnings: warnings() };
      }
    },
  };
}

function usualSettings(program: string): StackSettings {
  return {
    program,
    org: "org.yaml",
    environment: "dev",
    tenantStack: "organization/store-teams/tenant",
    share: {},
    protect: true,
    brakes: {},
    approvals: [],
    identities: [],
    vendor: undefined,
  };
}

/** Outputs as the engine would store them. */
async function plain(applied: object): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    pulumi.output(applied).apply((value) => {
      resolve(value as Record<string, unknown>);
    });
  });
}
