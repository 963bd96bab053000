import { marksOf, type Dictionary, type KeyMark } from './dictionary.ts';

/** What the script of the page knows of a dictionary; all else stands in the page as HTML. */
export interface PageData {
  readonly tables: readonly PageTable[];
  readonly arrows: readonly PageArrow[];
}

export interface PageTable {
  readonly id: string;
  readonly label: string;
  readonly isView: boolean;
  readonly columns: readonly string[];
  /** What its box in a diagram holds, by columns that are of a key. */
  readonly keys: readonly (readonly [column: string, marks: readonly KeyMark[]])[];
}

/** A foreign key between two tables of the dictionary. */
export interface PageArrow {
  readonly from: string;
  readonly to: string;
  readonly columns: readonly string[];
  readonly optional: boolean;
  readonly unique: boolean;
}

/** Takes from a dictionary what the search and the diagrams need. */
export function pageDataOf({ tables, views, references }: Dictionary): PageData {
  return {
    tables: [
      ...tables.map((table) => ({
        id: table.id,
        label: table.label,
        isView: false,
        columns: table.columns.map(({ name }) => name),
        keys: table.columns
          .map(({ name }) => [name, marksOf(table, name)] as const)
          .filter(([, marks]) => marks.includes('PK') || marks.includes('FK')),
      })),
      ...views.map(({ id, label, columns }) => ({
        id,
        label,
        isView: true,
        columns: columns.map(({ name }) => name),
        keys: [],
      })),
    ],
    arrows: references.flatMap(({ from, to, columns, optional, unique }) =>
      to === null ? [] : [{ from, to, columns, optional, unique }],
    ),
  };
}
