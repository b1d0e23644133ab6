/** Classes and styles that stay where they are when text runs from right to left. */
export const physicalDirection = new RegExp(
  [
    String.raw`(?<![\w-])-?(scroll-)?[mp][lr]-[\w[(]`,
    String.raw`(?<![\w-])-?(left|right)-(auto|full|px|[\d[(])`,
    String.raw`(?<![\w-])(rounded-([lr]|[tb][lr])|border-[lr])\b`,
    String.raw`(?<![\w-])(text|float|clear)-(left|right)\b`,
    String.raw`\b(margin|padding|border|scroll-margin|scroll-padding)-?([Ll]eft|[Rr]ight)\b`,
    String.raw`\btext-align:\s*(left|right)\b`,
  ].join("|"),
);
