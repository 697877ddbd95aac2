import type { CallExpression, Expression, ObjectExpression, ObjectProperty } from 'oxc-parser';

/** The expression inside parentheses, `as`, `satisfies` and `!`. */
export function unwrap(node: Expression): Expression {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** The text that a literal stands for; numbers are taken as their text. */
export function literalText(node: Expression): string | undefined {
  const inner = unwrap(node);
  if (
    inner.type === 'Literal' &&
    (typeof inner.value === 'string' || typeof inner.value === 'number')
  )
    return String(inner.value);
  if (inner.type === 'TemplateLiteral' && inner.expressions.length === 0)
    return inner.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The key of a property, undefined where it is computed. */
export function propertyKey({ key, computed }: ObjectProperty): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name;
  return key.type === 'PrivateIdentifier' ? undefined : literalText(key as Expression);
}

/** The properties of an object that are written in it, without what it spreads. */
export function properties(object: ObjectExpression): ObjectProperty[] {
  return object.properties.filter((property) => property.type === 'Property');
}

/** The property of that name; the last one, where there are several. */
export function propertyNamed(object: ObjectExpression, key: string): ObjectProperty | undefined {
  return properties(object).findLast((property) => propertyKey(property) === key);
}

/** Whether an object takes in others by `...`, so that not all of its keys can be read. */
export function hasSpread(object: ObjectExpression): boolean {
  return object.properties.some((property) => property.type !== 'Property');
}

/** The argument of a call at an index, undefined where it is a spread or not there. */
export function argument(call: CallExpression, index: number): Expression | undefined {
  const given = call.arguments.slice(0, index + 1);
  if (given.some((node) => node.type === 'SpreadElement')) return undefined;
  return given[index] as Expression | undefined;
}
