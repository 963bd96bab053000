import { expect } from 'chai';
import type { Knex } from 'knex';
import { commentTable } from '../../lib/schema/sqlite-comments.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { readSchemaLines } from '../support/schema-lines.ts';

describeEachDialect(
  'comments that SQLite keeps',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect();
      knex = withConventions(plain);
      await knex.schema.createTable('team', (table) => {
        table.comment('a team');
        table.increments('id').comment('its number');
        table.string('name').notNullable().comment('its name');
      });
    });
    afterEach(() => database.drop());

    const rows = async (): Promise<string[]> =>
      (await plain.schema.hasTable(commentTable))
        ? (await plain(commentTable).orderBy(['table_name', 'column_name'])).map(
            ({ table_name: table, column_name: column, comment }) =>
              `${table}.${column ?? ''} ${comment}`,
          )
        : [];

    it('stand in rows, in a table without a trace elsewhere', async () => {
      expect(await rows()).to.deep.equal([
        'team. a team',
        'team.id its number',
        'team.name its name',
      ]);
      await knex.schema.dropTable('team');
      expect(await plain.schema.hasTable(commentTable)).to.equal(false);
      expect(await readSchemaLines(plain, dialect)).to.deep.equal([]);
    });

    it('follow columns that are added, altered, renamed and dropped', async () => {
      await knex.schema.alterTable('team', (table) => {
        table.string('motto').comment('what it says');
        table.string('name', 40).comment('as it is called').alter();
        table.renameColumn('id', 'number');
        table.comment('a squad');
      });
      const all = ['team. a squad', 'team.motto what it says', 'team.name as it is called'];
      expect(await rows()).to.deep.equal([...all, 'team.number its number']);
      await knex.schema.alterTable('team', (table) => table.dropColumns('motto', 'name'));
      expect(await rows()).to.deep.equal(['team. a squad', 'team.number its number']);
    });

    it('follow names that pass from one to another in one callback', async () => {
      await knex.schema.alterTable('team', (table) => {
        table.dropColumn('name');
        table.renameColumn('id', 'name');
      });
      expect(await rows()).to.deep.equal(['team. a team', 'team.name its number']);
    });

    it('follow tables and columns that are renamed, these also in case only', async () => {
      await knex.schema.alterTable('team', (table) => table.renameColumn('id', 'ID'));
      expect((await rows())[1]).to.equal('team.ID its number');
      await knex.schema.alterTable('team', (table) => table.renameColumn('ID', 'id'));
      await knex.schema.renameTable('team', 'squad');
      expect(await rows()).to.deep.equal([
        'squad. a team',
        'squad.id its number',
        'squad.name its name',
      ]);
      await knex.schema.dropTableIfExists('squad');
      expect(await rows()).to.deep.equal([]);
    });

    it('stay where a table of that name is not there', async () => {
      await knex.schema.dropTableIfExists('other');
      expect(await rows()).to.have.length(3);
    });

    it('come and go with the transaction', async () => {
      const failure = new Error('back');
      const undone = knex.transaction(async (trx) => {
        await trx.schema.dropTable('team');
        throw failure;
      });
      expect(await undone.catch((error: unknown) => error)).to.equal(failure);
      expect(await rows()).to.have.length(3);
    });

    it('are forgotten with a table that was dropped past the wrapper', async () => {
      await plain.schema.dropTable('team');
      await knex.schema.createTable('team', (table) => {
        table.comment('another team');
        table.integer('key').comment('its key');
      });
      expect(await rows()).to.deep.equal(['team. another team', 'team.key its key']);
      await plain.schema.dropTable('team');
      await knex.schema.dropTableIfExists('other');
      expect(await plain.schema.hasTable(commentTable)).to.equal(false);
    });

    it('are copied with a table', async () => {
      await plain.schema.createTable('bare', (table) => table.string('name'));
      await knex.schema.alterTable('bare', (table) =>
        table.string('motto').comment('what it says'),
      );
      await knex.schema.createTableLike('copy', 'bare', (table) => table.comment('a copy'));
      expect((await rows()).slice(0, 3)).to.deep.equal([
        'bare.motto what it says',
        'copy. a copy',
        'copy.motto what it says',
      ]);
    });

    it('are named as the mapper of the project stores them', async () => {
      const wrapIdentifier = (name: string, quote: (name: string) => string): string =>
        quote(name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`));
      const mapped = withConventions(database.connect({ wrapIdentifier }));
      await mapped.schema.createTable('teamMember', (table) => {
        table.comment('a member');
        table.integer('teamId').comment('its team');
      });
      expect((await rows()).slice(3)).to.deep.equal([
        'team_member. a member',
        'team_member.team_id its team',
      ]);
      await mapped.schema.alterTable('teamMember', (table) =>
        table.renameColumn('teamId', 'ofTeam'),
      );
      await mapped.schema.renameTable('teamMember', 'teamMate');
      expect((await rows()).slice(3)).to.deep.equal([
        'team_mate. a member',
        'team_mate.of_team its team',
      ]);
    });
  },
  ['sqlite'],
);
