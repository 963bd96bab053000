import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseSync, type Declaration, type Span } from 'oxc-parser';
import type { Docstring } from './docstring.ts';
import { SourceText } from './source-text.ts';

/** A property, a method or a constructor. */
export interface Member {
  readonly name: string;
  /** As the declaration has it, without `readonly`, on one line where it fits. */
  readonly signature: string;
  /** Of a property: its type. */
  readonly type: string | undefined;
  readonly isOptional: boolean;
  readonly doc: Docstring;
}

/** What a declaration extends: an interface or a class, or some members of one. */
export interface Base {
  readonly name: string;
  readonly has: (member: string) => boolean;
}

/** One declaration of a module. */
export interface Declared {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'value' | 'interface' | 'type';
  /** As the declaration has it, without members; docstrings stand within unions only. */
  readonly signature: string;
  readonly doc: Docstring;
  readonly members: readonly Member[];
  readonly bases: readonly Base[];
  /** Names that it mentions, its members included. */
  readonly mentions: ReadonlySet<string>;
}

/** A module of declarations: what it declares, and what it takes from others of the package. */
export interface DeclarationFile {
  readonly declared: ReadonlyMap<string, Declared>;
  /** Where a name comes from: the path of the file and its name there. */
  readonly taken: ReadonlyMap<string, { readonly path: string; readonly name: string }>;
  /** Exported names, in their order. */
  readonly exported: readonly string[];
}

/** Reads a `.d.ts` that TypeScript has written. */
export function readDeclarations(path: string): DeclarationFile {
  const text = readFileSync(path, 'utf8');
  const { program, comments } = parseSync(path, text);
  const source = new SourceText(text, comments);
  const declared = new Map<string, Declared>();
  const taken = new Map<string, { path: string; name: string }>();
  const exported: string[] = [];
  const take = (from: string, name: string, local: string): void => {
    if (!from.startsWith('.')) return;
    taken.set(local, { path: resolve(dirname(path), from).replace(/\.[jt]s$/u, '.d.ts'), name });
  };
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ImportSpecifier') continue;
        take(statement.source.value, nameOf(specifier.imported), specifier.local.name);
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const { local, exported: name } of statement.specifiers) {
        if (statement.source !== null) take(statement.source.value, nameOf(local), nameOf(name));
        exported.push(nameOf(name));
      }
      if (statement.declaration === null) continue;
      const found = declarationOf(statement.declaration, statement, source);
      declared.set(found.name, found);
      exported.push(found.name);
    } else if ('declare' in statement || statement.type.startsWith('TS')) {
      const found = declarationOf(statement as Declaration, statement, source);
      declared.set(found.name, found);
    }
  }
  return { declared, taken, exported };
}

function declarationOf(node: Declaration, statement: Span, source: SourceText): Declared {
  const doc = source.docOf(statement);
  const whole = source.of(node).replace(/^declare /u, '');
  const shared = { doc, mentions: new Set(whole.match(/\b[A-Z]\w+\b/gu)) };
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return {
        ...shared,
        name: node.id?.name ?? '',
        kind: 'function',
        signature: whole,
        members: [],
        bases: [],
      };
    case 'VariableDeclaration': {
      const [declarator] = node.declarations;
      if (declarator?.id.type !== 'Identifier') throw new Error(`no name: ${whole}`);
      const type = declarator.id.typeAnnotation?.typeAnnotation;
      const members = type?.type === 'TSTypeLiteral' ? membersOf(type.members, source) : [];
      const signature =
        members.length === 0 ? whole.replace(/;$/u, '') : `const ${declarator.id.name}: { … }`;
      return { ...shared, name: declarator.id.name, kind: 'value', signature, members, bases: [] };
    }
    case 'ClassDeclaration': {
      const { superClass } = node;
      return {
        ...shared,
        name: node.id?.name ?? '',
        kind: 'class',
        signature: whole.split(' {', 1).join(''),
        members: membersOf(node.body.body, source),
        bases: superClass?.type === 'Identifier' ? [baseOf(superClass.name)] : [],
      };
    }
    case 'TSInterfaceDeclaration':
      return {
        ...shared,
        name: node.id.name,
        kind: 'interface',
        signature: whole
          .slice(0, node.body.start - node.start)
          .split(' {', 1)
          .join(''),
        members: membersOf(node.body.body, source),
        bases: node.extends.map((heritage) => baseOf(source.of(heritage))),
      };
    case 'TSTypeAliasDeclaration': {
      const { typeAnnotation: type } = node;
      const parts = type.type === 'TSIntersectionType' ? type.types : [type];
      const members = parts.flatMap((part) =>
        part.type === 'TSTypeLiteral' ? membersOf(part.members, source) : [],
      );
      // What stands between the words of a union says what they mean.
      const signature = members.length === 0 ? source.withComments(node) : whole;
      return { ...shared, name: node.id.name, kind: 'type', signature, members, bases: [] };
    }
    default:
      throw new Error(`${node.type} is no declaration that this script knows`);
  }
}

/** @param text as it is extended: `Base`, `Base<T>`, `Omit<Base, 'one' | 'other'>` */
function baseOf(text: string): Base {
  const [, pick, of] = /^(Omit|Pick)<\s*(\w+)/u.exec(text) ?? [];
  const names = new Set([...text.matchAll(/'(\w+)'/gu)].map(([, name]) => name));
  return {
    name: of ?? text.split('<', 1).join(''),
    has: (member) => pick === undefined || names.has(member) === (pick === 'Pick'),
  };
}

type Node = Span & {
  readonly type: string;
  readonly key?: Span & { readonly type: string };
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly kind?: string;
  readonly accessibility?: string | null;
  readonly typeAnnotation?: { readonly typeAnnotation: Span } | null;
};

function membersOf(nodes: readonly object[], source: SourceText): Member[] {
  return (nodes as readonly Node[]).flatMap((node): Member[] => {
    const isHidden = node.key?.type === 'PrivateIdentifier' || node.computed === true;
    if (isHidden || node.accessibility === 'private') return [];
    const isProperty =
      node.type.endsWith('PropertySignature') || node.type === 'PropertyDefinition';
    const signature = source.of(node).replace(/^readonly /u, '');
    return [
      {
        name:
          node.kind === 'constructor'
            ? 'constructor'
            : node.key === undefined
              ? ''
              : source.of(node.key),
        signature,
        type:
          isProperty && node.typeAnnotation
            ? source.of(node.typeAnnotation.typeAnnotation).replace(/ \| undefined$/u, '')
            : undefined,
        isOptional: node.optional === true,
        doc: source.docOf(node),
      },
    ];
  });
}

function nameOf(node: {
  readonly type: string;
  readonly name?: string;
  readonly value?: string;
}): string {
  return node.name ?? node.value ?? '';
}
