import { expect } from 'chai';
import {
  columnsWithSeveralChecks,
  foreignKeysOf,
  hasConstraints,
  quote,
  renameConstraints,
  renameCreated,
  tokensOf,
  unquote,
} from '../../lib/schema/sqlite-text.ts';

describe('tokensOf', () => {
  const texts = (sql: string): string[] => tokensOf(sql).map(({ text }) => text);

  it('takes names, texts, brackets and signs apart, and leaves out blanks and comments', () => {
    expect(
      texts("create table `a``b` (\"c d\" text default 'it''s', [e] int) -- end"),
    ).to.deep.equal([
      'create',
      'table',
      '`a``b`',
      '(',
      '"c d"',
      'text',
      'default',
      "'it''s'",
      ',',
      '[e]',
      'int',
      ')',
    ]);
    expect(texts('a /* ( , ) */ größe--x\n!=1')).to.deep.equal(['a', 'größe', '!', '=', '1']);
  });

  it('tells where each token stands', () => {
    expect(tokensOf(' a  /*x*/b')).to.deep.equal([
      { text: 'a', start: 1 },
      { text: 'b', start: 9 },
    ]);
  });

  it('takes an endless comment or text for what is left', () => {
    expect(texts('a /* b')).to.deep.equal(['a']);
    expect(texts("a 'b")).to.deep.equal(['a', "'", 'b']);
  });
});

describe('quote and unquote', () => {
  it('are each other’s inverse, whatever stands in the name', () => {
    for (const name of ['a', 'a`b', 'a"b', "it's", '[x]', 'größe 🚀', '``']) {
      expect(unquote(quote(name))).to.equal(name);
    }
  });

  it('read each of the quotes of SQLite', () => {
    expect(['a', '`a``b`', '"a""b"', "'a''b'", '[a]'].map(unquote)).to.deep.equal([
      'a',
      'a`b',
      'a"b',
      "a'b",
      'a',
    ]);
  });
});

describe('renameConstraints', () => {
  it('changes the names of constraints, and not a letter of the rest', () => {
    const sql =
      'CREATE TABLE t (a int  CONSTRAINT old CHECK (a <> \'constraint old\'), -- constraint old\n constraint `old` unique (a), constraint "other" primary key (old))';
    expect(renameConstraints(sql, (name) => (name === 'old' ? 'new`' : name))).to.equal(
      'CREATE TABLE t (a int  CONSTRAINT `new``` CHECK (a <> \'constraint old\'), -- constraint old\n constraint `new``` unique (a), constraint "other" primary key (old))',
    );
  });
});

describe('renameCreated', () => {
  const cases: Readonly<Record<string, string>> = {
    'create table t (a)': 'create table `n` (a)',
    'CREATE TABLE IF NOT EXISTS "t" (t)': 'CREATE TABLE IF NOT EXISTS `n` (t)',
    'create temp table main.[t](a)': 'create temp table main.`n`(a)',
    'create unique index `t` on t (a)': 'create unique index `n` on t (a)',
    'create /* table x */ index if not exists s.t on t (a)':
      'create /* table x */ index if not exists s.`n` on t (a)',
  };
  for (const [sql, renamed] of Object.entries(cases)) {
    it(`finds the name in ${sql}`, () => expect(renameCreated(sql, 'n')).to.equal(renamed));
  }

  it('takes nothing else', () => {
    expect(() => renameCreated('select 1', 'n')).to.throw(TypeError, 'select 1');
  });
});

describe('columnsWithSeveralChecks', () => {
  it('finds columns that bear several checks, and leaves those of the table aside', () => {
    expect(
      columnsWithSeveralChecks(
        `create table t (a int check (a > 0) constraint c check (a in (1, 2)),
         b decimal(10, 2) check (check_it(b, 1)), "c, d" text check (x) CHECK (y),
         check (a > 0), constraint e check (b > 0), check (c))`,
      ),
    ).to.deep.equal(['a', 'c, d']);
  });

  it('finds none in a text without any', () => {
    expect(columnsWithSeveralChecks('')).to.deep.equal([]);
    expect(columnsWithSeveralChecks("create table t (a text default 'check(', b)")).to.deep.equal(
      [],
    );
  });
});

describe('foreignKeysOf', () => {
  it('finds name, columns and table of the foreign keys of a table', () => {
    expect(
      foreignKeysOf(
        `create table t (a int references u (id), foreign key (a) references "u" (id),
         CONSTRAINT \`f\` FOREIGN KEY (\`a\`, b) REFERENCES [w x] (c, d) on delete cascade)`,
      ),
    ).to.deep.equal([
      { name: undefined, columns: ['a'], referredTable: 'u' },
      { name: 'f', columns: ['a', 'b'], referredTable: 'w x' },
    ]);
  });
});

describe('hasConstraints', () => {
  it('sees keys and checks, within a column and behind all of them', () => {
    for (const sql of [
      'create table t (a integer primary key)',
      'create table t (a, UNIQUE (a))',
      'create table t (a check (a > 0))',
      'create table t (a references u)',
    ]) {
      expect(hasConstraints(sql), sql).to.equal(true);
    }
    expect(hasConstraints("create table t (a text default 'unique', `check` int)")).to.equal(false);
  });
});
