import { expect } from 'chai';
import type { Knex } from 'knex';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { namingOnly } from '../support/with-naming.ts';

type Client = new (...args: never[]) => {
  query(connection: unknown, query: unknown): Promise<unknown>;
};

/** What whoever listens has heard, and how many times PostgreSQL was ready for more. */
interface Heard {
  readonly events: readonly unknown[];
  readonly trips: number;
  readonly outcome: unknown;
}

describeEachDialect(
  'a runner that sends statements together',
  (dialect) => {
    let database: TestDatabase;
    /** Sends them together. */
    let knex: Knex;
    /** Has a method of its own in the place of Knex's, and sends one at a time. */
    let plain: Knex;

    before(async () => {
      database = await createDatabase(dialect);
      knex = database.connect();
      const Base = (knex.client as object).constructor as Client;
      class Own extends Base {
        override query(connection: unknown, query: unknown): Promise<unknown> {
          return super.query(connection, query);
        }
      }
      plain = database.connect({ client: Own as unknown as typeof Knex.Client });
    });
    after(() => database?.drop());

    /** Takes all back that was done. */
    async function hear(
      on: Knex,
      work: (trx: Knex.Transaction) => PromiseLike<unknown>,
    ): Promise<Heard> {
      const events: unknown[] = [];
      // All but the end.
      let trips = -1;
      let outcome: unknown;
      await on
        .transaction(async (trx) => {
          const { connection } = (await trx.client.acquireConnection()) as {
            connection: NodeJS.EventEmitter;
          };
          connection.setMaxListeners(0).on('readyForQuery', () => (trips += 1));
          const ids = new Map<unknown, number>();
          const told = ({
            sql,
            __knexUid,
            __knexTxId,
            ...rest
          }: Record<string, unknown>): unknown => {
            const id = `${String(__knexUid)} ${String(__knexTxId)}`;
            ids.set(id, ids.get(id) ?? ids.size);
            return {
              sql: String(sql).replace(/trx\d+/u, 'trx'),
              id: ids.get(id),
              keys: Object.keys(rest).toSorted(),
            };
          };
          trx.on('query', (query) => events.push(['query', told(query)]));
          trx.on('query-response', (response, query, builder) =>
            events.push(['response', answerOf(response), told(query), typeof builder.toSQL]),
          );
          trx.on('query-error', (error, query) =>
            events.push(['error', failureOf(error), told(query)]),
          );
          outcome = await work(withConventions(trx, namingOnly)).then(
            (answer) => (Array.isArray(answer) ? answer.map(answerOf) : answerOf(answer)),
            failureOf,
          );
          throw new Error('taken back');
        })
        .catch((error: Error) => expect(error.message).to.equal('taken back'));
      return { events, trips, outcome };
    }

    function answerOf(response: unknown): unknown {
      const { command, rowCount, oid, rows, fields } = response as Record<string, unknown>;
      return { command, rowCount, oid, rows, fields };
    }

    function failureOf(error: Error): unknown {
      const { stack: _, ...fields } = error as Error & Record<string, unknown>;
      return { ...fields, message: error.message, of: error.constructor.name };
    }

    const describeMember = (table: Knex.CreateTableBuilder): void => {
      table.comment("Who belongs, isn't it?");
      table.increments('id').comment('Number');
      table.string('name').notNullable().unique().comment('What they are called');
      table.integer('chief_id').references('id').inTable('member').comment('Whom they report to');
      table.index(['chief_id']);
    };

    const works: Readonly<
      Record<
        string,
        readonly [work: (trx: Knex.Transaction) => PromiseLike<unknown>, trips: number]
      >
    > = {
      'a table with all that belongs to it': [
        (trx) => trx.schema.createTable('member', describeMember),
        1,
      ],
      'several tables': [
        (trx) =>
          trx.schema.createTable('member', describeMember).createTable('team', (table) => {
            table.integer('member_id').references('id').inTable('member').comment('A member');
          }),
        1,
      ],
      'a column with its comment, and each index by itself': [
        async (trx) => {
          await trx.schema.createTable('member', describeMember);
          return trx.schema.alterTable('member', (table) => {
            table.string('code').comment('Code');
            table.string('place').comment('Place').index();
            table.index(['name']);
          });
        },
        1 + 3,
      ],
      'what fails behind others that are done': [
        (trx) =>
          trx.schema.createTable('member', (table) => {
            describeMember(table);
            table.integer('team_id').references('id').inTable('nowhere');
            table.index(['id']);
          }),
        1,
      ],
      'what fails first': [
        async (trx) => {
          await trx.raw('create table member ()');
          return trx.schema.createTable('member', describeMember);
        },
        1 + 1,
      ],
      'what PostgreSQL cannot read, behind others': [
        (trx) =>
          trx.schema.createTable('member', (table) => {
            describeMember(table);
            table
              .string('odd')
              .comment('odd')
              .index('odd', { storageEngineIndexType: 'b (' } as never);
          }),
        1,
      ],
    };
    for (const [title, [work, trips]] of Object.entries(works)) {
      it(`tells of ${title} what Knex tells`, async () => {
        const together = await hear(knex, work);
        const apart = await hear(plain, work);
        expect(together.events).to.deep.equal(apart.events);
        expect(together.outcome).to.deep.equal(apart.outcome);
        expect(together.trips).to.equal(trips);
      });
    }

    it('goes on behind a failure that a savepoint takes back', async () => {
      const work = async (trx: Knex.Transaction): Promise<unknown> => {
        await trx.schema.createTable('member', describeMember);
        const again = trx.transaction((inner) =>
          inner.schema.createTable('member', describeMember),
        );
        await again.catch(() => {});
        return trx.schema.createTable('team', describeMember).dropTable('member').dropTable('team');
      };
      const together = await hear(knex, work);
      const apart = await hear(plain, work);
      expect(together.outcome).to.deep.equal(apart.outcome);
      expect(together.events).to.deep.equal(apart.events);
      expect(together.trips).to.be.below(apart.trips);
    });

    it('sends each by itself outside of a transaction', async () => {
      const single = database.connect({ pool: { min: 1, max: 1 } });
      let trips = 0;
      const connection = await single.client.acquireConnection();
      connection.connection.on('readyForQuery', () => (trips += 1));
      await single.client.releaseConnection(connection);
      const { schema } = withConventions(single, namingOnly);
      const made: unknown = await schema.createTable('member', describeMember);
      expect(trips).to.equal((made as unknown[]).length);
      await single.schema.dropTable('member');
    });

    for (const refused of ['create table', 'comment on column', 'create index']) {
      it(`has a listener refuse ${refused}, and nothing of it stays`, async () => {
        const work = (trx: Knex.Transaction): PromiseLike<unknown> => {
          trx.on('query', ({ sql }: { sql: string }) => {
            if (sql.startsWith(refused)) throw new Error(`${refused} is refused`);
          });
          return trx.schema.createTable('member', describeMember);
        };
        const together = await hear(knex, work);
        expect(together.outcome).to.include({ message: `${refused} is refused` });
        expect(together.events).to.deep.equal((await hear(plain, work)).events);
        expect(together.trips).to.equal(refused === 'create table' ? 0 : 1);
        expect(await knex.schema.hasTable('member')).to.equal(false);
      });
    }

    describe('that waits for a lock', () => {
      before(() => knex.schema.createTable('locked', (table) => table.integer('id').primary()));

      const makeWaiting = (trx: Knex.Transaction): PromiseLike<unknown> =>
        withConventions(trx, namingOnly).schema.createTable('member', (table) => {
          describeMember(table);
          table.integer('locked_id').references('id').inTable('locked').comment('Waits');
          table.index(['locked_id']);
        });

      /** How it fails in a transaction, which then does as it can. */
      async function failureIn(
        on: Knex,
        meanwhile: (pid: number) => Promise<unknown>,
      ): Promise<unknown> {
        let failure: unknown;
        const holder = await knex.transaction();
        await holder.raw('lock table locked in access exclusive mode');
        await on
          .transaction(async (trx) => {
            const { pid } = await trx.select(trx.raw('pg_backend_pid() as pid')).first();
            const made = makeWaiting(trx).then(() => undefined, failureOf);
            await meanwhile(pid);
            failure = await made;
            throw new Error('taken back');
          })
          .catch(() => {});
        await holder.rollback();
        await on.destroy();
        return failure;
      }

      it('fails where its connection is cut, as it does without', async () => {
        const cut = async (pid: number): Promise<void> => {
          const waits = { pid, wait_event_type: 'Lock' };
          while ((await knex('pg_stat_activity').where(waits).select('pid')).length === 0) continue;
          await knex.raw('select pg_terminate_backend(?)', [pid]);
        };
        const together = await failureIn(database.connect(), cut);
        const apart = await failureIn(database.connect({ client: plain.client.constructor }), cut);
        expect(together).to.deep.equal(apart);
        expect(together).to.include({ code: '57P01' });
        expect((together as Error).message).to.match(
          /^alter table "member" add constraint "fk__me/u,
        );
      });

      it('is held to the time that the driver allows', async () => {
        const nothing = async (): Promise<void> => {};
        const { connection } = database.config;
        for (const client of [knex.client.constructor, plain.client.constructor]) {
          const hasty = { ...(connection as Knex.PgConnectionConfig), query_timeout: 300 };
          const failure = await failureIn(database.connect({ client, connection: hasty }), nothing);
          expect((failure as Error).message).to.match(
            /^alter table "member" add constraint "fk__me.* - Query read timeout$/u,
          );
        }
      });
    });

    it('leaves each to a client that sends in its own way', async () => {
      const work = (trx: Knex.Transaction): PromiseLike<unknown> =>
        trx.schema.createTable('member', describeMember);
      const sent: string[] = [];
      const Base = (knex.client as object).constructor as new (...args: never[]) => {
        _query(connection: unknown, query: { sql: string }): Promise<unknown>;
      };
      const own = Base.prototype['_query'] as (...args: unknown[]) => Promise<unknown>;
      class Noting extends Base {
        override _query(connection: unknown, query: { sql: string }): Promise<unknown> {
          sent.push(query.sql);
          return own.call(this, connection, query);
        }
      }
      const noting = database.connect({ client: Noting as unknown as typeof Knex.Client });
      const { trips } = await hear(noting, work);
      expect(sent.filter((sql) => !/^(?:BEGIN|ROLLBACK)/u.test(sql))).to.have.length(trips);
      const piped = database.connect({
        connection: { ...(database.config.connection as object), pipeline: true } as object,
      });
      expect((await hear(piped, work)).trips).to.equal(trips);
    });
  },
  ['postgres'],
);
