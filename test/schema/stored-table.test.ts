import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import type { ClientInternals } from '../../lib/schema/knex-internals.ts';
import { splitTableName, storedBy, storedTable } from '../../lib/schema/stored-table.ts';

describe('splitTableName', () => {
  it('splits at the last dot', () => {
    expect(splitTableName('t')).to.deep.equal({ schema: undefined, name: 't' });
    expect(splitTableName('s.t')).to.deep.equal({ schema: 's', name: 't' });
    expect(splitTableName('a.s.t')).to.deep.equal({ schema: 'a.s', name: 't' });
  });
});

describe('storedTable', () => {
  const stored = (config: Knex.Config = {}): ((name: string) => string) =>
    storedBy(knexModule({ client: 'pg', ...config }).client as ClientInternals, {
      queryContext: () => '_',
    });

  it('takes the schema of withSchema before that of the name', () => {
    expect(storedTable('s.t', undefined, stored())).to.deep.equal({ schema: 's', name: 't' });
    expect(storedTable('s.t', 'other', stored())).to.deep.equal({ schema: 'other', name: 't' });
    expect(storedTable('t', undefined, stored())).to.deep.equal({ schema: undefined, name: 't' });
  });

  it('gives each part to the mapper of the project, with the context of the builder', () => {
    const wrapIdentifier: Knex.Config['wrapIdentifier'] = (name, quote, context) =>
      quote(`${name}${String(context)}`);
    expect(storedTable('s.t', undefined, stored({ wrapIdentifier }))).to.deep.equal({
      schema: 's_',
      name: 't_',
    });
  });
});
