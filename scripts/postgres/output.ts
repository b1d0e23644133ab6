/** Returns the reason that PostgreSQL gives in its output, without the level and the full stop. */
export function failureReason(output: string): string {
  const lines = output.trim().split("\n");
  const line = lines.findLast((one) => /FATAL|PANIC|error:/.test(one)) ?? lines.at(-1) ?? "";
  return line.replace(/^.*?(FATAL|PANIC|error):\s*/, "").replace(/\.$/, "");
}
