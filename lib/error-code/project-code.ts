/**
 * Problems that commands have with the project that they are called in: in `E_OPTIONS`.
 */
export type ProjectCode =
  /**
   * `--cwd` names a folder that cannot be entered.
   *
   * @repair Correct it.
   * @example
   * /srv/shop/nowhere
   *   cannot be entered: ENOENT: no such file or directory, chdir '/srv/shop' -> '/srv/shop/nowhere'
   *   → Correct --cwd.
   */
  | 'E_CWD_MISSING'
  /**
   * There is no knexfile: neither here, nor in a folder above, nor under the name that was given.
   *
   * @repair Write one, or name it by `--knexfile`.
   * @example
   * /srv/shop
   *   and the folders above it hold no knexfile
   *   → Let npx knex-stairway init write one, or name it: --knexfile path/to/knexfile.ts.
   */
  | 'E_KNEXFILE_MISSING'
  /**
   * The knexfile throws while it is loaded, or exports no configuration for this environment.
   *
   * @repair Mend it until `npx knex migrate:list` reads it; choose the environment by `--env`.
   * @example
   * /srv/shop/knexfile.js
   *   does not load: Unexpected token
   *   → Mend it; `npx knex migrate:list` must read it, too.
   */
  | 'E_KNEXFILE_FAILED'
  /**
   * The project has no knex: it is looked for from the knexfile on, so that the CLI and the project
   * share one.
   *
   * @repair Install it there.
   * @example
   * /srv/shop/knexfile.mjs
   *   finds no knex: Cannot find module 'knex'
   *   → Install it beside the knexfile: npm install knex.
   */
  | 'E_KNEX_MISSING'
  /**
   * The knexfile or a migration is TypeScript, and this Node cannot load it by itself.
   *
   * @repair Install tsx; the command finds it by itself.
   * @example
   * knexfile.ts
   *   is TypeScript, which Node 20.20.2 does not load by itself
   *   → Install tsx beside it: npm install --save-dev tsx.
   */
  | 'E_TYPESCRIPT_LOADER'
  /**
   * `make` was given a message that no file could be named by.
   *
   * @repair Say in words what the migration is for.
   * @example
   * message "🎉"
   *   has no letter and no digit that a file could be named by
   *   → Say what the migration is for: make "add user".
   */
  | 'E_MESSAGE_EMPTY'
  /**
   * `--extension` is none that Node or a loader takes for a module.
   *
   * @repair Choose one of .js .cjs .mjs .ts .cts .mts.
   * @example
   * extension .jsx
   *   is none that a migration can have
   *   → Choose one: did you mean ".js"?
   */
  | 'E_EXTENSION_UNKNOWN'
  /**
   * `make --directory` is none of the folders that the source reads, or the source was given
   * modules and has no folder.
   *
   * @repair Name one of the folders of the source.
   * @example
   * directory
   *   is not known, as the source was given modules
   *   → Name the folder: --directory ./migrations.
   */
  | 'E_DIRECTORY_UNKNOWN'
  /**
   * A file of that name is there already; it was not overwritten.
   *
   * @repair Word the message differently; a template with `%(rev)s` never makes one name twice.
   * @example
   * migrations/2026-11-24_add_user.js
   *   is there already, and is not overwritten
   *   → Word the message differently, or put %(rev)s into fileTemplate.
   */
  | 'E_FILE_EXISTS';
