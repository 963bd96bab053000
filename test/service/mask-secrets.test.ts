import { expect } from 'chai';
import * as fc from 'fast-check';
import { maskSecrets, secretsOf } from '../../lib/service/mask-secrets.ts';

/** Whatever a password may be, but for what the mask is made of. */
const passwords = fc
  .string({ unit: 'binary', minLength: 4, maxLength: 30 })
  .filter((password) => !password.includes('*'));

describe('maskSecrets', () => {
  const texts: Readonly<Record<string, readonly [before: string, after: string]>> = {
    'of a URL': [
      'cannot reach postgres://me:s3cr%3At@db/shop',
      'cannot reach postgres://me:***@db/shop',
    ],
    'of a URL that holds an @': ['mysql://me:p@ss@db/shop', 'mysql://me:***@db/shop'],
    'of a URL that holds a slash': ['mysql://me:p/ss@db/shop', 'mysql://me:***@db/shop'],
    'of a URL in quotes': ['"url":"postgres://me:x@db"', '"url":"postgres://me:***@db"'],
    'behind password=': ['host=db password=hush user=me', 'host=db password=*** user=me'],
    'in a query': ['?user=me&password=hush&ssl=1', '?user=me&password=***&ssl=1'],
    'of an object': ["{ password: 'hush, hush', user: 'me' }", "{ password: '***', user: 'me' }"],
    'of JSON': ['{"password":"a\\"b","user":"me"}', '{"password":"***","user":"me"}'],
    'of JSON within JSON': [
      '{"text":"{\\"password\\":\\"hush\\"}"}',
      '{"text":"{\\"password\\":\\"***\\"}"}',
    ],
    'of the environment': ['PGPASSWORD=hush psql', 'PGPASSWORD=*** psql'],
  };
  for (const [title, [before, after]] of Object.entries(texts)) {
    it(`masks a password ${title}`, () => {
      expect(maskSecrets(before)).to.equal(after);
    });
  }

  it('masks a short password that holds a dash', () => {
    expect(maskSecrets('the word a-b, not a-bc', ['a-b'])).to.equal('the word ***, not a-bc');
  });

  for (const text of [
    'connect ECONNREFUSED 127.0.0.1:5432',
    'password authentication failed for user "me"',
    'see http://localhost:3000/@fs/file and me@example.com',
    'postgres://me@db:5432/shop',
    "Access denied for user 'me'@'localhost' (using password: YES)",
  ]) {
    it(`leaves as it is: ${text}`, () => {
      expect(maskSecrets(text)).to.equal(text);
    });
  }

  it('lets no secret through, however it is written', () => {
    const around = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(passwords, around, around, (password, before, after) => {
        for (const form of [
          password,
          encodeURIComponent(password),
          JSON.stringify({ message: password }),
          `postgres://me:${encodeURIComponent(password)}@db/shop`,
        ]) {
          const masked = maskSecrets(`${before} ${form} ${after}`, [password]);
          expect(masked).not.to.include(password);
          expect(masked).not.to.include(encodeURIComponent(password));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('masks the password of any URL, known or not', () => {
    const parts = fc.record({
      user: fc.stringMatching(/^[a-z]{1,8}$/u),
      password: passwords,
      host: fc.domain(),
    });
    fc.assert(
      fc.property(parts, ({ user, password, host }) => {
        const url = `mysql://${user}:${encodeURIComponent(password)}@${host}/shop`;
        // encodeURIComponent leaves quotes alone, where a text may end.
        fc.pre(!/['"`]/u.test(password));
        expect(maskSecrets(`no answer from ${url}!`)).to.equal(
          `no answer from mysql://${user}:***@${host}/shop!`,
        );
      }),
    );
  });

  it('masks a short secret where it is a word, and not within words', () => {
    expect(maskSecrets('login a failed at a:b', ['a'])).to.equal('login *** failed at ***:b');
  });

  it('masks the longest of secrets that hold one another', () => {
    expect(maskSecrets('it is hush-hush', ['hush', 'hush-hush'])).to.equal('it is ***');
  });
});

describe('secretsOf', () => {
  const hidden = { user: 'me' };
  Object.defineProperty(hidden, 'password', { value: 'hush', enumerable: false });
  const configs: Readonly<Record<string, readonly [connection: unknown, secrets: string[]]>> = {
    'a URL, as it is written and decoded': ['postgres://me:h%40sh@db/shop', ['h%40sh', 'h@sh']],
    'a URL that cannot be parsed': ['postgres://me:h/sh@db/shop', ['h/sh']],
    'an object': [{ host: 'db', user: 'me', password: 'hush' }, ['hush']],
    'a connection string in an object': [{ connectionString: 'postgres://me:hush@db' }, ['hush']],
    'a property that Knex hides': [hidden, ['hush']],
    'the key of a certificate': [{ host: 'db', ssl: { key: 'PEM', ca: 'public' } }, ['PEM']],
    'the query of a URL': ['postgres://db/shop?user=me&password=hush', ['hush']],
    'tokens, whatever their case': [{ authToken: 'T', access_token: 'U' }, ['T', 'U']],
  };
  for (const [title, [connection, secrets]] of Object.entries(configs)) {
    it(`finds those of ${title}`, () => {
      const found = secretsOf({ client: 'pg', connection: connection as string });
      expect([...found].filter((secret) => secret !== '')).to.deep.equal(secrets);
    });
  }

  it('takes for no secret what messages have to show', () => {
    const connection = { user: 'postgres', password: 'postgres', database: 'shop' };
    expect([...secretsOf({ client: 'pg', connection })]).to.deep.equal([]);
  });

  it('finds none in a SQLite file or a function', () => {
    expect(secretsOf({ connection: { filename: './dev.sqlite3' } }).size).to.equal(0);
    expect(secretsOf({ connection: () => ({ filename: 'x' }) }).size).to.equal(0);
  });
});
