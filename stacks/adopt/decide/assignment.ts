/** One possible pair: a row (store) and a column (team) with the logarithm of its odds. */
export interface Edge {
  readonly row: number;
  readonly column: number;
  readonly weight: number;
}

/**
 * The pairs that together have the greatest sum of weights, each row and column once; a row may stay alone (weight 0).
 * Shortest augmenting paths, one row after the other, each within what is connected with it. Returns the column by row.
 */
export function bestAssignment(edges: readonly Edge[]): ReadonlyMap<number, number> {
  const byRow = Map.groupBy(
    edges.filter(({ weight }) => weight > 0),
    ({ row }) => row,
  );
  const columnOf = new Map<number, number>();
  const rowOf = new Map<number, number>();
  const rowPrice = new Map<number, number>();
  const columnPrice = new Map<number, number>();
  for (const row of byRow.keys()) augment(row, { byRow, columnOf, rowOf, rowPrice, columnPrice });
  return columnOf;
}

interface State {
  readonly byRow: ReadonlyMap<number, readonly Edge[]>;
  readonly columnOf: Map<number, number>;
  readonly rowOf: Map<number, number>;
  /** Prices that keep every reduced cost at or above zero, and at zero on assigned pairs. */
  readonly rowPrice: Map<number, number>;
  readonly columnPrice: Map<number, number>;
}

/** To stay alone, as a column of the row's own: numbers below zero. */
const alone = (row: number): number => -row - 1;

function augment(start: number, state: State): void {
  const { byRow, rowOf, rowPrice, columnPrice } = state;
  const best = new Map<number, Reached>();
  const done = new Map<number, number>();
  const rows = new Map<number, number>([[start, 0]]);
  // Each turn takes one column for good; there are as many as pairs, and one more for each row.
  for (let row: number | undefined = start; row !== undefined;) {
    const soFar = (rows.get(row) ?? 0) - (rowPrice.get(row) ?? 0);
    const from = row;
    const relax = (column: number, weight: number): void => {
      const cost = soFar - weight - (columnPrice.get(column) ?? 0);
      if (!done.has(column) && cost < (best.get(column)?.cost ?? Number.POSITIVE_INFINITY))
        best.set(column, { cost, from });
    };
    for (const { column, weight } of byRow.get(row) ?? []) relax(column, weight);
    relax(alone(row), 0);
    const column = cheapest(best, done);
    if (column === undefined) return;
    const cost = best.get(column)?.cost ?? 0;
    done.set(column, cost);
    row = rowOf.get(column);
    if (row === undefined) settle(column, { best, done, rows, start }, state);
    else rows.set(row, cost);
  }
}

interface Reached {
  readonly cost: number;
  readonly from: number;
}

function cheapest(best: ReadonlyMap<number, Reached>, done: ReadonlyMap<number, number>): number | undefined {
  let found: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [column, { cost }] of best) {
    if (done.has(column) || cost >= least) continue;
    [found, least] = [column, cost];
  }
  return found;
}

interface Search {
  readonly best: ReadonlyMap<number, Reached>;
  /** Columns that were taken, and rows that they led to, each with its cost. */
  readonly done: ReadonlyMap<number, number>;
  readonly rows: ReadonlyMap<number, number>;
  readonly start: number;
}

function settle(end: number, { best, done, rows, start }: Search, state: State): void {
  const { rowOf, columnOf, rowPrice, columnPrice } = state;
  const least = done.get(end) ?? 0;
  for (const [row, cost] of rows) rowPrice.set(row, (rowPrice.get(row) ?? 0) + least - cost);
  for (const [column, cost] of done) {
    if (column !== end) columnPrice.set(column, (columnPrice.get(column) ?? 0) - (least - cost));
  }
  for (let column = end; ;) {
    const row = best.get(column)?.from ?? start;
    const before = columnOf.get(row);
    columnOf.set(row, column);
    rowOf.set(column, row);
    if (row === start || before === undefined) break;
    column = before;
  }
}

/** Rounds after which what is known of each pair does not move any more in practice. */
const roundsMost = 40;

/**
 * Chance of each pair, 0..1, given that each row and column takes part once at most: every other pair of the row and
 * of the column speaks against it. Belief propagation on the graph of pairs. In the order of the edges.
 */
export function chances(edges: readonly Edge[]): readonly number[] {
  const odds = edges.map(({ weight }) => Math.exp(Math.min(25, Math.max(-25, weight))));
  const rows = groups(edges.map(({ row }) => row));
  const columns = groups(edges.map(({ column }) => column));
  let toColumn = [...odds];
  let toRow = [...odds];
  for (let round = 0; round < roundsMost; round++) {
    toColumn = messages(toRow, odds, rows);
    toRow = messages(toColumn, odds, columns);
  }
  return edges.map((_, index) => {
    const both = ((toColumn[index] ?? 0) * (toRow[index] ?? 0)) / (odds[index] ?? 1);
    return both / (1 + both);
  });
}

function messages(
  incoming: readonly number[],
  odds: readonly number[],
  siblings: readonly (readonly number[])[],
): number[] {
  const sent = [...odds];
  for (const all of siblings) {
    const total = all.reduce((sum, index) => sum + (incoming[index] ?? 0), 0);
    for (const index of all)
      sent[index] = (odds[index] ?? 0) / (1 + Math.max(0, total - (incoming[index] ?? 0)));
  }
  return sent;
}

function groups(keys: readonly number[]): readonly (readonly number[])[] {
  return [
    ...Map.groupBy(
      keys.map((key, index) => ({ key, index })),
      ({ key }) => key,
    ).values(),
  ].map((all) => all.map(({ index }) => index));
}
