import { expect } from 'chai';
import { definitionIn, withComment, withNullability } from '../../lib/schema/mysql-column-text.ts';
import { inMode } from '../../lib/schema/sql-literal.ts';

const createTable = [
  'CREATE TABLE `t` (',
  "  `a` varchar(20) NOT NULL DEFAULT 'it''s, `b` x' COMMENT 'a\\nb\\\\c''d',",
  '  `b` longtext CHARACTER SET utf8mb4 DEFAULT NULL CHECK (json_valid(`b`)),',
  '  `c``d` int(11) GENERATED ALWAYS AS (`a` + 1) STORED,',
  '  PRIMARY KEY (`a`)',
  ') ENGINE=InnoDB',
].join('\n');

const plain = (sql: string): string => inMode(sql, '');

describe('definitionIn', () => {
  it('finds a column by its name in any case', () => {
    expect(definitionIn(createTable, 'B')).to.equal(
      'longtext CHARACTER SET utf8mb4 DEFAULT NULL CHECK (json_valid(`b`))',
    );
    expect(definitionIn(createTable, 'c`d')).to.match(/^int/u);
    expect(definitionIn(createTable.replaceAll('`', '"'), 'b')).to.match(/^longtext/u);
    expect(definitionIn(createTable, 'x')).to.equal(undefined);
  });
});

describe('withComment', () => {
  it('replaces a comment, and nothing else', () => {
    const definition = definitionIn(createTable, 'a') ?? '';
    expect(plain(withComment(definition, "it's \\ new"))).to.equal(
      "varchar(20) NOT NULL DEFAULT 'it''s, `b` x' COMMENT 'it''s \\\\ new'",
    );
    expect(plain(withComment(definition, ''))).to.equal(
      "varchar(20) NOT NULL DEFAULT 'it''s, `b` x'",
    );
  });

  it('puts one before a check', () => {
    expect(plain(withComment(definitionIn(createTable, 'b') ?? '', 'new'))).to.equal(
      "longtext CHARACTER SET utf8mb4 DEFAULT NULL COMMENT 'new' CHECK (json_valid(`b`))",
    );
  });

  it('leaves the letter at the bits of a default', () => {
    expect(plain(withComment("bit(3) DEFAULT b'101'", 'new'))).to.equal(
      "bit(3) DEFAULT b'101' COMMENT 'new'",
    );
  });

  it('is not taken in by words within texts and brackets', () => {
    expect(plain(withComment("enum('COMMENT','CHECK (') DEFAULT 'CHECK'", 'new'))).to.equal(
      "enum('COMMENT','CHECK (') DEFAULT 'CHECK' COMMENT 'new'",
    );
  });
});

describe('withNullability', () => {
  it('puts NOT NULL in the place of NULL', () => {
    expect(withNullability('int(11) DEFAULT NULL', false)).to.equal('int(11) NOT NULL');
    expect(withNullability("timestamp NULL DEFAULT NULL COMMENT 'x'", false)).to.equal(
      "timestamp NOT NULL COMMENT 'x'",
    );
    expect(withNullability('int(11) unsigned DEFAULT 3', false)).to.equal(
      'int(11) unsigned NOT NULL DEFAULT 3',
    );
  });

  it('puts NULL in the place of NOT NULL', () => {
    expect(withNullability("varchar(9) NOT NULL DEFAULT 'NOT NULL'", true)).to.equal(
      "varchar(9) NULL DEFAULT 'NOT NULL'",
    );
    expect(withNullability('int(11) DEFAULT NULL', true)).to.equal('int(11) NULL DEFAULT NULL');
  });

  it('writes texts again as the mode of the session wants them', () => {
    const definition = definitionIn(createTable, 'a') ?? '';
    expect(inMode(withNullability(definition, true), 'NO_BACKSLASH_ESCAPES')).to.equal(
      "varchar(20) NULL DEFAULT 'it''s, `b` x' COMMENT 'a\nb\\c''d'",
    );
  });
});
