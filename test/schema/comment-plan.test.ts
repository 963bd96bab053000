import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { uncommented } from '../../lib/comment/uncommented.ts';
import type { CommentPolicy } from '../../lib/comment/comment-policy.ts';
import { commentColumn } from '../../lib/schema/comment-column.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import { applyConventions, withConventions } from '../../lib/schema/with-conventions.ts';
import { settleConventions } from '../../lib/schema/conventions.ts';
import { caught } from '../support/migrations.ts';

type Build = (table: Knex.CreateTableBuilder) => void;

for (const client of ['pg', 'mysql2', 'better-sqlite3']) {
  describe(`comments that the policy asks for [${client}]`, () => {
    const plain = knexModule({ client, useNullAsDefault: true });

    /** What a builder is refused for: codes and places. */
    async function refused(
      build: (schema: Knex.SchemaBuilder) => Knex.SchemaBuilder,
      comments: CommentPolicy | false = {},
    ): Promise<string[]> {
      try {
        build(withConventions(plain, { comments }).schema).toSQL();
        return [];
      } catch (error) {
        if (!(error instanceof ConventionError)) throw error;
        return error.problems.map(({ code, where }) => `${code} ${where}`);
      }
    }
    const create =
      (build: Build) =>
      (schema: Knex.SchemaBuilder): Knex.SchemaBuilder =>
        schema.createTable('t', build);
    const alter =
      (build: (table: Knex.AlterTableBuilder) => void) =>
      (schema: Knex.SchemaBuilder): Knex.SchemaBuilder =>
        schema.alterTable('t', build);

    it('lists every table and column without one, whatever made it', async () => {
      const all = await refused((schema) =>
        schema
          .createTable('t', (table) => {
            table.increments();
            table.bigInteger('big');
            table.string('said').comment('is said');
            table.enu('kind', ['a']);
            table.specificType('special', 'text');
            table.integer('parent_id').references('id').inTable('t');
            table.timestamps();
          })
          .alterTable('u', (table) => {
            table.uuid('key');
            table.string('changed').notNullable().alter();
            table.dropColumn('gone');
          })
          .createTable('v', (table) => table.comment('a table')),
      );
      expect(all).to.deep.equal(
        ['t', 't, id', 't, big', 't, kind', 't, special', 't, parent_id']
          .concat(['t, created_at', 't, updated_at', 'u, key'])
          .map((where) => `E_COMMENT_MISSING ${where}`),
      );
    });

    it('tells migration and direction, and shows the call to add', async () => {
      const config = settleConventions({});
      const { schema } = applyConventions(plain, config, '1728372261_a.ts, down');
      const error = await caught(ConventionError, () =>
        schema
          .createTable('t', (table) => {
            table.string('a', 20);
            table.increments();
            table.timestamps();
          })
          .toSQL(),
      );
      expect(error.migration).to.equal('1728372261_a.ts, down');
      expect(
        error.problems.map(({ repair }) => repair.split(', or uncommented', 1)[0]),
      ).to.deep.equal([
        "Add table.comment('…')",
        "Add .comment('…') to table.string('a', …)",
        "Add .comment('…') to table.increments()",
        "Add commentColumn(table, 'created_at', '…')",
        "Add commentColumn(table, 'updated_at', '…')",
      ]);
      expect(error.message).to.include(
        "  t, a\n    has no comment\n    → Add .comment('…') to table.string('a', …), or uncommented('why') in place of the text, or list 't.a' in comments.except.",
      );
    });

    it('takes an empty text for none', async () => {
      const empty: Build = (table) => {
        table.comment(' ');
        table.string('a').comment('');
      };
      expect(await refused(create(empty))).to.have.length(2);
      expect(await refused(create(empty), false)).to.deep.equal([]);
    });

    it('asks for that of a copy in its callback', async () => {
      if (client === 'better-sqlite3') return;
      const error = await caught(ConventionError, () =>
        withConventions(plain).schema.createTableLike('t', 'u').toSQL(),
      );
      expect(error.problems[0]?.repair).to.include("createTableLike('t', 'u', (table) => { … })");
    });

    it('asks for nothing where things are dropped or changed', async () => {
      expect(
        await refused(
          (schema) =>
            schema
              .alterTable('t', (table) => {
                table.dropColumn('a');
                table.string('b', 40).notNullable().alter();
                table.renameColumn('c', 'd');
                table.dropNullable('e');
              })
              .dropTable('u')
              .renameTable('t', 'u') as never,
        ),
      ).to.deep.equal([]);
    });

    const bare: Build = (table) => {
      table.integer('id');
      table.string('name');
    };

    it('excepts by policy', async () => {
      expect(await refused(create(bare), false)).to.deep.equal([]);
      expect(await refused(create(bare), { tables: 'optional' })).to.have.length(2);
      expect(await refused(create(bare), { columns: 'optional' })).to.have.length(1);
      expect(await refused(create(bare), { except: ['t'] })).to.deep.equal([]);
      expect(await refused(create(bare), { except: [/\.id$/u] })).to.have.length(2);
      expect(await refused(create(bare), { except: ['t.id', 't.name'] })).to.have.length(1);
    });

    it('excepts what is uncommented for a reason, and leaves no comment', async () => {
      const marked: Build = (table) => {
        table.comment(uncommented('as the name says'));
        table.integer('id').comment(uncommented('as the name says'));
      };
      expect(await refused(create(marked))).to.deep.equal([]);
      const sql = create(marked)(withConventions(plain).schema).toString();
      expect(sql).not.to.match(/comment (?:on|=|')|insert/u);
      expect(
        await refused(
          create((table) => {
            table.comment(uncommented(' '));
            table.integer('id').comment(uncommented(''));
          }),
        ),
      ).to.deep.equal(['E_COMMENT_REASON t, comment()', 'E_COMMENT_REASON t, id.comment()']);
    });

    it('refuses what is no text, and to take a comment away without a reason', async () => {
      expect(
        await refused(
          create((table) => {
            table.comment(3 as never);
            table.integer('id').comment({} as never);
          }),
        ),
      ).to.include.members(['E_COMMENT_TYPE t, comment()', 'E_COMMENT_TYPE t, id.comment()']);
      const takeAway = alter((table) => {
        table.comment('');
        table.string('a').comment('').alter();
        commentColumn(table, 'b', ' ');
      });
      expect(await refused(takeAway)).to.deep.equal([
        'E_COMMENT_MISSING t, comment()',
        'E_COMMENT_MISSING t, a.comment()',
        'E_COMMENT_MISSING t, b.comment()',
      ]);
      const withReason = alter((table) => {
        table.comment(uncommented('why'));
        table.string('a').comment(uncommented('why')).alter();
        commentColumn(table, 'b', uncommented('why'));
      });
      expect(await refused(withReason)).to.deep.equal([]);
    });

    it('refuses texts that would not come back', async () => {
      const texts = create((table) => {
        table.comment('a\0');
        table.integer('id').comment('x'.repeat(1025));
        table.integer('face').comment('😀');
      });
      expect(await refused(texts)).to.deep.equal(
        client === 'mysql2'
          ? ['E_COMMENT_TEXT t', 'E_COMMENT_TOO_LONG t, id', 'E_COMMENT_TEXT t, face']
          : ['E_COMMENT_TEXT t'],
      );
      expect(await refused(texts, false)).to.deep.equal(['E_COMMENT_TEXT t']);
    });

    it('refuses commentColumn of a column that a new table does not have', async () => {
      expect(
        await refused(
          create((table) => {
            table.comment('a table');
            table.integer('id').comment('its number');
            commentColumn(table, 'idd', 'its number');
          }),
        ),
      ).to.deep.equal(["E_COMMENT_COLUMN t, commentColumn('idd')"]);
    });
  });
}
