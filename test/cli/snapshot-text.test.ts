import { expect } from 'chai';
import { snapshotText, type DeclaredColumn } from '../../lib/cli/snapshot-text.ts';

const text = (name: string, columns: readonly DeclaredColumn[] = [], hasKey = true): string =>
  snapshotText({ name, schema: undefined }, columns, hasKey);

describe('the text of a snapshot', () => {
  it('names its variable after the table, whatever that is called', () => {
    for (const [table, variable] of [
      ['user_account', 'userAccount'],
      ['Order Line', 'orderLine'],
      ['ORDERS', 'orders'],
      ['orderLines', 'orderLines'],
      ['class', 'classTable'],
      ['column', 'columnTable'],
      ['2fa-codes', '_2faCodesTable'],
      ['größe', 'größe'],
      ['!', 'Table'],
    ] as const) {
      expect(text(table), table).to.include(`const ${variable} = tableSnapshot('${table}', {`);
    }
  });

  it('quotes what is no identifier, and keeps a comment in its line', () => {
    const call = 'column.text()';
    const printed = text("it's", [
      { name: 'a-b', call, isNullable: false, note: "enum('x\ny')" },
      { name: '$ok', call, isNullable: true, note: undefined },
      { name: '__proto__', call, isNullable: false, note: undefined },
    ]);
    expect(printed).to.include(String.raw`tableSnapshot('it\'s', {`);
    expect(printed).to.include(`'a-b': column.text(), // enum('x y')\n`);
    expect(printed).to.include('  $ok: column.text().nullable(),\n');
    expect(printed).to.include("  ['__proto__']: column.text(),\n");
  });

  it('asks for columns to page by where there is no primary key', () => {
    expect(text('t', [], false)).to.include('primaryKey');
    expect(text('t')).to.not.include('primaryKey');
  });
});
