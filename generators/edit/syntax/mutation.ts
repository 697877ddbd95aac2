import { type Node, type Program, visitorKeys } from 'oxc-parser';

/** Methods that change the array or object that they are called on, or given to as `Object.assign(x)`. */
const CHANGING = /^(push|unshift|splice|pop|shift|fill|sort|reverse|copyWithin|assign)$/;

/** Whether a module changes what a name holds: `x.push(…)`, `x[0] = …`, `x.y = …`, `Object.assign(x, …)`. */
export function isChanged(program: Program, name: string): boolean {
  return nodesOf(program).some((node) => {
    if (node.type === 'AssignmentExpression') return rootOf(node.left) === name;
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
    const { object, property } = node.callee;
    if (property.type !== 'Identifier' || !CHANGING.test(property.name)) return false;
    return rootOf(object) === name || node.arguments.some((given) => rootOf(given) === name);
  });
}

/** A node and all below it. */
function nodesOf(node: Node): Node[] {
  const below = (visitorKeys[node.type] ?? []).flatMap((key) => {
    const child = (node as unknown as Record<string, Node | (Node | null)[] | null>)[key];
    return Array.isArray(child) ? child : [child ?? null];
  });
  return [node, ...below.flatMap((child) => (child === null ? [] : nodesOf(child)))];
}

/** The name at the start of `name.a.b[0]`. */
function rootOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? rootOf(node.object) : undefined;
}
