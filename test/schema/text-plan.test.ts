import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { refusalOf } from '../support/schema-database.ts';
import { withNaming } from '../support/with-naming.ts';

describe('planning texts', () => {
  for (const client of ['pg', 'mysql2', 'better-sqlite3']) {
    const { schema } = withNaming(knexModule({ client, useNullAsDefault: true }));
    const sqlOf = (build: (table: Knex.CreateTableBuilder) => unknown): string =>
      withNaming(knexModule({ client, useNullAsDefault: true }))
        .schema.createTable('t', (table) => void build(table))
        .toString();

    it(`refuses texts that no database holds [${client}]`, async () => {
      const refused = await refusalOf(() =>
        schema
          .createTable('t', (table) => {
            table.enu('a', ['one', 'tw\0']);
            table.enum('b', ['\uD83D']);
            table.string('c').defaultTo('\0');
          })
          .toSQL(),
      );
      expect(refused.toSorted()).to.deep.equal([
        ['E_DEFAULT_TEXT', 'Remove it.'],
        ['E_ENUM_TEXT', 'Remove it, or write the whole character.'],
        ['E_ENUM_TEXT', 'Remove it.'],
      ]);
    });

    it(`escapes objects that are defaults of json [${client}]`, () => {
      const sql = sqlOf((table) => table.json('a').defaultTo({ text: "it's" } as never));
      const literal = `'{"text":"it''s"}'`;
      expect(sql).to.include(`default ${client === 'mysql2' ? `(${literal})` : literal}`);
    });

    it(`leaves all other defaults to Knex [${client}]`, () => {
      const sql = sqlOf((table) => {
        table.boolean('a').defaultTo("it's" as never);
        table.string('b').defaultTo('plain');
        table.string('c').defaultTo(knexModule({ client }).raw("'it''s'"));
      });
      expect(sql).to.include("default '1'").and.include("default 'plain'");
      expect(sql.split("default 'it''s'")).to.have.length(2);
    });
  }
});
