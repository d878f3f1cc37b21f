/** Rows of which each machine has one at most, by machine. */
export const byMachine = <Row extends { machineId: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.machineId, row]));

/** Tags by machine, in their order. */
export function tagsByMachine(
  rows: readonly { readonly machineId: string; readonly tag: string }[],
): Map<string, string[]> {
  const groups = groupedBy(rows, ({ machineId }) => machineId);
  return new Map([...groups].map(([machineId, group]) => [machineId, group.map(({ tag }) => tag).sort()]));
}

/** Rows by what they have in common, in the order in which each group and each row came first. */
export function groupedBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
