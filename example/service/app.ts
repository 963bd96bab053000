import { createServer } from 'node:http';
import knexModule from 'knex';
import config from './knexfile.ts';

// Whatever starts this has seen to it that the migrations are done: the app asks for no table.
const knex = knexModule(config);
const server = createServer((_request, response) => {
  knex('product')
    .select('name')
    .orderBy('name')
    .then(
      (products) =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify(products)),
      () => response.writeHead(500).end(),
    );
});
server.listen(Number(process.env['PORT'] ?? 3000), () => {
  process.stdout.write(`listening on ${JSON.stringify(server.address())}\n`);
});

process.once('SIGTERM', () => {
  server.close(() => void knex.destroy());
});
