/** `value` of `max`. Say the same in words beside it. */
export function Progress({ label, value, max }: { label: string; value: number; max: number }) {
  const percent = max > 0 ? Math.round((value / max) * 100) : 100;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="edge h-3 w-full overflow-hidden rounded-full bg-sunken"
    >
      <div
        className="h-full bg-accent transition-[width] forced-color-adjust-none"
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
