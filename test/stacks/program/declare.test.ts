import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { providerText } from "../../../providers/pulumi-state.ts";
import { resourceTypes } from "../../../providers/registry.ts";
import { declareAll, StoreTeamsResource } from "../../../stacks/program/declare.ts";
import type { DesiredResource } from "../../../stacks/derive/desired-resource.ts";

interface Made {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}
/** Outputs that the engine is told to encrypt, by token. */
const encrypted = new Map<string, unknown>();
const made: Made[] = [];

function desired(token: string, name: string, dependsOn: string[] = []): DesiredResource {
  const config = { file: "org.yaml", line: 1 };
  const shared = { label: name, because: "test", protect: false, retainOnDelete: false, config };
  return { token, name, props: { some: "input" }, dependsOn, ...shared } as unknown as DesiredResource;
}

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        made.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: name, state: inputs as Record<string, unknown> };
      },
      call: () => ({}),
    },
    "store-teams",
    "dev",
    false,
  );
  await declareAll(
    resourceTypes.flatMap(({ token }, index) => [
      desired(token, `${index}-a`, ["not-declared"]),
      desired(token, `${index}-b`, [`${index}-a`]),
    ]),
  );
  for (const { token } of resourceTypes) {
    const note: pulumi.ResourceTransformation = ({ opts }) => {
      encrypted.set(token, (opts as pulumi.CustomResourceOptions).additionalSecretOutputs);
      return undefined;
    };
    new StoreTeamsResource(desired(token, `${token}-alone`), {}, { transformations: [note] });
  }
  await pulumi.runtime.disconnect();
});

describe("what a program declares", () => {
  it.each(resourceTypes.map(({ token }) => token))(
    "%s: text for the state is small, and the same for each resource",
    (token) => {
      const texts = made
        .filter(({ type }) => type === `pulumi-nodejs:dynamic/${token}`)
        .map(({ inputs }) => String(inputs["__provider"]));
      expect(texts).toHaveLength(3);
      expect(new Set(texts)).toEqual(new Set([providerText(token)]));
      expect(Buffer.byteLength(providerText(token))).toBeLessThanOrEqual(300);
    },
  );

  it.each(resourceTypes.map(({ token }) => token))(
    "%s: the text leads to the current code, from a bare package name",
    (token) => {
      const text = providerText(token);
      expect(text).not.toMatch(/[/\\](home|Users|root|tmp|work)[/\\]|file:/);
      const module: { handler?: () => Record<string, unknown> } = {};
      // Pulumi evaluates the text as a CommonJS module in the project folder, as here.
      const evaluated = compileFunction(text, ["exports", "require"]) as (...values: unknown[]) => void;
      evaluated(module, createRequire(import.meta.url));
      expect(Object.keys(module.handler?.() ?? {}).toSorted()).toEqual([
        "check",
        "create",
        "delete",
        "diff",
        "read",
        "update",
      ]);
    },
  );

  it("is encrypted where a type says so: the value of a client secret", () => {
    const named = [...encrypted].filter(([, outputs]) => (outputs as readonly string[]).length > 0);
    expect(named).toEqual([["graph:ClientSecret", ["clientSecret"]]]);
  });

  it("reaches the engine as one text, which says what config says", () => {
    expect(new Set(made.map(({ inputs }) => inputs["declared"]))).toEqual(new Set(['{"some":"input"}']));
  });

  it("refuses resources that depend on each other in a circle", async () => {
    const circle = [desired("graph:Team", "x", ["y"]), desired("graph:Team", "y", ["x"])];
    await expect(declareAll(circle)).rejects.toThrow(/x → y → x/);
  });
});
