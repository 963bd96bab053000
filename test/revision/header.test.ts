import { expect } from 'chai';
import * as fc from 'fast-check';
import { formatHeader, parseHeader, type Header } from '../../lib/revision/header.ts';

const header: Header = {
  message: 'Add the user',
  revision: 'a1b4c9df789d',
  revises: ['c0a05e0cd317'],
  created: '2024-10-08T07:24:32.000Z',
};

describe('formatHeader', () => {
  it('writes the message and the fields as a docblock', () => {
    expect(formatHeader(header)).to.equal(`/**
 * Add the user
 *
 * Revision: a1b4c9df789d
 * Revises: c0a05e0cd317
 * Created: 2024-10-08T07:24:32.000Z
 */`);
  });

  it('leaves Revises empty for the first migration, without trailing blanks', () => {
    expect(formatHeader({ ...header, revises: [] })).to.match(/^ \* Revises:$/mu);
  });

  it('cannot be closed early by a message', () => {
    const text = formatHeader({ ...header, message: 'ends */ process.exit(); /* **/ here\n/' });
    expect(text.match(/\*\//gu)).to.have.length(1);
  });

  it('is read back by parseHeader whatever the message', () => {
    const line = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !/^\s*(?:Revis|Creat)/u.test(text));
    const messages = fc.array(line).map((lines) => lines.join('\n'));
    const names = fc.array(fc.stringMatching(/^[0-9a-zä-ü]+(?:[ _-][0-9a-zä-ü]+)*$/u));
    fc.assert(
      fc.property(messages, names, (message, revises) => {
        const parsed = parseHeader(`${formatHeader({ ...header, message, revises })}\n\nup();\n`);
        expect({ ...parsed, message: undefined }).to.deep.equal({
          ...header,
          revises,
          message: undefined,
        });
      }),
    );
  });

  it('keeps a message of several lines', () => {
    const message = 'Add the user.\n\nWhy: the shop wants to know.\n  - indented';
    expect(parseHeader(formatHeader({ ...header, message }))).to.deep.equal({ ...header, message });
  });
});

describe('parseHeader', () => {
  it('reads fields from line comments, with CRLF, and from a licence banner below', () => {
    const text =
      '// Add the user\r\n//\r\n// Revision: b\r\n// Revises: a\r\nexport const up = 1;\r\n';
    expect(parseHeader(text)).to.deep.equal({
      message: 'Add the user',
      revision: 'b',
      revises: ['a'],
      created: undefined,
    });
    expect(parseHeader('/*! Copyright */\n/* Revises: a */\n')?.revises).to.deep.equal(['a']);
  });

  it("reads Alembic's own words: Revision ID, and None for the first", () => {
    const text = '/*\nadd user\n\nRevision ID: b\nRevises: None\nCreated: today\n*/';
    expect(parseHeader(text)).to.deep.equal({
      message: 'add user',
      revision: 'b',
      revises: [],
      created: 'today',
    });
  });

  it('reads several parents, parted by commas', () => {
    expect(parseHeader('// Revises: a, b,c')?.revises).to.deep.equal(['a', 'b', 'c']);
  });

  it('reads a parent whose name holds spaces', () => {
    expect(parseHeader('// Revises: 2024-10-08_add user')?.revises).to.deep.equal([
      '2024-10-08_add user',
    ]);
  });

  it('reads fields that are indented', () => {
    expect(parseHeader('/**\n *   Revises:   a\n */')?.revises).to.deep.equal(['a']);
  });

  it('finds no header where no comment has a field', () => {
    expect(parseHeader('')).to.equal(undefined);
    expect(parseHeader('/** Adds the user. */\nexport const up = 1;')).to.equal(undefined);
    expect(parseHeader('const text = `\nRevises: a\n`;')).to.equal(undefined);
  });
});
