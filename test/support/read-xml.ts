/**
 * Reads XML as strictly as a parser must: what is not well-formed is an error. Of the standard just what SVG files use.
 *
 * @module
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];

  /** Of the element itself, entities resolved. */
  readonly text: string;
}

const TAG =
  /^<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/;

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

export function readXml(xml: string): XmlElement {
  const stack: Open[] = [{ name: "", attributes: {}, children: [], text: "" }];
  for (let rest = xml; rest !== ""; ) {
    const top = stack[stack.length - 1];
    if (rest[0] !== "<") {
      const end = rest.indexOf("<") < 0 ? rest.length : rest.indexOf("<");
      top.text += unescaped(rest.slice(0, end));
      rest = rest.slice(end);
      continue;
    }
    const found = TAG.exec(rest);
    if (found === null) throw new Error(`not a tag: ${rest.slice(0, 80)}`);
    const [whole, closing, name, attributes, empty] = found;
    rest = rest.slice(whole.length);
    if (closing === "/") {
      if (stack.length < 2 || top.name !== name) throw new Error(`</${name}> ends no <${name}>`);
      stack.pop();
      stack[stack.length - 1].children.push(top);
      continue;
    }
    const element: Open = { name, attributes: attributesOf(attributes), children: [], text: "" };
    if (empty === "/") top.children.push(element);
    else stack.push(element);
  }
  const [root] = stack;
  if (stack.length !== 1 || root.children.length !== 1 || root.text.trim() !== "") {
    throw new Error("not one whole element");
  }
  return root.children[0];
}

/** The element and all inside it. */
export function* elementsOf(root: XmlElement): Generator<XmlElement> {
  yield root;
  for (const child of root.children) yield* elementsOf(child);
}

function attributesOf(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [, name, double, single] of text.matchAll(
    /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (name in out) throw new Error(`${name} twice`);
    out[name] = unescaped(double ?? single);
  }
  return out;
}

function unescaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML has no place for
  if (/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text)) throw new Error("a control character");
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
    if (whole.endsWith(";") && name in named) return named[name];
    const code = /^#(?:(\d+)|x([\da-fA-F]+))$/.exec(name);
    if (!whole.endsWith(";") || code === null) throw new Error(`not an entity: ${whole}`);
    return String.fromCodePoint(code[1] ? Number(code[1]) : Number.parseInt(code[2], 16));
  });
}
