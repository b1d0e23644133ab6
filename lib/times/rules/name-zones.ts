/** JavaScript still lists these zones under their old names. Source: `backward` of the IANA time zone database. */
const renamed: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

const todaysName = (zone: string): string => renamed[zone] ?? zone;
const oldNames = new Map(Object.entries(renamed).map(([old, today]) => [today, old]));

/** "America/New York" */
export const zoneWords = (zone: string): string => todaysName(zone).replaceAll("_", " ");

/** "New York" */
export const placeOf = (zone: string): string => zoneWords(zone).split("/").at(-1) ?? zone;

let cachedZones: ReadonlySet<string> | undefined;

/** Only called where needed: older browsers, which load this file too, don't have the list. */
function allZones() {
  cachedZones ??= new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
  return cachedZones;
}

/** The zone under the name that older browsers know too, or null for an unknown name. */
export function zoneOf(name: string): string | null {
  const oldName = oldNames.get(name);
  return [oldName, name].find((known) => known !== undefined && allZones().has(known)) ?? null;
}

export const timeZones = (): string[] =>
  [...allZones()].toSorted(
    (a, b) => Number(b === "UTC") - Number(a === "UTC") || (todaysName(a) < todaysName(b) ? -1 : 1),
  );
