// The people of the demo. They are invented, and their domains are reserved for examples.

export const teams = [
  { name: "Harbour Street Clinic", timeZone: "Europe/London" },
  { name: "Lindenhof Practice", timeZone: "Europe/Berlin" },
] as const;

type TeamName = (typeof teams)[number]["name"];
type Person = { name: string; email: string; timeZone: string };

const clinician = (name: string, timeZone: string, team: TeamName) => {
  const [familyName, firstName] = name.toLowerCase().split(" ").toReversed();
  return { name, email: `${firstName}.${familyName}@bedside.example`, timeZone, team };
};

export const clinicians = [
  clinician("Dr Amara Osei", "Europe/London", "Harbour Street Clinic"),
  clinician("Dr Tomasz Wren", "Europe/London", "Harbour Street Clinic"),
  clinician("Nurse Ines Caldeira", "America/New_York", "Harbour Street Clinic"),
  clinician("Dr Lena Vogt", "Europe/Berlin", "Lindenhof Practice"),
  clinician("Dr Samir Haddad", "Europe/Berlin", "Lindenhof Practice"),
] as const;

const firstNames =
  "Ada Bruno Celia Dario Edith Farid Greta Hugo Iris Jonas Katja Leo Mina Noah Olga Pavel Rosa Stefan Thea Umar".split(
    " ",
  );
const familyNames = "Ahrens Bell Castro Dvorak Eriksen Fontaine Grant Hoxha Ivers Jansen Kaya".split(" ");
const zones = ["Europe/London", "Europe/Berlin", "America/New_York"] as const;

const at = <T>(list: readonly T[], index: number) => list[index % list.length] as T;

/** Returns a different name for each index up to the product of both lists. */
const nameAt = (index: number): string =>
  `${at(firstNames, index)} ${at(familyNames, Math.floor(index / firstNames.length) + index)}`;

/** Twenty patients for each team, in three time zones, one of them with a long name. */
export const patients: readonly (Person & { team: TeamName })[] = Array.from({ length: 40 }, (_, index) => ({
  name: index === 7 ? "Maximiliane-Theodora von Hohenstein-Wittgenbach" : nameAt(index),
  email: `patient${index + 1}@mail.example`,
  timeZone: at(zones, Math.floor(index / 2)),
  team: at(teams, index).name,
}));

/** The members of the demo's class. */
export const listeners: readonly Person[] = Array.from({ length: 5_000 }, (_, index) => ({
  name: `${nameAt(index + 40)} ${index + 1}`,
  email: `listener${index + 1}@mail.example`,
  timeZone: at(zones, index),
}));
