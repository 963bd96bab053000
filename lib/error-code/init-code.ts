/** Problems of `init` with the folder that it sets up: in `E_OPTIONS`. */
export type InitCode =
  /**
   * The folder has no driver of a database, so that nothing says which database it is.
   *
   * @repair Name it by `--client`, or install the driver first.
   * @example
   * /srv/shop
   *   has no driver of a database
   *   → Say which it shall be, by --client: better-sqlite3 (SQLite), pg (PostgreSQL), mysql2 (MySQL and MariaDB).
   */
  | 'E_CLIENT_MISSING'
  /**
   * The folder has drivers of several databases.
   *
   * @repair Name the one that migrates by `--client`.
   * @example
   * /srv/shop
   *   has several drivers: better-sqlite3, pg
   *   → Say which one migrates, such as --client better-sqlite3.
   */
  | 'E_CLIENT_AMBIGUOUS'
  /**
   * `--client` is no driver for which there are throw-away databases.
   *
   * @repair Choose better-sqlite3, pg or mysql2.
   * @example
   * --client postgres
   *   is no driver that migrations can be tested with
   *   → Choose one: did you mean "pg"?
   */
  | 'E_CLIENT_UNKNOWN'
  /**
   * `--directory` is no folder of the project.
   *
   * @repair Name one within it.
   * @example
   * directory ../migrations
   *   is outside of the project
   *   → Name a folder of the project: --directory migrations.
   */
  | 'E_DIRECTORY_OUTSIDE'
  /**
   * A file or folder that `init` would write, or one above it, cannot be written. Nothing was.
   *
   * @repair Mend its rights, or what stands in its place.
   * @example
   * /srv/shop/migrations
   *   is a file, not a folder
   *   → Mend it, so that migrations/1728372261_c0a05e0cd317_add_user.js can be written there.
   */
  | 'E_NOT_WRITABLE'
  /**
   * The folder has no package.json, and one above it has: probably that is the project.
   *
   * @repair Call it there, or make a package of this folder.
   * @example
   * /srv/shop/src
   *   has no package.json, and /srv/shop has one
   *   → Set up that project (--cwd /srv/shop), or make one of this folder first: npm init -y.
   */
  | 'E_PACKAGE_ABOVE'
  /**
   * package.json cannot be read.
   *
   * @repair Mend it.
   * @example
   * /srv/shop/package.json
   *   holds no object
   *   → Mend it: npm reads it, too.
   */
  | 'E_PACKAGE_JSON'
  /**
   * A file could not be written in the middle of the setup; the message lists what was.
   *
   * @repair Mend that, and call `init` again.
   * @example
   * /srv/shop/knexfile.js
   *   could not be written: ENOSPC: no space left on device, write
   *   → Mend that and call init again: it keeps what is there.
   */
  | 'E_WRITE';
