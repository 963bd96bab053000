import { expect } from 'chai';
import {
  problemsOfComments,
  requiresComment,
  settleComments,
  type CommentPolicy,
} from '../../lib/comment/comment-policy.ts';

const user = { schema: undefined, name: 'user' };
const audit = { schema: 'log', name: 'audit' };

describe('settleComments', () => {
  it('asks for all by default, and for nothing with false', () => {
    expect(settleComments()).to.deep.equal({
      tables: true,
      columns: true,
      migrations: true,
      except: [],
      sqliteTable: true,
    });
    expect(settleComments(false)).to.equal(undefined);
  });
});

describe('requiresComment', () => {
  const required = (policy: CommentPolicy | false, table = user, column?: string): boolean =>
    requiresComment(settleComments(policy), table, column);

  it('asks for tables and columns, each by itself', () => {
    expect(required({})).to.equal(true);
    expect(required({}, user, 'id')).to.equal(true);
    expect(required(false)).to.equal(false);
    expect(required({ tables: 'optional' })).to.equal(false);
    expect(required({ tables: 'optional' }, user, 'id')).to.equal(true);
    expect(required({ columns: 'optional' })).to.equal(true);
    expect(required({ columns: 'optional' }, user, 'id')).to.equal(false);
  });

  it('excepts a table with all its columns', () => {
    expect(required({ except: ['user'] })).to.equal(false);
    expect(required({ except: ['user'] }, user, 'id')).to.equal(false);
    expect(required({ except: ['user'] }, audit as never)).to.equal(true);
    for (const name of ['audit', 'log.audit']) {
      expect(required({ except: [name] }, audit as never)).to.equal(false);
      expect(required({ except: [name] }, audit as never, 'id')).to.equal(false);
    }
    expect(required({ except: ['other.audit'] }, audit as never)).to.equal(true);
  });

  it('excepts a column only', () => {
    expect(required({ except: ['user.id'] }, user, 'id')).to.equal(false);
    expect(required({ except: ['user.id'] }, user, 'name')).to.equal(true);
    expect(required({ except: ['user.id'] })).to.equal(true);
    expect(required({ except: ['log.audit.id'] }, audit as never, 'id')).to.equal(false);
  });

  it('excepts by patterns, each time alike', () => {
    const except = [/^us/g, /\.id$/y];
    for (let time = 0; time < 3; time += 1) expect(required({ except })).to.equal(false);
    expect(required({ except: [/\.id$/u] }, user, 'id')).to.equal(false);
    expect(required({ except: [/\.id$/u] }, user, 'paid')).to.equal(true);
    expect(required({ except: [/\.id$/u] })).to.equal(true);
  });
});

describe('problemsOfComments', () => {
  const codes = (policy: unknown): string[] =>
    problemsOfComments(policy as CommentPolicy, 'conventions.').map(
      ({ code, where, what }) => `${code} ${where} ${what}`,
    );

  it('has nothing to say of what can be meant', () => {
    for (const policy of [undefined, false, {}, { tables: 'optional', except: ['a', /b/u] }]) {
      expect(codes(policy)).to.deep.equal([]);
    }
  });

  it('lists all that cannot be meant', () => {
    expect(
      codes({ table: 'optional', columns: 'never', except: 'a', sqliteTable: 'yes' }),
    ).to.deep.equal([
      'E_COMMENT_POLICY conventions.comments.table is no option',
      'E_COMMENT_POLICY conventions.comments.columns is "never"',
      'E_COMMENT_POLICY conventions.comments.except is no list',
      'E_COMMENT_POLICY conventions.comments.sqliteTable is "yes"',
    ]);
    expect(codes(true)).to.deep.equal(['E_COMMENT_POLICY conventions.comments are no policy']);
    expect(codes({ except: [3] })).to.have.length(1);
  });

  it('says what is allowed, and offers the near miss', () => {
    const [unknown, wrong] = problemsOfComments({ table: 1, tables: 1 } as never);
    expect(unknown?.repair).to.include('tables');
    expect(wrong?.repair).to.equal('Choose "required" or "optional".');
  });
});
