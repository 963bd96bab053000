import type { TextRow } from './plain-query.ts';
import { watchedCatalogs, type Boundary } from './postgres-changes.ts';
import { textOf } from './postgres-row.ts';

/** The answer to `changesQuery` or `ownedQuery`, by catalog. */
export type Changes = ReadonlyMap<string, TextRow>;

export function byCatalog(rows: readonly TextRow[]): Changes {
  return new Map(rows.map((row) => [textOf(row['catalog']), row]));
}

/** The ids of the rows that a watched catalog holds, by their owners. */
class OwnedRows {
  readonly #idsOf = new Map<string, Set<string>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(owner: string): boolean {
    return this.#idsOf.has(owner);
  }

  add(owner: string, id: string): void {
    let ids = this.#idsOf.get(owner);
    if (ids === undefined) this.#idsOf.set(owner, (ids = new Set()));
    if (ids.has(id)) return;
    ids.add(id);
    this.#size += 1;
  }

  forget(owner: string): void {
    this.#size -= this.#idsOf.get(owner)?.size ?? 0;
    this.#idsOf.delete(owner);
  }

  /** The owners whose rows are not the same as in another. */
  ownersApartFrom(other: OwnedRows): string[] {
    return [...new Set([...this.#idsOf.keys(), ...other.#idsOf.keys()])].filter((owner) => {
      const ids = this.#idsOf.get(owner);
      const others = other.#idsOf.get(owner);
      return ids?.size !== others?.size || ![...(ids ?? [])].every((id) => others?.has(id));
    });
  }
}

/** Which rows the system catalogs held when they were last asked; finds out what has changed. */
export class CatalogMemory {
  readonly #rows: Map<string, OwnedRows>;
  readonly #tableOfIndex = new Map<string, string>();
  readonly #kinds = new Map<string, string>();
  /** How many there are. */
  #others: string;
  #boundary: Boundary | undefined;
  readonly #unlisted = new Set<string>();
  #newest: ReadonlySet<string> = new Set();

  /** @param changes of a question for all */
  constructor(changes: Changes) {
    this.#rows = new Map(countedCatalogs.map((name) => [name, new OwnedRows()]));
    this.#others = othersOf(changes);
    this.takeNew(changes);
  }

  /** What to ask the next time with; undefined where only all will do. */
  get boundary(): Boundary | undefined {
    return this.#boundary;
  }

