import { Disclosure } from "#components/ui/disclosure.tsx";

const ways = [
  { browser: "Chrome or Edge", steps: "Press the icon left of the address, then Notifications, then Allow." },
  {
    browser: "Firefox",
    steps: "Press the crossed-out speech bubble left of the address and clear the block.",
  },
  { browser: "Safari on a Mac", steps: "Open Safari’s Settings, then Websites, then Notifications." },
  { browser: "iPhone or iPad", steps: "Open Settings, then Notifications, then Bedside, and allow them." },
];

/** How to take back a refusal: no page can do that for the person. */
export function BlockedHelp() {
  return (
    <Disclosure summary="How to allow notifications again">
      <dl className="flex flex-col gap-3">
        {ways.map(({ browser, steps }) => (
          <div key={browser}>
            <dt className="font-semibold">{browser}</dt>
            <dd>{steps}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3">Then open this page again.</p>
    </Disclosure>
  );
}
