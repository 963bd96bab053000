import { batchDialects } from './batch-dialects.ts';
import type { Key } from './keyset.ts';
import { differencesOf } from './purpose.ts';
import type { Session } from './session.ts';
import { BackfillError } from './snapshot-error.ts';

/**
 * The table that keeps how far interrupted work has come: one row for each, by the table whose rows
 * are moved and the option `name`. It exists while there is such work, and goes away with its last row.
 */
export const checkpointTable = 'knex_stairway_backfill';

/** How far work has come. */
export interface Checkpoint {
  /** The last row that is done; undefined before the first. */
  readonly key: Key | undefined;
  readonly done: number;
}

/** One row of the checkpoint table. */
export interface CheckpointRow {
  /** Makes table and row where they are not there yet. */
  ensure(): Promise<Checkpoint>;
  /**
   * Reads and locks the row until the end of the transaction.
   *
   * @returns undefined when somebody else has finished the work
   */
  take(session: Session): Promise<Checkpoint | undefined>;
  save(session: Session, checkpoint: Checkpoint): Promise<void>;
  /** Removes the row, and the table when it was the last. */
  remove(): Promise<void>;
  /**
   * Does work that needs the table.
   *
   * @returns undefined where it went away with its last row: somebody else has finished all work
   */
  unlessGone<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/**
 * @param id tells the work apart from other work
 * @param purpose what must be the same for work to be resumed, as `purposeOf` writes it
 */
export function checkpointRow(
  session: Session,
  id: string,
  purpose: string,
  title: string,
): CheckpointRow {
  const q = (name: string): string => session.quote(name);
  const table = q(checkpointTable);
  const dialect = batchDialects[session.dialect.name];
  const read = async (within: Session): Promise<Checkpoint | undefined> => {
    const [row] = await within.rows(
      within.raw(`select last_key, done, purpose from ${table} where id = ?`, [id]),
    );
    if (row === undefined) return undefined;
    const differences = differencesOf(String(row['purpose']), purpose);
    if (differences !== '') throw otherWork(title, id, differences);
    const lastKey = row['last_key'];
    return {
      key: typeof lastKey === 'string' ? (JSON.parse(lastKey) as Key) : undefined,
      done: Number(row['done']),
    };
  };
  // Of two that begin or end at one moment, one would miss what the other makes or drops.
  const alone = <T>(work: (within: Session) => Promise<T>): Promise<T> =>
    session.transaction((within) => dialect.alone(within, checkpointTable, () => work(within)));
  return {
    ensure: () =>
      alone(async (within) => {
        await within.raw(
          `create table if not exists ${table} (id varchar(255) not null primary key, purpose text not null, last_key text, done bigint not null, batches bigint not null)`,
        );
        const found = await read(within);
        if (found !== undefined) return found;
        await within.raw(`insert into ${table} (id, purpose, done, batches) values (?, ?, 0, 0)`, [
          id,
          purpose,
        ]);
        return { key: undefined, done: 0 };
      }),
    async take(within) {
      // A write first: it locks the row, and on SQLite the database, before anything is read.
      await within.raw(`update ${table} set batches = batches + 1 where id = ?`, [id]);
      return read(within);
    },
    async save(within, { key, done }) {
      await within.raw(`update ${table} set last_key = ?, done = ? where id = ?`, [
        key === undefined ? null : JSON.stringify(key),
        done,
        id,
      ]);
    },
    remove: () =>
      alone(async (within) => {
        await within.raw(`delete from ${table} where id = ?`, [id]);
        const [left] = await within.rows(within.raw(`select count(*) as n from ${table}`));
        if (Number(left?.['n']) === 0) await within.raw(`drop table ${table}`);
      }),
    unlessGone: (work) =>
      work().catch((error: unknown) => {
        const isGone = dialect.isMissingTable(error) && String(error).includes(checkpointTable);
        if (!isGone) throw error;
        return undefined;
      }),
  };
}

/** Neither to go on nor to begin anew is safe: one leaves rows out, the other does rows twice. */
function otherWork(title: string, id: string, differences: string): BackfillError {
  return new BackfillError(title, {
    code: 'E_BACKFILL_CHECKPOINT',
    where: `${checkpointTable}, row ${id}`,
    what: `is the checkpoint of other work on this table that was interrupted; it differs by ${differences}`,
    repair:
      'Run that work as it was, without what ended before it; or delete the row to begin anew. Give each of several their own { name }, and write a time that moves as SQL: knex.raw(…).',
  });
}
