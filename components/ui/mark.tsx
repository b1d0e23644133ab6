/** The logo: a b whose bowl is a lamp left on. Decorative, because the name is beside it. */
export function Mark({ size = "2rem" }: { size?: string }) {
  return (
    <svg
      viewBox="0 0 64 64"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
      className="shrink-0"
    >
      <rect width="64" height="64" rx="16" className="fill-accent" />
      <path
        d="M21 13v23a12 12 0 1 0 12-12h-3"
        fill="none"
        strokeWidth="6.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
      <circle cx="33" cy="36" r="4" className="fill-on-accent" />
    </svg>
  );
}
