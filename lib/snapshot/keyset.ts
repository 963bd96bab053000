/** A column of the key by which batches go through a table. */
export interface KeyColumn {
  /** As it is stored, for messages. */
  readonly name: string;
  /** The column, for the text of a statement. */
  readonly sql: string;
  /** Reads its value as a text that loses nothing: no driver makes a number or a date of it. */
  readonly asText: string;
  /** Makes the value of an expression that holds such a text, `?` among them. */
  fromText(expression: string): string;
}

/** The texts of a row's key, in the order of its columns. */
export type Key = readonly string[];

/** A part of a statement with its bindings. */
export interface Fragment {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/**
 * What comes after a key, in the order of the key.
 *
 * @param comparesTuples whether the database finds `(a, b) > (?, ?)` by its index; MySQL does not:
 *   https://dev.mysql.com/doc/refman/8.4/en/row-constructor-optimization.html
 */
export function after(columns: readonly KeyColumn[], key: Key, comparesTuples: boolean): Fragment {
  return beyond(columns, key, '>', comparesTuples);
}

/** What comes before a key, and the row of the key itself. */
export function upTo(columns: readonly KeyColumn[], key: Key, comparesTuples: boolean): Fragment {
  return beyond(columns, key, '<=', comparesTuples);
}

function beyond(
  columns: readonly KeyColumn[],
  key: Key,
  operator: '>' | '<=',
  comparesTuples: boolean,
): Fragment {
  const values = columns.map((column) => column.fromText('?'));
  if (columns.length === 1 || comparesTuples) {
    const [left, right] = [columns.map(({ sql }) => sql), values].map((parts) =>
      parts.length === 1 ? parts.join('') : `(${parts.join(', ')})`,
    );
    return { sql: `${left} ${operator} ${right}`, bindings: key };
  }
  // The first column alone narrows the index; the rest sorts out where it is the same.
  const strict = operator.slice(0, 1);
  const alternatives = columns.map((_, last) => ({
    sql: columns
      .slice(0, last + 1)
      .map((column, index) => {
        const isLast = index === columns.length - 1;
        const sign = index < last ? '=' : isLast ? operator : strict;
        return `${column.sql} ${sign} ${values[index]}`;
      })
      .join(' and '),
    bindings: key.slice(0, last + 1),
  }));
  const [first] = columns;
  return {
    sql: `${first?.sql} ${strict}= ${values[0]} and (${alternatives.map(({ sql }) => `(${sql})`).join(' or ')})`,
    bindings: [key[0], ...alternatives.flatMap(({ bindings }) => bindings)],
  };
}
