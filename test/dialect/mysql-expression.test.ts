import { expect } from 'chai';
import { mysqlExpression, unescaped } from '../../lib/dialect/mysql-expression.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { isMariaDb } from '../support/is-maria-db.ts';

/** As information_schema of MySQL 9.7.4 prints them, and as they are. */
const printed: readonly (readonly [string, string])[] = [
  ['(`b` > 0)', '`b` > 0'],
  [String.raw`(\`a\` <> _utf8mb4\'what?\')`.replaceAll('\\`', '`'), "`a` <> 'what?'"],
  [String.raw`concat(_utf8mb4\'a\\\'b\',_utf8mb4\'\\\\\')`, String.raw`concat('a\'b','\\')`],
  [String.raw`_utf8mb4\'nl\\nx\'`, String.raw`'nl\nx'`],
  [String.raw`_latin1\'abc\'`, "_latin1'abc'"],
  [String.raw`_utf8mb4\'_utf8mb4\\\'x\\\'\'`, String.raw`'_utf8mb4\'x\''`],
  ["_utf8mb4\\'Ã¤æ\u{97}¥\\'", "'ä日'"],
  ["_latin1\\'äé\\'", "_latin1'äé'"],
  ['((`a` > 0) or (`b` > 0))', '(`a` > 0) or (`b` > 0)'],
  ['(`a` > 0) or (`b` > 0)', '(`a` > 0) or (`b` > 0)'],
  [String.raw`(_utf8mb4\')\' = 1)`, "')' = 1"],
];

describe('mysqlExpression', () => {
  for (const [text, sql] of printed) {
    it(`makes ${sql} of ${text}`, () => expect(mysqlExpression(text)).to.equal(sql));
  }

  it('leaves brackets and character sets where they are wanted', () => {
    expect(unescaped(String.raw`(_utf8mb4\'x\' > 0)`)).to.equal("(_utf8mb4'x' > 0)");
  });
});

describeEachDialect(
  'an expression that MySQL prints',
  (dialect) => {
    it('has the value that it was given', async () => {
      const database = await createDatabase(dialect);
      try {
        const knex = database.connect();
        const texts = ["it's", String.raw`back\slash`, 'ä日', '`_utf8mb4`', 'a\nb', '(', '%?'];
        for (const text of texts) {
          await knex.raw('create table t (a int, b varchar(50) as (concat(?)) virtual)', [text]);
          const [[row]] = (await knex.raw(
            `select generation_expression as \`sql\` from information_schema.columns
             where table_schema = database() and table_name = 't' and column_name = 'b'`,
          )) as [[{ sql: string }]];
          const sql = (await isMariaDb(knex)) ? row.sql : mysqlExpression(row.sql);
          const [[found]] = (await knex.raw(
            `select ${sql.replaceAll('?', String.raw`\?`)} as text`,
          )) as [[{ text: string }]];
          expect(found.text, sql).to.equal(text);
          await knex.raw('drop table t');
        }
      } finally {
        await database.drop();
      }
    });
  },
  ['mysql'],
);