  /** The owners of what was new the last time: the first of which something may be gone the next time. */
  get newest(): readonly string[] {
    return [...this.#newest];
  }

  /** Whether something changed that is of no relation; asked once. */
  takeOthers(changes: Changes): boolean {
    const others = othersOf(changes);
    const hasChanged = others !== this.#others || changes.get('others')?.['new'] !== '0';
    this.#others = others;
    return hasChanged;
  }

  /** Takes what is new, and finds the relations and sequences that it is of. */
  takeNew(changes: Changes): Set<string> {
    const owners = new Set<string>();
    for (const name of Object.keys(watchedCatalogs)) {
      for (const [owner, id] of entriesOf(changes.get(name))) {
        this.#add(name, owner, id);
        owners.add(owner);
      }
    }
    this.#boundary = boundaryOf(changes);
    this.#newest = owners;
    return new Set(this.relationsOf(owners));
  }

  /**
   * Takes what some transactions have locked for all that has changed; the rows of that are not listed
   * until `list`.
   *
   * @returns whether no other transaction can have changed anything
   */
  takeLocked({ boundary, steps, locked }: LockedRows): boolean {
    if (!isBehind(this.#boundary, boundary, steps)) return false;
    for (const oid of locked) this.#unlisted.add(oid);
    this.#boundary = boundary;
    this.#newest = new Set(locked);
    return true;
  }

  /** Owners of whose rows it is not known which they are. */
  get unlisted(): readonly string[] {
    return [...this.#unlisted];
  }

  /** Takes the rows of these. */
  list(owned: Changes): void {
    this.replaceOwned(this.unlisted, owned);
    this.#unlisted.clear();
  }

  /** The catalogs of which something is gone. */
  shrunken(changes: Changes): string[] {
    return [...this.#rows].flatMap(([name, rows]) =>
      String(rows.size) === changes.get(name)?.['count'] ? [] : name,
    );
  }

  /**
   * Takes all rows of a catalog instead of those that it knows of. Of relations that are gone, it
   * forgets all.
   *
   * @returns the relations and sequences whose rows are others
   */
  replace(name: string, row: TextRow | undefined): string[] {
    const rows = new OwnedRows();
    for (const [owner, id] of entriesOf(row)) rows.add(owner, id);
    const apart = rows.ownersApartFrom(this.#rows.get(name) ?? new OwnedRows());
    this.#rows.set(name, rows);
    const touched = this.relationsOf(apart);
    if (name === 'class') for (const owner of apart) this.#forget(owner);
    return touched;
  }

  /** Takes all rows that are of some owners, instead of those of them that it knows of. */
  replaceOwned(owners: readonly string[], owned: Changes): void {
    for (const [name, rows] of this.#rows) {
      for (const owner of owners) rows.forget(owner);
      for (const [owner, id] of entriesOf(owned.get(name))) this.#add(name, owner, id);
    }
    for (const owner of owners) if (!this.has(owner)) this.#forget(owner);
  }

  /** Whether there is a relation, an index or a sequence of this oid. */
  has(oid: string): boolean {
    return this.#rows.get('class')?.has(oid) === true;
  }

  /** Whether there is any row in one of the catalogs. */
  hasAny(...names: readonly string[]): boolean {
    return names.some((name) => (this.#rows.get(name)?.size ?? 0) > 0);
  }

  /** Those of some relations that have a row in one of the catalogs. */
  owning(oids: readonly string[], ...names: readonly string[]): string[] {
    return oids.filter((oid) => names.some((name) => this.#rows.get(name)?.has(oid) === true));
  }

  /** The relations of some owners; an index stands for its table, and nobody asks for TOAST. */
  relationsOf(owners: Iterable<string>): string[] {
    return [...owners]
      .map((owner) => this.#tableOfIndex.get(owner) ?? owner)
      .filter((oid) => this.#kinds.get(oid) !== 't');
  }

  #add(name: string, owner: string, id: string): void {
    this.#rows.get(name)?.add(owner, id);
    if (name === 'index') this.#tableOfIndex.set(id, owner);
    if (name === 'class') this.#kinds.set(owner, id);
  }

  #forget(oid: string): void {
    this.#kinds.delete(oid);
    this.#tableOfIndex.delete(oid);
    for (const rows of this.#rows.values()) rows.forget(oid);
  }
}

const countedCatalogs = Object.entries(watchedCatalogs).flatMap(([name, { isCounted }]) =>
  isCounted ? [name] : [],
);

/** Owner and id of each new row. */
function entriesOf(row: TextRow | undefined): (readonly [owner: string, id: string])[] {
  const list = textOf(row?.['new']);
  if (list === '') return [];
  return list.split(',').map((entry) => {
    const [owner = '', id = ''] = entry.split(':', 2);
    return [owner, id];
  });
}

/** What was locked between two boundaries. */
interface LockedRows {
  readonly boundary: Boundary | undefined;
  readonly steps: number;
  readonly locked: readonly string[];
}

/** Whether so many transactions, and no other, have come between two boundaries. */
function isBehind(
  last: Boundary | undefined,
  boundary: Boundary | undefined,
  steps: number,
): boolean {
  if (last === undefined || boundary === undefined) return false;
  const next = BigInt.asUintN(32, BigInt(last.next) + BigInt(steps)).toString();
  return boundary.next === next && isQuiet(last) && isQuiet(boundary);
}

/** Whether no transaction was seen running. */
function isQuiet({ next, oldest }: Boundary): boolean {
  return next === oldest;
}

/** How many rows there are that are of no relation. */
function othersOf(changes: Changes): string {
  return textOf(changes.get('others')?.['count']);
}

/** Undefined where the asking transaction may still roll back. */
export function boundaryOf(changes: Changes): Boundary | undefined {
  const snapshot = changes.get('snapshot');
  if (snapshot?.['new'] !== 'false') return undefined;
  const [oldest = '', next = ''] = textOf(snapshot['count']).split(':');
  // A snapshot counts on where a row's number of 32 bits starts again.
  const numberOf = (text: string): string => BigInt.asUintN(32, BigInt(text)).toString();
  return { next: numberOf(next), oldest: numberOf(oldest) };
}
