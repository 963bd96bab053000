import { labelOf, type CatalogObject, type ObjectKind, type Place } from './object-label.ts';

/** One thing in which two catalogs differ: `before` is what was expected, `after` what is there. */
export interface Difference {
  /**
   * `left-over`: only after; `missing`: only before; `renamed`: the same but for its name;
   * `reordered`: the columns of a table stand in another order.
   */
  readonly kind: 'left-over' | 'missing' | 'renamed' | 'changed' | 'reordered';
  readonly objectKind: ObjectKind;
  /** The object in words: `index ix__user__email on user`; in `before` where it is there. */
  readonly object: string;
  /** A sentence for people, without its full stop. */
  readonly message: string;
  readonly schema: string | null;
  /** The table of what is of a table; null elsewhere. */
  readonly table: string | null;
  readonly name: string | null;
  /** The one property that changed; null but for `changed`. */
  readonly property: string | null;
  /** The object, its property, its name or the order of its columns; undefined where it is not. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Where an object is, as its differences tell it. */
function placeOf(item: CatalogObject, kind: ObjectKind, owner: Place): Partial<Difference> {
  return {
    objectKind: kind,
    object: labelOf(item, kind, owner),
    schema: ('schema' in item ? item.schema : owner.schema) ?? null,
    table: ('table' in item ? item.table : owner.name) ?? null,
    name: item.name ?? null,
    property: null,
  };
}

export function onlyAfter(item: CatalogObject, kind: ObjectKind, owner: Place): Difference {
  const message = `${labelOf(item, kind, owner)} is left over`;
  return made(item, kind, owner, { kind: 'left-over', message, before: undefined, after: item });
}

export function onlyBefore(item: CatalogObject, kind: ObjectKind, owner: Place): Difference {
  const message = `${labelOf(item, kind, owner)} is missing`;
  return made(item, kind, owner, { kind: 'missing', message, before: item, after: undefined });
}

export function renamed(
  [before, after]: readonly [CatalogObject, CatalogObject],
  kind: ObjectKind,
  owner: Place,
): Difference {
  return made(before, kind, owner, {
    kind: 'renamed',
    message: `${labelOf(before, kind, owner)} is now called ${after.name ?? 'nothing'}`,
    before: before.name,
    after: after.name,
  });
}

export function reordered(
  item: CatalogObject,
  kind: ObjectKind,
  before: readonly string[],
  after: readonly string[],
): Difference {
  const owner = { schema: null, name: null };
  const message = `${labelOf(item, kind, owner)}: the order of columns ${before.join(', ')} became ${after.join(', ')}`;
  return made(item, kind, owner, { kind: 'reordered', message, before, after });
}

export function changed(
  item: CatalogObject,
  kind: ObjectKind,
  owner: Place,
  property: string,
  [before, after]: readonly [unknown, unknown],
): Difference {
  const words = property.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  const texts = [before, after].map((value) => formatValue(property, value));
  const isShort = texts.every((text) => text.length <= 100 && !text.includes('\n'));
  const message = `${labelOf(item, kind, owner)}: ${words} ${isShort ? texts.join(' became ') : 'changed'}`;
  return { ...made(item, kind, owner, { kind: 'changed', message, before, after }), property };
}

function made(
  item: CatalogObject,
  objectKind: ObjectKind,
  owner: Place,
  own: Pick<Difference, 'kind' | 'message' | 'before' | 'after'>,
): Difference {
  return Object.freeze({ ...placeOf(item, objectKind, owner), ...own }) as Difference;
}

/** How a column of an index is ordered, which goes without saying. */
const usual: Readonly<Record<string, unknown>> = { order: 'asc', nulls: 'last' };

/** Expressions are SQL and stand as they are; comments are texts and have quotes. */
function formatValue(property: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => formatValue('', item)).join(', ') || 'none';
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([key, part]) => part !== null && usual[key] !== part)
      .map(([, part]) => formatValue('', part))
      .join(' ');
  }
  return property === 'comment' && typeof value === 'string'
    ? JSON.stringify(value)
    : String(value);
}
