import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Knex } from 'knex';
import config from '../../knexfile.ts';
import { EpochMigrationSource } from '../../lib/index.ts';
import { parseHeader } from '../../lib/revision/header.ts';
import { readComments } from '../support/comments.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { readSchemaLines } from '../support/schema-lines.ts';

const names = [
  '1728372261_c0a05e0cd317_add_integration_service',
  '1728372272_a1b4c9df789d_add_user',
  '1728372277_34605e10b5ec_create_order',
  '1728372283_f32d57aa1234_update_order_status',
  '1728372294_9c8e7ab45e11_create_payment',
  '1728372305_bef657cd9342_remove_old_column_from_users',
  '1728372316_83c189d2112f_create_event',
  '1728372327_cf74a56ff7e7_fill_user_account_email',
] as const;

type Name = (typeof names)[number];

describe('the example', () => {
  const directory = new URL('../../example/migrations', import.meta.url);
  const { migrations, leftAside } = new EpochMigrationSource({ directory }).list();

  it('bears the names of the article, in their order', () => {
    expect(migrations.map(({ name }) => name)).to.deep.equal(names);
    expect(leftAside).to.deep.equal([]);
  });

  it('says in each header what its file name says, and which one it follows', () => {
    const headers = migrations.map(({ path }) => parseHeader(readFileSync(path ?? '', 'utf8')));
    expect(headers.map((header) => ({ ...header, message: undefined }))).to.deep.equal(
      migrations.map(({ revision, instant }, index) => ({
        message: undefined,
        revision,
        revises: index === 0 ? [] : [migrations[index - 1]?.revision],
        created: new Date(instant ?? 0).toISOString(),
      })),
    );
    for (const header of headers) expect(header?.message).to.match(/^[A-Z]/u);
  });
});

