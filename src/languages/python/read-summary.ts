import { evaluator } from './evaluate.js';
import { type ImportItem, importsIn } from './import-statement.js';
import { mentionedIn } from './mentioned.js';
import { namesOf } from './names.js';
import type { Load, Summary } from './summary.js';
import { argumentsOf, lineAt, type Node, parse, type Source, shown, textOf } from './syntax.js';
import { UNTOLD, type Value } from './value.js';

/** Words without one of which a text loads code by import statements alone. */
const DYNAMIC =
  /import_module|__import__|runpy|run_path|\bexec|\beval\b|subprocess|\bsystem\b|popen|spawn|\bsys\b[\s\S]*\bpath\b|meta_path|path_hooks|addsitedir|__path__|spec_from_file|FileLoader|pkgutil|resources|CDLL|PYTHONPATH|pytest_plugins|lazy_loader|pyximport|chdir|load_source|load_module|exec_module|LoadLibrary|pydoc|hydra/;

/** Reads what a text of Python loads. */
export function readSummary(text: string): Summary {
  // An editor may have put a mark of the encoding first, which is no code.
  const source = parse(text.replace(/^\uFEFF/, ''));
  const imports: ImportItem[] = [];
  const errors: Node[] = [];
  source.tree.iterate({
    enter: (ref) => {
      if (ref.name === 'ImportStatement') {
        imports.push(...importsIn(source, ref.node));
        return false;
      }
      if (ref.type.isError) errors.push(ref.node);
      return true;
    },
  });
  if (errors.length > 0) imports.push(...overlooked(source));
  const isDynamic = DYNAMIC.test(text);
  const { loads, workingFolders } = isDynamic
    ? dynamicLoads(source)
    : { loads: [], workingFolders: [] };
  const { mentioned, untold } = mentionedIn(source);
  return { imports, loads: [...loads, ...untold], workingFolders, mentioned, ...allOf(source) };
}

