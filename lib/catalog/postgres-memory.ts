import type { TextRow } from './plain-query.ts';
import { textOf } from './postgres-row.ts';
import { watchedCatalogs } from './postgres-changes.ts';

/** The answer to `changesQuery`, by catalog. */
export type Changes = ReadonlyMap<string, TextRow>;

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

  ownersWithout(alive: ReadonlySet<string>): string[] {
    return [...this.#idsOf.keys()].filter((owner) => !alive.has(owner));
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
  readonly #others: ReadonlyMap<string, string>;
  /** What to ask the next time with; undefined where only all will do. */
  boundary: string | undefined;

  /** @param changes of a question for all */
  constructor(changes: Changes) {
    this.#rows = new Map(countedCatalogs.map((name) => [name, rowsOf(changes.get(name))]));
    this.#others = othersOf(changes);
    this.boundary = boundaryOf(changes);
  }

  /** Whether something changed that is of no relation. */
  hasOtherChanges(changes: Changes): boolean {
    const others = othersOf(changes);
    return [...others].some(
      ([name, count]) =>
        this.#others.get(name) !== count || textOf(changes.get(name)?.['new']) !== '0',
    );
  }

  /** Takes what is new, and finds the relations and sequences that it is of. */
  takeNew(changes: Changes): Set<string> {
    const touched = new Set<string>();
    for (const name of Object.keys(watchedCatalogs)) {
      const rows = this.#rows.get(name);
      for (const [owner, id] of entriesOf(changes.get(name))) {
        touched.add(owner);
        rows?.add(owner, id);
      }
    }
    this.boundary = boundaryOf(changes);
    return touched;
  }

  /** Whether there is as much as it knows of; else something is gone. */
  isComplete(changes: Changes): boolean {
    return [...this.#rows].every(
      ([name, rows]) => String(rows.size) === changes.get(name)?.['count'],
    );
  }

  /**
   * Forgets the relations and sequences that are gone, with all that was theirs.
   *
   * @param alive those that are there
   * @returns those that were forgotten
   */
  forgetGone(alive: ReadonlySet<string>): string[] {
    const gone = ['relation', 'sequence'].flatMap(
      (name) => this.#rows.get(name)?.ownersWithout(alive) ?? [],
    );
    for (const rows of this.#rows.values()) for (const oid of gone) rows.forget(oid);
    return gone;
  }

  /** Whether there is a relation or a sequence of this oid. */
  has(oid: string): boolean {
    return ['relation', 'sequence'].some((name) => this.#rows.get(name)?.has(oid) === true);
  }

  /** The relations and sequences whose rows are not those of another time; with what is gone. */
  touchedSince(before: CatalogMemory): Set<string> {
    const touched = new Set<string>();
    for (const [name, rows] of this.#rows) {
      const old = before.#rows.get(name);
      if (old !== undefined) for (const owner of rows.ownersApartFrom(old)) touched.add(owner);
    }
    return touched;
  }
}

const countedCatalogs = Object.entries(watchedCatalogs).flatMap(([name, { isCounted }]) =>
  isCounted ? [name] : [],
);

function rowsOf(row: TextRow | undefined): OwnedRows {
  const rows = new OwnedRows();
  for (const [owner, id] of entriesOf(row)) rows.add(owner, id);
  return rows;
}

/** Owner and id of each new row. */
function entriesOf(row: TextRow | undefined): (readonly [owner: string, id: string])[] {
  const list = textOf(row?.['new']);
  if (list === '') return [];
  return list.split(',').map((entry) => {
    const [owner = '', id = ''] = entry.split(':', 2);
    return [owner, id];
  });
}

/** How many rows each catalog has that is not watched. */
function othersOf(changes: Changes): Map<string, string> {
  return new Map(
    [...changes]
      .filter(([name]) => name !== 'snapshot' && !(name in watchedCatalogs))
      .map(([name, row]) => [name, textOf(row['count'])]),
  );
}

/**
 * The first transaction that a snapshot did not know, and those that it saw running, as a list of
 * SQL; undefined where the asking transaction may still roll back.
 */
function boundaryOf(changes: Changes): string | undefined {
  const snapshot = changes.get('snapshot');
  if (snapshot?.['new'] !== 'false') return undefined;
  const [, next = '', running = ''] = textOf(snapshot['count']).split(':');
  // A snapshot counts on where a row's number of 32 bits starts again.
  return [next, ...running.split(',')]
    .filter((number) => number !== '')
    .map((number) => BigInt.asUintN(32, BigInt(number)))
    .join(',');
}
