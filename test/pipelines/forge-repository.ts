// The repository of the forge: commits, branches, pull requests, as GitHub and Azure Repos show them.
// Written from their REST documents (read 2026-11).
import { createHash } from "node:crypto";

export interface StandInCommit {
  readonly message: string;
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly parent: string | undefined;
}

export interface StandInPull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  title: string;
  text: string;
  state: "open" | "closed";
}

export interface Repository {
  readonly commits: Map<string, StandInCommit>;
  /** Id of the last commit by branch. */
  readonly branches: Map<string, string>;
  readonly trees: Map<string, Readonly<Record<string, string>>>;
  readonly pulls: StandInPull[];
}

/** One commit on main, with a file. */
export function emptyRepository(): Repository {
  const repository = { commits: new Map(), branches: new Map(), trees: new Map(), pulls: [] };
  const base = { message: "Begin", files: { "config/org.yaml": "a: 1\n" }, parent: undefined };
  repository.branches.set("main", kept(repository, base));
  return repository;
}

export function kept(
  { commits, trees }: Pick<Repository, "commits" | "trees">,
  commit: StandInCommit,
): string {
  const sha = shaOf(JSON.stringify(commit));
  commits.set(sha, commit);
  trees.set(shaOf(JSON.stringify(commit.files)), commit.files);
  return sha;
}

export function shaOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

export const refOf = (branch: string): string => `refs/heads/${branch}`;
export const branchOf = (ref: string): string => ref.replace(/^refs\/heads\//, "");
export const none = "0".repeat(40);
