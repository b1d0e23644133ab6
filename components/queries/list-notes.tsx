import { Banner } from "#components/ui/banner.tsx";

/** What became of the page of a list that an address asked for, when it is not the page itself. */
export function ListNotes({
  lost,
  wrong,
  tooBroad,
}: {
  lost: boolean;
  wrong: Readonly<Record<string, unknown>>;
  tooBroad: boolean;
}) {
  // `filter.$and.1.custom.ward.$in` is what people wrote as `custom.ward`.
  const fields = Object.keys(wrong).map((path) =>
    path
      .replace(/^filter\./, "")
      .replace(/\$\w+\.\d+\./g, "")
      .replace(/\.\$\w+.*$/, ""),
  );
  return (
    <>
      {lost && (
        <Banner tone="info" title="Back at the beginning" quiet>
          The place in the address does not fit this list any more, so this is its first page.
        </Banner>
      )}
      {tooBroad && (
        <Banner tone="warning" title="That takes too long" quiet>
          Looking through all of that takes too long. Add a condition, then try again.
        </Banner>
      )}
      {fields.length > 0 && (
        <Banner tone="warning" title="A condition cannot be understood" quiet>
          Take away what is not right among the conditions above: {fields.join(", ")}.
        </Banner>
      )}
    </>
  );
}
