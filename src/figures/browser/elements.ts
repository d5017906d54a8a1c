/**
 * Elements of a page, made without HTML text: what is data cannot become markup.
 *
 * @module
 */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    out.setAttribute(key, value === true ? "" : String(value));
  }
  out.append(...children);
  return out;
}

/** A `<select>` of texts. */
export function choice(
  label: string,
  options: readonly string[],
  onChange: (index: number) => void,
): HTMLLabelElement {
  const select = element("select", { "aria-label": label });
  for (const text of options) select.append(element("option", {}, text));
  select.addEventListener("change", () => onChange(select.selectedIndex));
  return element("label", {}, `${label} `, select);
}
