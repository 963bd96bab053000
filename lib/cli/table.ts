import type { Output } from './command.ts';

/** Prints rows of cells, indented, their columns one below the other. */
export function printTable(rows: readonly (readonly string[])[], output: Output): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    output.out(`  ${cells.join('  ')}`.trimEnd());
  }
}
