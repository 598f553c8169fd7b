/** The value at `x` on straight lines between points, which are in the order of their first number; flat outside. */
export function interpolated(points: readonly (readonly [x: number, y: number])[], x: number): number {
  const next = points.findIndex(([limit]) => x <= limit);
  const [high, low] = [points[next] ?? points.at(-1), points[next - 1]];
  if (high === undefined) throw new RangeError("there are no points to draw lines between");
  if (low === undefined || next < 0) return high[1];
  return low[1] + ((x - low[0]) / (high[0] - low[0])) * (high[1] - low[1]);
}
