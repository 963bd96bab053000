import { plainConstraint } from './plain-constraint.ts';
import { tokensOf, unquote, type Token } from '../schema/sqlite-text.ts';
import type { CatalogConstraint, ReferentialAction } from './catalog.ts';
import { canonical, quoteCanonical } from './sqlite-canonical.ts';
import { splitAtCommas, TokenCursor } from './sqlite-cursor.ts';

/** What only the text of a CREATE TABLE says. */
export interface TableText {
  readonly constraints: readonly CatalogConstraint[];
  /** Of columns that differ from `binary`, by their names. */
  readonly collations: ReadonlyMap<string, string>;
  /** Expressions of generated columns. */
  readonly generated: ReadonlyMap<string, string>;
  readonly autoincrement: boolean;
}

/** Where a constraint stands in the text of a CREATE TABLE. */
export interface ConstraintPlace {
  readonly constraint: CatalogConstraint;
  /** Of its first keyword, behind its name. */
  readonly start: number;
  readonly name: Token | undefined;
}

type Build = { -readonly [Key in 'constraints']: CatalogConstraint[] } & {
  readonly places: ConstraintPlace[];
  readonly collations: Map<string, string>;
  readonly generated: Map<string, string>;
  autoincrement: boolean;
};

/**
 * Takes a CREATE TABLE apart. Constraints within a column become those of the table: it is the same
 * where they stand.
 *
 * Grammar: https://www.sqlite.org/lang_createtable.html
 *
 * @param columns of the table, as it declares them
 */
export function parseTableText(sql: string, columns: readonly string[]): TableText {
  const { places: _places, ...found } = takeApart(sql, columns);
  return found;
}

/** Finds the constraints of a CREATE TABLE with their places in its text, in the order of the text. */
export function placesOfConstraints(sql: string, columns: readonly string[]): ConstraintPlace[] {
  return takeApart(sql, columns).places;
}

function takeApart(sql: string, columns: readonly string[]): Build {
  const tokens = tokensOf(sql);
  const cursor = new TokenCursor(tokens.slice(tokens.findIndex(({ text }) => text === '(')));
  const found: Build = {
    constraints: [],
    places: [],
    collations: new Map(),
    generated: new Map(),
    autoincrement: false,
  };
  for (const element of splitAtCommas(cursor.brackets())) {
    const isConstraint = /^(?:constraint|check|primary|unique|foreign)$/iu.test(
      element[0]?.text ?? '',
    );
    const column = isConstraint ? undefined : unquote(element[0]?.text ?? '');
    readElement(new TokenCursor(element.slice(isConstraint ? 0 : 1)), column, columns, found);
  }
  return found;
}

