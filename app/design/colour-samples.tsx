import { Chapter, Sample } from "./sample.tsx";

const grounds = [
  ["paper", "bg-paper"],
  ["surface", "bg-surface"],
  ["sunken", "bg-sunken"],
] as const;

const inks = [
  ["ink", "text-ink"],
  ["ink-soft", "text-ink-soft"],
  ["accent", "text-accent"],
  ["success", "text-success"],
  ["warning", "text-warning"],
  ["danger", "text-danger"],
  ["info", "text-info"],
] as const;

const sizes = ["text-3xl", "text-2xl", "text-xl", "text-lg", "text-base", "text-sm", "text-xs"];

export function ColourSamples() {
  return (
    <Chapter title="Colour and type">
      <Sample title="Each text colour on each background" wide>
        <div className="grid gap-3 sm:grid-cols-3">
          {grounds.map(([ground, style]) => (
            <div key={ground} className={`rounded-md border border-line p-4 ${style}`}>
              <p className="mb-2 font-bold">{ground}</p>
              {inks.map(([ink, color]) => (
                <p key={ink} className={color}>
                  {ink}: Illinois 0O 1lI 8B
                </p>
              ))}
            </div>
          ))}
        </div>
      </Sample>
      <Sample title="Type scale" wide>
        {sizes.map((size) => (
          <p key={size} className={size}>
            {size.slice(5)}: Your visit starts in 12 minutes
          </p>
        ))}
        <p className="tabular">Tabular figures: 11:11, 08:30, 14:45</p>
        <p>
          In a sentence,{" "}
          <a className="link" href="#colours">
            a link to all colours
          </a>{" "}
          is underlined.
        </p>
      </Sample>
    </Chapter>
  );
}
