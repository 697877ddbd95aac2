import { evaluator } from './evaluate.js';
import { namesOf } from './names.js';
import type { Load } from './summary.js';
import { lineAt, literalText, type Node, type Source, shown, textOf } from './syntax.js';
import { UNTOLD, type Value } from './value.js';

/** Code of other languages, by the endings of its files. */
const ENDING =
  /\.(?:[rR]|[rR]md|qmd|Rnw|jl|[bz]?a?sh|cpp|cxx|cc|c|cuh?|hpp|f|f90|f95|stan|bugs?|jags|sql|ipynb|do|sas|gms|mod|m|lua|pl|rb|jq|awk|sed)$/;
/** The same in a text of Python, at the end of a string or inside it. */
const ENDING_INSIDE = new RegExp(String.raw`${ENDING.source.slice(0, -1)}(?=[\s'"\`(),;\\])`);
/** Of these, one whose path is made when it runs is worth a warning: hardly anybody writes such files. */
const ONLY_READ = /\.(?:stan|bugs?|jags|[rR]|jl|sql|cu)$/;
/** A text that is filled in: `'%s.stan' % name`, `'{}.stan'.format(name)`; of an f-string the value tells that. */
const FILLED = /%s|\{\w*\}/;
const BETWEEN = /[\s'"`(),;]+/;
const JOINS =
  /^(?:BinaryExpression|ParenthesizedExpression|ContinuedString|ArgList|CallExpression)$/;

/**
 * The paths of other languages' code that stand in texts: of a model in Stan, a query, a source that is compiled, also
 * inside a text in that language (`r('source("y.R")')`). What describes a function is no such text.
 */
export function mentionedIn(source: Source): {
  readonly mentioned: readonly Value[];
  readonly untold: readonly Load[];
} {
  const mentioned = new Map<string, Value>();
  const untold = new Map<number, Load>();
  if (!ENDING_INSIDE.test(source.text)) return { mentioned: [], untold: [] };
  const evaluate = evaluator(source, namesOf(source));
  const add = (value: Value) => mentioned.set(JSON.stringify(value), value);

  /** What a text is a part of, as far out as that is still one path. */
  function whole(node: Node): Value {
    let told = evaluate(node);
    for (let at = node.parent; at !== null && JOINS.test(at.name); at = at.parent) {
      if (at.name === 'ArgList') continue;
      const value = evaluate(at);
      if (typeof value !== 'string' && !/^(?:cat|join|any|absolute)$/.test(value[0])) break;
      told = value;
    }
    return told;
  }

  source.tree.iterate({
    enter: ({ name, node }) => {
      if (name !== 'String' && name !== 'FormatString') return true;
      if (node.parent?.name === 'ExpressionStatement') return false;
      const written = textOf(source, node);
      const inside = written.replace(/^\w*["']+|["']+$/g, '');
      if (!ENDING.test(inside) && !ENDING_INSIDE.test(written)) return name !== 'String';
      if (ENDING.test(inside)) {
        const value = whole(node);
        add(value);
        if (
          ONLY_READ.test(inside) &&
          (!isTold(value) || (name === 'String' && FILLED.test(inside)))
        )
          untold.set(node.from, {
            kind: 'untold',
            value: UNTOLD,
            line: lineAt(source, node.from),
            what: shown(textOf(source, node.parent ?? node)),
          });
      }
      if (name === 'String')
        for (const piece of [literalText(written), ...literalText(written).split(BETWEEN)])
          if (ENDING.test(piece)) add(piece);
      return name !== 'String';
    },
  });
  return { mentioned: [...mentioned.values()], untold: [...untold.values()] };
}

function isTold(value: Value): boolean {
  if (typeof value === 'string') return true;
  const [op, ...values] = value;
  return op !== '?' && values.every(isTold);
}