/** Imports at whose place the parser, behind something that it does not understand, saw none. */
function overlooked(source: Source): ImportItem[] {
  const pattern = /^[ \t]*((?:import|from)[ \t.][^\n#(]*(?:\([^)]*\))?)/gm;
  return [...source.text.matchAll(pattern)].flatMap((match) => {
    const at = match.index + match[0].length - match[1]!.length;
    const node = source.tree.resolveInner(at, 1);
    if (/String/.test(node.name) || node.parent?.name === 'ImportStatement') return [];
    const alone = parse(`${match[1]}\n`);
    const statement = alone.tree.topNode.getChild('ImportStatement');
    return statement === null ? [] : importsIn(alone, statement);
  });
}

/** What `from package import *` imports by name. */
function allOf(source: Source): {
  readonly all?: readonly string[];
  readonly isAllComputed: boolean;
} {
  if (!source.text.includes('__all__')) return { isAllComputed: false };
  const all: string[] = [];
  let isAllComputed = false;
  source.tree.iterate({
    enter: ({ name, node }) => {
      if (name !== 'AssignStatement' && name !== 'UpdateStatement' && name !== 'CallExpression')
        return true;
      if (!/^__all__\b/.test(textOf(source, node))) return true;
      node.cursor().iterate((inner) => {
        if (inner.name === 'String')
          all.push(textOf(source, inner.node).replace(/^\w*["']+|["']+$/g, ''));
        else if (/Comprehension|CallExpression/.test(inner.name) && inner.node.parent !== null)
          isAllComputed ||= inner.name !== 'CallExpression' || inner.from !== node.from;
      });
      return false;
    },
  });
  return { all: [...new Set(all)].sort(), isAllComputed };
}

const MODULE = /(^|\.)(import_module|__import__)$|^importlib\.util\.find_spec$/;
const FILE =
  /(^|\.)(run_path|spec_from_file_location|SourceFileLoader|CDLL|PyDLL|LoadLibrary|execfile)$|^imp\.load_source$|^importlib\.machinery\..*FileLoader$/;
const MAIN = /(^|\.)run_module$/;
const TEXT = /^(builtins\.)?(exec|eval)$/;
const COMMAND =
  /^subprocess\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)$|^os\.(system|popen)$|^asyncio\.create_subprocess_shell$/;
const WORDS = /^asyncio\.create_subprocess_exec$|^os\.(exec|spawn|posix_spawn)\w*$/;
const UNTOLD_CALL =
  /^(lazy_loader|pyximport)\.|^pkgutil\.get_data$|^importlib\.resources\.\w+$|^pydoc\.(locate|importfile)$|^hydra\.utils\.(instantiate|call|get_\w+)$|^sys\.(meta_path|path_hooks)\.\w+$|^__path__\.\w+$/;
const LOADER = new RegExp(
  [MODULE, FILE, MAIN, TEXT, COMMAND, WORDS].map((r) => r.source).join('|'),
);
const HARMLESS = /^(print|len|list|str|set|tuple|any|all|enumerate|reversed|sorted|repr)$/;

function dynamicLoads(source: Source): {
  readonly loads: readonly Load[];
  readonly workingFolders: readonly Value[];
} {
  const names = namesOf(source);
  const evaluate = evaluator(source, names);
  const loads: Load[] = [];
  const workingFolders: Value[] = [];
  const add = (kind: Load['kind'], node: Node, value: Value = UNTOLD, at?: Value) =>
    loads.push({
      kind,
      value,
      ...(at !== undefined && { at }),
      line: lineAt(source, node.from),
      what: shown(textOf(source, node)),
    });

  function call(node: Node): void {
    const callee = node.firstChild;
    if (callee === null) return;
    const args = argumentsOf(source, node);
    const isSpread = args.some(({ spread }) => spread !== undefined);
    const places = args.filter(({ name, spread }) => name === undefined && spread === undefined);
    const place = (i: number, name?: string): Value => {
      const found = args.find((arg) => arg.name === name && name !== undefined) ?? places[i];
      return isSpread && places[i] === undefined ? UNTOLD : found ? evaluate(found.value) : UNTOLD;
    };
    const given = (name: string) => {
      const found = args.find((arg) => arg.name === name);
      return found && evaluate(found.value);
    };
    for (const name of names.qualified(callee)) {
      if (/^sys\.path\.(insert|append)$|^site\.addsitedir$/.test(name))
        add('path', node, ['list', place(name.endsWith('insert') ? 1 : 0)]);
      else if (name === 'sys.path.extend') add('path', node, place(0));
      // Which folder comes first is then not known: each counts.
      else if (/^sys\.path\.(remove|pop|clear|reverse)$/.test(name))
        add('path', node, ['list', ['cwd']]);
      else if (MODULE.test(name)) {
        const from = name.endsWith('import_module')
          ? (given('package') ?? (places[1] && place(1)))
          : undefined;
        add('module', node, place(0, 'name'), from);
        if (name.endsWith('__import__') && places[3] !== undefined) {
          const listed = place(3);
          if (listed[0] === 'list' && typeof listed !== 'string')
            for (const one of listed.slice(1) as Value[])
              add('module', node, ['cat', place(0), '.', one]);
          else add('untold', node);
        }
        if (given('level') !== undefined || places[4] !== undefined) add('untold', node);
      } else if (FILE.test(name)) {
        const at = /spec_from|FileLoader|load_source/.test(name) ? 1 : 0;
        add('script', node, place(at, /spec_from/.test(name) ? 'location' : 'path'));
      } else if (MAIN.test(name)) add('main', node, place(0, 'mod_name'));
      else if (TEXT.test(name)) add('text', node, place(0));
      else if (COMMAND.test(name)) add('command', node, place(0, 'args'), given('cwd'));
      else if (WORDS.test(name)) {
        const words: Value = ['list', ...places.map(({ value }) => evaluate(value))];
        add('command', node, name.startsWith('asyncio') ? words : UNTOLD, given('cwd'));
      } else if (name === 'os.chdir') workingFolders.push(place(0));
      else if (UNTOLD_CALL.test(name)) add('untold', node);
    }
  }

  /** A module that some loader runs. */
  let executed: Node | undefined;
  source.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'ImportStatement') return false;
      if (name === 'CallExpression') {
        call(node);
        if (/\.(load_module|exec_module)$/.test(textOf(source, node.firstChild ?? node)))
          executed = node;
      } else if (name === 'VariableName' || name === 'MemberExpression') reference(node);
      else if (name === 'AssignStatement' || name === 'UpdateStatement') assignment(node);
      else if (name === 'DeleteStatement' && /\bpath\b/.test(textOf(source, node)))
        add('path', node, ['list', ['cwd']]);
      else if (name === 'String' && /^["']PYTHONPATH["']$/.test(textOf(source, node)))
        add('untold', node.parent ?? node);
      return true;
    },
  });

  // Which one that is, whatever made the loader tells, unless that is told nowhere.
  if (executed !== undefined && !loads.some(({ kind }) => /^(?:script|module|untold)$/.test(kind)))
    add('untold', executed);

  /** A function that loads code, or the search path, which something else gets hold of. */
  function reference(node: Node): void {
    const parent = node.parent;
    if (parent === null || parent.name === 'MemberExpression') return;
    const isCalled = parent.name === 'CallExpression' && parent.firstChild?.from === node.from;
    if (isCalled) return;
    for (const name of names.qualified(node)) {
      if (LOADER.test(name)) add('untold', parent);
      if (name !== 'sys.path') continue;
      const caller = parent.name === 'ArgList' ? parent.parent?.firstChild : undefined;
      const isPassed = caller != null && !HARMLESS.test(textOf(source, caller));
      const isAlias = parent.name === 'AssignStatement' && parent.firstChild?.from !== node.from;
      if (isPassed || isAlias) add('untold', parent);
    }
  }

  function assignment(node: Node): void {
    const text = textOf(source, node);
    const target = node.firstChild;
    if (target === null) return;
    if (/^pytest_plugins\b/.test(text)) {
      const value = evaluate(node.lastChild!);
      const listed =
        typeof value === 'string' ? [value] : value[0] === 'list' ? value.slice(1) : [];
      if (listed.length === 0) add('untold', node);
      for (const one of listed) add('module', node, one as Value);
    }
    if (/^__path__\b/.test(text) && !/extend_path/.test(text)) add('untold', node);
    const base =
      target.name === 'MemberExpression' && /\]$/.test(textOf(source, target))
        ? target.firstChild!
        : target;
    if (names.qualified(base).includes('sys.path')) {
      const value = evaluate(node.lastChild!);
      add('path', node, typeof value === 'string' ? ['list', value] : value);
    }
  }

  return { loads, workingFolders };
}
