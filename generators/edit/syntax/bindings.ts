import type { Expression, ModuleExportName, Statement, VariableDeclarator } from 'oxc-parser';
import type { Source } from './source.js';

/** What a name at a module's top level stands for. */
export type Binding =
  | { readonly kind: 'const'; readonly init: Expression }
  /** `imported` is `default`, `*` for the namespace, or the name in the other module. */
  | { readonly kind: 'import'; readonly imported: string; readonly from: string }
  /** Something that has no one value that could be read. */
  | { readonly kind: 'other' };

/** What a name stands for, undefined where the module declares no such name. */
export function bindingOf({ program }: Source, name: string): Binding | undefined {
  for (const statement of program.body) {
    const binding = imported(statement, name) ?? declared(statement, name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** What a module exports under a name: an expression of its own, or another module's export. */
export function exportOf({ program }: Source, name: string): Binding | string | undefined {
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration' && name === 'default')
      return { kind: 'const', init: statement.declaration as Expression };
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const own = declared(statement, name);
    if (own !== undefined) return own;
    const specifier = statement.specifiers.find(({ exported }) => nameOf(exported) === name);
    if (specifier === undefined) continue;
    const local = nameOf(specifier.local);
    return statement.source === null
      ? local
      : { kind: 'import', imported: local, from: statement.source.value };
  }
  return undefined;
}

/** The modules of which a module exports everything. */
export function starExports({ program }: Source): string[] {
  return program.body.flatMap((statement) =>
    statement.type === 'ExportAllDeclaration' && statement.exported === null
      ? [statement.source.value]
      : [],
  );
}

/** The name of an import or export, which may be written as a text. */
export function nameOf(node: ModuleExportName): string {
  return node.type === 'Literal' ? node.value : node.name;
}

/** The variables that a statement declares. */
export function declarators(statement: Statement): VariableDeclarator[] {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return declaration?.type === 'VariableDeclaration' ? declaration.declarations : [];
}

function imported(statement: Statement, name: string): Binding | undefined {
  if (statement.type !== 'ImportDeclaration') return undefined;
  const specifier = statement.specifiers.find(({ local }) => local.name === name);
  if (specifier === undefined) return undefined;
  const from = statement.source.value;
  if (specifier.type === 'ImportDefaultSpecifier')
    return { kind: 'import', imported: 'default', from };
  if (specifier.type === 'ImportNamespaceSpecifier') return { kind: 'import', imported: '*', from };
  return { kind: 'import', imported: nameOf(specifier.imported), from };
}

function declared(statement: Statement, name: string): Binding | undefined {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration === null) return undefined;
  if (declaration.type === 'VariableDeclaration') {
    const own = declaration.declarations.find(
      ({ id }) => id.type === 'Identifier' && id.name === name,
    );
    if (own === undefined) return undefined;
    const isConst = declaration.kind === 'const' && own.init !== null;
    return isConst ? { kind: 'const', init: own.init! } : { kind: 'other' };
  }
  const id = 'id' in declaration ? declaration.id : null;
  return id?.type === 'Identifier' && id.name === name ? { kind: 'other' } : undefined;
}
