/**
 * Problems of names and comments: in `E_CONVENTION`, and as findings of `auditCatalog` and `check
 * --db`.
 */
export type ConventionCode =
  /**
   * A constraint or index has no name, and the convention cannot make one: the template embellishes
   * a given name (`constraint_name`), or it is over an expression.
   *
   * @repair Give it a name in the call.
   * @example
   * user, check(price > 0)
   *   has no name, and the template of the convention (ck) makes one of it
   *   → Name it in the call.
   */
  | 'E_NAME_MISSING'
  /**
   * Two constraints or indexes of one schema would bear one name.
   *
   * @repair Give one of them a name of its own.
   * @example
   * u, index(a)
   *   would be named same, as is index(a) of t
   *   → Give one of them a name of its own: it is kept.
   */
  | 'E_NAME_COLLISION'
  /**
   * A constraint or index bears the name that Knex or the database made, not that of the
   * convention.
   *
   * @repair Rename it in a migration; `knex-stairway adopt --names` writes one for all of them.
   * @example
   * index user_email_index on user
   *   does not bear the name of the convention
   *   → It should be called ix__user__email.
   */
  | 'E_NAME_OFF_CONVENTION'
  /**
   * A constraint or index bears a name that neither the convention nor Knex nor the database made.
   *
   * @repair Rename it, or leave it: a name that was given on purpose may stay.
   * @example
   * index by_email on user
   *   bears a name that was given by hand
   *   → It should be called ix__user__email.
   */
  | 'E_NAME_BY_HAND'
  /**
   * A table or column has no comment, and the policy requires one.
   *
   * @repair Write what it is for; `uncommented('why')` stands for a comment that is not needed,
   * `comments.except` excepts tables.
   * @example
   * table user
   *   has no comment
   *   → Say what it is for: table.comment('…').
   */
  | 'E_COMMENT_MISSING'
  /**
   * `uncommented()` was given no reason.
   *
   * @repair Say why the column needs no comment.
   * @example
   * user, id.comment()
   *   is uncommented without a reason
   *   → Say why: .comment(uncommented('…')).
   */
  | 'E_COMMENT_REASON'
  /**
   * `comment()` was given something that is no text.
   *
   * @repair Give it a text.
   * @example
   * user, id.comment()
   *   is given a value of the type number
   *   → Write a text.
   */
  | 'E_COMMENT_TYPE'
  /**
   * A comment holds a character that the database cannot keep: a NUL, half of a surrogate pair, on
   * MySQL an emoji.
   *
   * @repair Take it out.
   * @example
   * user, face
   *   has a comment that holds 😀, of which mysql would make a question mark
   *   → Write it in characters of up to three bytes in UTF-8, without emoji.
   */
  | 'E_COMMENT_TEXT'
  /**
   * A comment is longer than the database keeps: 2,048 characters of a table, 1,024 of a column on
   * MySQL and MariaDB.
   *
   * @repair Shorten it.
   * @example
   * user, id
   *   has a comment of 1025 characters, and mysql keeps 1024 of a column
   *   → Shorten it, and leave the rest to the documentation.
   */
  | 'E_COMMENT_TOO_LONG'
  /**
   * `commentColumn` names a column that the table does not have.
   *
   * @repair Correct the name, or describe the column in the same callback.
   * @example
   * user, commentColumn('idd')
   *   is of a column that the table does not have
   *   → Describe the column in the same callback, or correct its name.
   */
  | 'E_COMMENT_COLUMN'
  /**
   * `specificType` holds a constraint within its SQL, where no convention can name it.
   *
   * @repair Write the constraint as a call.
   * @example
   * user, specificType('email')
   *   holds "unique" within its SQL, where no convention can name it
   *   → Write .unique(), or name it there: constraint … unique.
   */
  | 'E_INLINE_CONSTRAINT';
