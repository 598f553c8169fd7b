import { describe, expect, it } from "vitest";
import type { Org, TaskDeclaration, TaskList } from "../../../schemas/types/org.ts";
import { planHtml } from "../../../stacks/review/pages/html.ts";
import { planMarkdown } from "../../../stacks/review/pages/markdown.ts";
import { planText } from "../../../stacks/review/pages/text.ts";
import { chain, reportOf, toldIn } from "./kit.ts";

const tasks: TaskDeclaration[] = ["Lights", "Music", "Signs", "Till"].map((title) => ({
  id: title.toLowerCase(),
  title,
}));
const opening: TaskList = { id: "opening", name: "Opening", tasks };
const retailer = (...taskLists: TaskList[]): Org => ({ ...chain(12), taskLists });
const reworded = (count: number): TaskList => ({
  ...opening,
  tasks: tasks.map((task, index) => (index < count ? { ...task, title: `${task.title} first` } : task)),
});

describe("what a plan says of task lists", () => {
  it.each<[string, Org, Org, readonly string[]]>([
    ["nothing changes", retailer(opening), retailer(opening), []],
    [
      "three tasks change in all stores",
      retailer(opening),
      retailer(reworded(3)),
      ["task list Opening: 12 stores, 3 tasks changed (Lights first, Music first, Signs first)"],
    ],
    [
      "a task is added, one goes",
      retailer({ ...opening, tasks: tasks.slice(0, 3) }),
      retailer({ ...opening, tasks: tasks.slice(1) }),
      ["task list Opening: 12 stores, 1 task added (Till), 1 removed (Lights; what is done stays)"],
    ],
    [
      "two lists for other stores",
      retailer(),
      retailer(
        { ...opening, target: { nodes: ["s1", "s2"] } },
        { ...opening, id: "b", name: "Bakery", target: { nodes: ["s2"] } },
      ),
      [
        "task list Bakery: 1 store, 4 tasks added (Lights, Music, Signs, …)",
        "task list Opening: 2 stores, 4 tasks added (Lights, Music, Signs, …)",
      ],
    ],
    [
      "a list that config names no more",
      retailer(opening),
      retailer(),
      ['task list "opening": 12 stores, 4 tasks removed (Lights, Music, Signs, …; what is done stays)'],
    ],
  ])("%s", (_name, before, after, lines) => {
    expect(reportOf(before, after).taskLists).toEqual(lines);
  });

  it("is told in every form, and a line a store", () => {
    const report = reportOf(retailer(opening), retailer(reworded(3)));
    expect(report.counts.tasks).toEqual({ added: 0, moved: 0, changed: 12, removed: 0 });
    expect(report.counts.other.changed).toBe(0);
    expect(toldIn(report)[0]).toBe(
      "Region r0 | 000000 Store 0: tasks | Task list Opening: 3 tasks changed (Lights first, Music first, Signs first)",
    );
    const [line = ""] = report.taskLists;
    expect(planText(report).text).toContain(`Task lists (1)\n  ${line}`);
    expect(planText(report).text).toContain("dev: tasks in 12 stores");
    expect(planMarkdown(report, "plan.html").text).toContain(`**Task lists** (1)\n- ${line}`);
    expect(planHtml(report).text).toContain(`<li>${line}</li>`);
  });
});
