import type { Knex } from 'knex';
import { reachOf, type Reach, type SentStatement } from '../catalog/reach.ts';

/** Notes what the statements of a Knex can change. */
export class ReachWatch {
  #widest: Reach = 'rows';

  constructor(knex: Knex) {
    knex.on('query', (statement: SentStatement) => {
      const reach = reachOf(statement);
      if (reach === 'any' || this.#widest === 'rows') this.#widest = reach;
    });
  }

  /** What can have changed since `clear`. */
  get widest(): Reach {
    return this.#widest;
  }

  /** Forgets what it has noted. */
  clear(): void {
    this.#widest = 'rows';
  }
}
