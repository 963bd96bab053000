/** Where values come from: a list of expressions, or rows of another table. */
export type ValueSource =
  | { readonly columns: readonly [string]; readonly expressions: readonly string[] }
  | {
      readonly columns: readonly string[];
      readonly table: { readonly schema: string | null; readonly name: string };
      readonly from: readonly string[];
      readonly orNull: boolean;
    };

/** Columns whose values hang together, by a check or a foreign key. */
export interface Component {
  readonly columns: readonly string[];
  readonly sources: readonly ValueSource[];
  /** Columns that are what another one is: a row that refers to itself. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly checks: readonly CheckedExpression[];
}

export interface CheckedExpression {
  readonly name: string | null;
  readonly definition: string;
  /** Those that are given a value. */
  readonly columns: readonly string[];
  /** Those that are worked out from them. */
  readonly generated: readonly GeneratedColumn[];
}

export interface GeneratedColumn {
  readonly name: string;
  readonly expression: string;
  readonly columns: readonly string[];
}

export interface RowPlan {
  readonly components: readonly Component[];
}

/** Puts together what a check or a source has to do with each other. */
export function componentsOf(
  sources: readonly ValueSource[],
  aliases: ReadonlyMap<string, string>,
  checks: readonly CheckedExpression[],
): Component[] {
  const given = new Set([...sources.flatMap(({ columns }) => columns), ...aliases.keys()]);
  const usable = checks.filter(({ columns }) => columns.every((name) => given.has(name)));
  const groups: Set<string>[] = [];
  for (const together of [
    ...sources.map(({ columns }) => columns),
    ...aliases,
    ...usable.map(({ columns }) => columns),
  ]) {
    const touched = groups.filter((group) => together.some((name) => group.has(name)));
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([...together, ...touched.flatMap((group) => Array.from(group))]));
  }
  return groups.map((group) => ({
    columns: [...group],
    sources: sources.filter(({ columns }) => columns.some((name) => group.has(name))),
    aliases: new Map([...aliases].filter(([name]) => group.has(name))),
    checks: usable.filter(({ columns }) => columns.some((name) => group.has(name))),
  }));
}
