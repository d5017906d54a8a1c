/** @module */
export function codeFrame(source: string, start: number, end: number): string {
  void end;
  const before = source.slice(0, start).split("\n");
  const line = source.split("\n")[before.length - 1] ?? "";
  return `> ${before.length} | ${line}`;
}
