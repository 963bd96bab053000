import type { Knex } from 'knex';
import type pg from 'pg';

/**
 * A pool of one connection of PostgreSQL that writes down what the driver is given.
 *
 * @param sent to which each text is added
 */
export function spyingPool(sent: string[]): Knex.PoolConfig {
  return {
    min: 1,
    max: 1,
    afterCreate(connection: pg.Client, done: (...answer: unknown[]) => void) {
      const query = connection.query.bind(connection) as (...call: unknown[]) => unknown;
      connection.query = ((...call: unknown[]) => {
        sent.push(String((call[0] as { text?: string }).text ?? call[0]));
        return query(...call);
      }) as never;
      done(null, connection);
    },
  };
}