describeEachDialect('the example', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;

  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect({ migrations: config.migrations ?? {} });
  });

  afterEach(() => database.drop());

  it('leaves no trace at any step down, and comes up again as it was', async () => {
    for (const name of names) {
      const before = await readSchemaLines(knex, dialect);
      await upTo(knex, name);
      const after = await readSchemaLines(knex, dialect);
      await knex.migrate.down();
      expect(await readSchemaLines(knex, dialect), `${name} down`).to.deep.equal(before);
      await knex.migrate.up();
      expect(await readSchemaLines(knex, dialect), `${name} up again`).to.deep.equal(after);
    }
  });

  it('leaves nothing at its base but the tables of Knex', async () => {
    await knex.migrate.latest();
    expect(await readSchemaLines(knex, dialect)).to.not.deep.equal([]);
    const [, undone] = await knex.migrate.rollback(undefined, true);
    expect(undone).to.deep.equal(names.toReversed());
    expect(await readSchemaLines(knex, dialect)).to.deep.equal([]);
  });

  // SQLite has no comments.
  if (dialect !== 'sqlite') {
    it('comments every table and every column', async () => {
      await knex.migrate.latest();
      const comments = [...(await readComments(knex, dialect))];
      expect(comments.filter(([, comment]) => comment === '')).to.deep.equal([]);
      expect(comments.map(([name]) => name)).to.include.members(['event', 'event.service_id']);
    });
  }

  it('keeps the rows of other tables when it removes the old column and restores it', async () => {
    await upTo(knex, '1728372294_9c8e7ab45e11_create_payment');
    const { userId } = await insertPaidOrder(knex);
    for (const step of ['up', 'down', 'up'] as const) {
      await knex.migrate[step]();
      expect(await knex('user_account').pluck('id'), step).to.deep.equal([userId]);
      expect(await knex('customer_order').pluck('user_id'), step).to.deep.equal([userId]);
      expect(await knex('payment').pluck('amount_cents'), step).to.deep.equal([1250]);
    }
  });

  it('turns order codes into words and words into codes, for orders that were there', async () => {
    await upTo(knex, '1728372277_34605e10b5ec_create_order');
    const userId = await insertUser(knex, 'ada', null);
    const codes = ['C', 'N', 'P', 'S'];
    for (const status of codes) await insertOrder(knex, userId, status);
    await knex('customer_order').insert({ id: randomUUID(), user_id: userId });
    await knex.migrate.up();
    await knex('customer_order').insert({ id: randomUUID(), user_id: userId });
    expect(await knex('customer_order').orderBy('status').pluck('status')).to.deep.equal([
      'cancelled',
      'new',
      'new',
      'new',
      'paid',
      'shipped',
    ]);
    await knex.migrate.down();
    await knex('customer_order').insert({ id: randomUUID(), user_id: userId });
    expect(await knex('customer_order').orderBy('status').pluck('status')).to.deep.equal([
      'C',
      'N',
      'N',
      'N',
      'N',
      'P',
      'S',
    ]);
  });

  it('refuses payments of nothing, and a payment that a service reports twice', async () => {
    await upTo(knex, '1728372294_9c8e7ab45e11_create_payment');
    const { payment } = await insertPaidOrder(knex);
    await refused(knex('payment').insert({ ...payment, id: randomUUID() }));
    const other = { ...payment, id: randomUUID(), external_id: 'other' };
    await refused(knex('payment').insert({ ...other, amount_cents: 0 }));
    await knex('payment').insert(other);
  });

  it('deletes the events of a service together with it', async () => {
    await upTo(knex, '1728372316_83c189d2112f_create_event');
    const serviceId = await insertService(knex);
    await knex('event').insert({ id: randomUUID(), service_id: serviceId, name: 'ping' });
    await knex('integration_service').delete();
    expect(await knex('event')).to.deep.equal([]);
  });

  describe('fill_user_account_email', () => {
    beforeEach(async () => {
      await upTo(knex, '1728372316_83c189d2112f_create_event');
      await insertUser(knex, 'ada', null);
      await insertUser(knex, 'grace', 'grace@navy.example');
      await insertUser(knex, 'linus', 'linus@example.com');
    });

    it('fills what is missing, and down takes back just that', async () => {
      await knex.migrate.up();
      const filled = {
        ada: 'ada@example.com',
        grace: 'grace@navy.example',
        linus: 'linus@example.com',
      };
      expect(await emails(knex)).to.deep.equal(filled);
      await knex.migrate.down();
      expect(await emails(knex)).to.deep.equal({ ...filled, ada: null });
      await knex.migrate.up();
      expect(await emails(knex)).to.deep.equal(filled);
    });

    it('keeps on its way down what users typed since, and finds users who were renamed', async () => {
      for (const username of ['barbara', 'edsger']) await insertUser(knex, username, null);
      await knex.migrate.up();
      await knex('user_account').where({ username: 'ada' }).update({ email: 'ada@byron.example' });
      await knex('user_account').where({ username: 'barbara' }).update({ username: 'liskov' });
      await knex('user_account').where({ username: 'edsger' }).delete();
      await insertUser(knex, 'donald', 'donald@example.com');
      await knex.migrate.down();
      expect(await emails(knex)).to.deep.equal({
        ada: 'ada@byron.example',
        donald: 'donald@example.com',
        grace: 'grace@navy.example',
        linus: 'linus@example.com',
        liskov: null,
      });
    });
  });
});

async function upTo(knex: Knex, last: Name): Promise<void> {
  for (;;) {
    const [, [name]]: [number, string[]] = await knex.migrate.up();
    expect(names).to.include(name);
    if (name === last) return;
  }
}

async function insertUser(knex: Knex, username: string, email: string | null): Promise<string> {
  const id = randomUUID();
  await knex('user_account').insert({ id, username, email });
  return id;
}

async function insertOrder(knex: Knex, userId: string, status: string): Promise<string> {
  const id = randomUUID();
  await knex('customer_order').insert({ id, user_id: userId, status });
  return id;
}

async function insertService(knex: Knex): Promise<number> {
  await knex('integration_service').insert({ name: 'Till', base_url: 'https://till.example' });
  const { id }: { id: number } = await knex('integration_service').first('id');
  return id;
}

async function insertPaidOrder(knex: Knex) {
  const userId = await insertUser(knex, 'ada', null);
  const payment = {
    id: randomUUID(),
    order_id: await insertOrder(knex, userId, 'paid'),
    service_id: await insertService(knex),
    external_id: 'till-1',
    amount_cents: 1250,
    currency: 'EUR',
  };
  await knex('payment').insert(payment);
  return { userId, payment };
}

async function emails(knex: Knex): Promise<Record<string, string | null>> {
  const rows: { username: string; email: string | null }[] = await knex('user_account');
  return Object.fromEntries(rows.map(({ username, email }) => [username, email]));
}

async function refused(query: PromiseLike<unknown>): Promise<void> {
  const outcome = await query.then(
    () => 'accepted',
    () => 'refused',
  );
  expect(outcome).to.equal('refused');
}
