import { classes } from "./classes.ts";

// The tints mean nothing. They differ in lightness too, for people who can't tell colours apart.
const tints = [
  "bg-accent text-on-accent",
  "bg-sunken text-ink",
  "bg-accent-surface text-ink",
  "bg-ink text-paper",
] as const;

const tintOf = (name: string) => {
  let sum = 0;
  for (const letter of name) sum += letter.codePointAt(0) ?? 0;
  return tints[sum % tints.length];
};

const initials = (name: string) => {
  const words = name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word) && !/^(dr|prof|mr|mrs|ms|mx)\.?$/i.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("") || "?";
};

const sizes = { sm: "size-8 text-xs", md: "size-10 text-sm", lg: "size-14 text-lg", xl: "size-28 text-3xl" };

/** A person's initials. Hidden from screen readers, because the name is beside it. */
export function Avatar({ name, size = "md" }: { name: string; size?: keyof typeof sizes }) {
  return (
    <span
      aria-hidden="true"
      data-initials={initials(name)}
      className={classes(
        "inline-flex shrink-0 select-none items-center justify-center rounded-full border border-line-strong font-bold before:content-[attr(data-initials)]",
        sizes[size],
        tintOf(name),
      )}
    />
  );
}
