/** A node of a module's syntax, as the parser gives it. */
export type Node = { readonly type: string; readonly [key: string]: unknown };

export function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && 'type' in value;
}

/** The text that a node is: a string, or a template without anything to fill in. */
export function literal(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral' || (node.expressions as unknown[]).length > 0)
    return undefined;
  const [quasi] = node.quasis as { readonly value: { readonly cooked?: string } }[];
  return quasi?.value.cooked;
}

/** Whether a node is of a type and has one of some names. */
export function nameOf(node: unknown, type: string, names: ReadonlySet<string>): boolean {
  return isNode(node) && node.type === type && names.has(String(node.name));
}
