"use client";

import { ComboBox } from "#components/ui/combo-box.tsx";

const people = [
  { id: "1", name: "Amara Okafor", description: "Born 1952" },
  { id: "2", name: "Bohumil Řezníček", description: "Born 1988" },
  {
    id: "3",
    name: "Wilhelmina Featherstonehaugh-Montgomery",
    description: "Born 1941, hard of hearing on the left",
  },
];

const search = async (text: string) =>
  people.filter((person) => person.name.toLowerCase().includes(text.toLowerCase()));

export function ComboBoxSample() {
  return (
    <div className="flex flex-col gap-gap">
      <ComboBox
        name="patient"
        label="Patient"
        hint="Start typing a name."
        search={search}
        initialItems={people}
      />
      <ComboBox name="no-match" label="Patient" error="Choose a patient from the list" search={search} />
    </div>
  );
}