/** @param column the column that the element defines; undefined for constraints of the table */
function readElement(
  cursor: TokenCursor,
  column: string | undefined,
  columns: readonly string[],
  found: Build,
): void {
  const own = column === undefined ? [] : [column];
  let name: Token | undefined;
  let start = 0;
  /** A list of columns with their orders, and what stands behind it. */
  const keyOf = (words: string): Pick<CatalogConstraint, 'columns' | 'definition'> => {
    const list = column === undefined ? cursor.brackets() : [];
    const parts = splitAtCommas(list);
    const texts =
      column === undefined
        ? parts.map((part) => canonical(part, columns))
        : [quoteCanonical(column) + (cursor.take('desc') ? ' desc' : '')];
    cursor.take('asc');
    const conflict = cursor.take('on', 'conflict') ? ` on conflict ${cursor.name()}` : '';
    return {
      columns: column === undefined ? parts.map(firstName) : own,
      definition: `${words} (${texts.join(', ')})${conflict.toLowerCase()}`,
    };
  };
  const add = (constraint: Partial<CatalogConstraint> & Pick<CatalogConstraint, 'kind'>): void => {
    const text = name === undefined ? null : unquote(name.text);
    const whole = { ...emptyConstraint, ...constraint, name: text };
    found.constraints.push(whole);
    found.places.push({ constraint: whole, start, name });
    name = undefined;
  };
  while (!cursor.isAtEnd) {
    start = cursor.start;
    if (cursor.take('constraint')) {
      name = cursor.next();
    } else if (cursor.take('primary', 'key')) {
      add({ kind: 'pk', ...keyOf('primary key') });
      if (cursor.take('autoincrement')) found.autoincrement = true;
    } else if (cursor.take('unique')) {
      add({ kind: 'uq', ...keyOf('unique') });
    } else if (cursor.take('check')) {
      const definition = `check (${canonical(cursor.brackets(), columns)})`;
      add({ kind: 'ck', columns: own, definition });
    } else if (cursor.take('foreign', 'key')) {
      const keys = splitAtCommas(cursor.brackets()).map(firstName);
      cursor.take('references');
      add(readReference(cursor, keys));
    } else if (cursor.take('references')) {
      add(readReference(cursor, own));
    } else if (cursor.take('collate')) {
      if (column !== undefined) found.collations.set(column, cursor.name().toLowerCase());
    } else if (cursor.take('as')) {
      if (column !== undefined) found.generated.set(column, canonical(cursor.brackets(), columns));
    } else if (cursor.take('default') || cursor.peek() === '(') {
      // Also the length of a type
      if (cursor.peek() === '(') cursor.brackets();
      else cursor.next();
    } else {
      cursor.next();
    }
  }
}

const emptyConstraint: CatalogConstraint = {
  ...plainConstraint,
  kind: 'ck',
  name: null,
  columns: [],
  definition: '',
};

/** What stands behind REFERENCES. */
function readReference(cursor: TokenCursor, columns: readonly string[]): CatalogConstraint {
  const referredTable = cursor.name();
  const referredColumns =
    cursor.peek() === '(' ? splitAtCommas(cursor.brackets()).map(firstName) : [];
  let onUpdate: ReferentialAction = 'no action';
  let onDelete: ReferentialAction = 'no action';
  let deferrable: CatalogConstraint['deferrable'] = 'no';
  for (;;) {
    if (cursor.take('on', 'delete')) onDelete = actionOf(cursor);
    else if (cursor.take('on', 'update')) onUpdate = actionOf(cursor);
    else if (cursor.take('match')) cursor.next();
    else if (cursor.take('not', 'deferrable')) deferrable = 'no';
    else if (cursor.take('deferrable')) deferrable = 'initially immediate';
    // NOT DEFERRABLE INITIALLY DEFERRED is immediate; https://www.sqlite.org/foreignkeys.html#fk_deferred
    else if (cursor.take('initially', 'deferred'))
      deferrable = deferrable === 'no' ? 'no' : 'initially deferred';
    else if (!cursor.take('initially', 'immediate')) break;
  }
  const list = (names: readonly string[]): string => `(${names.map(quoteCanonical).join(', ')})`;
  const definition = [
    `foreign key ${list(columns)} references ${quoteCanonical(referredTable)}`,
    referredColumns.length === 0 ? '' : ` ${list(referredColumns)}`,
    onUpdate === 'no action' ? '' : ` on update ${onUpdate}`,
    onDelete === 'no action' ? '' : ` on delete ${onDelete}`,
    deferrable === 'no' ? '' : ` deferrable ${deferrable}`,
  ].join('');
  const facts = { referredTable, referredColumns, onUpdate, onDelete, deferrable };
  return { ...emptyConstraint, kind: 'fk', columns, definition, ...facts };
}

function actionOf(cursor: TokenCursor): ReferentialAction {
  const first = cursor.name().toLowerCase();
  const action = first === 'set' || first === 'no' ? `${first} ${cursor.name()}` : first;
  return action.toLowerCase() as ReferentialAction;
}

function firstName(part: readonly Token[]): string {
  return unquote(part[0]?.text ?? '');
}
