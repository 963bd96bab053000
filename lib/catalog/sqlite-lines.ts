/** A row that is of one table. */
interface OfTable {
  /** Its name, as it is spelt there. */
  readonly table: string;
}

/** With the name by which SQLite finds the table. */
export type Keyed<Row> = Row & { readonly key: string };

/**
 * Rows that SQLite gives as one text, a line of JSON each, in the order in which it stores them. Of
 * the next text only the lines are parsed that stand between those that begin and those that end it
 * as before: SQLite writes a text faster than JavaScript builds rows.
 */
export class SqliteLines<Row extends OfTable> {
  #lines: readonly string[] = [];
  #rows: readonly Keyed<Row>[] = [];
  readonly #byKey = new Map<string, Set<Keyed<Row>>>();

  get rows(): readonly Keyed<Row>[] {
    return this.#rows;
  }

  /** The rows of some tables, in no order. */
  rowsOf(keys: Iterable<string>): Keyed<Row>[] {
    return [...keys].flatMap((key) => Array.from(this.#byKey.get(key) ?? []));
  }

  /**
   * Takes all rows instead of those that it knows.
   *
   * @param text null where there is no row
   * @returns the keys of the tables of which there are other rows
   */
  take(text: string | null): ReadonlySet<string> {
    const lines = text === null || text === '' ? [] : text.split('\n');
    const [old, oldRows] = [this.#lines, this.#rows];
    const most = Math.min(old.length, lines.length);
    let start = 0;
    while (start < most && lines[start] === old[start]) start += 1;
    let end = 0;
    while (end < most - start && lines.at(-1 - end) === old.at(-1 - end)) end += 1;

    const gone = oldRows.slice(start, old.length - end);
    const fresh = lines.slice(start, lines.length - end).map((line) => parseLine<Row>(line));
    this.#lines = lines;
    if (gone.length > 0 || fresh.length > 0) {
      this.#rows = [...oldRows.slice(0, start), ...fresh, ...oldRows.slice(old.length - end)];
    }
    for (const row of gone) this.#byKey.get(row.key)?.delete(row);
    for (const row of fresh) {
      const rows = this.#byKey.get(row.key);
      if (rows === undefined) this.#byKey.set(row.key, new Set([row]));
      else rows.add(row);
    }
    return new Set([...gone, ...fresh].map(({ key }) => key));
  }
}

function parseLine<Row extends OfTable>(line: string): Keyed<Row> {
  const row = JSON.parse(line) as Row;
  return { ...row, key: foldCase(row.table) };
}

/** SQLite takes names that differ in the case of A to Z for the same, and no others. */
export function foldCase(name: string): string {
  return name.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}
