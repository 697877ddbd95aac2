import type { Expression } from 'oxc-parser';
import { bindingOf } from './bindings.js';
import type { Place } from './source.js';

/** The name of the function that a call calls, whatever the file calls it: `dimension` for `dim(…)` too. */
export function calledName({ source, node }: Place<Expression>): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const { callee } = node;
  if (callee.type === 'Identifier') {
    const binding = bindingOf(source, callee.name);
    if (binding === undefined) return undefined;
    return binding.kind === 'import' ? binding.imported : `${callee.name}, of this file`;
  }
  const isNamed = callee.type === 'MemberExpression' && callee.property.type === 'Identifier';
  return isNamed ? (callee.property as { readonly name: string }).name : undefined;
}
