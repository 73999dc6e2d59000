export type Coordinates = { readonly latitude: number; readonly longitude: number };

/** Reads `48.85837, 2.29448` in degrees, north and east; with decimal commas `48,85837; 2,29448`. Null where it is no place. */
export function parseCoordinates(text: string): Coordinates | null {
  const parts = text.includes(';') ? text.replaceAll(',', '.').split(';') : text.trim().split(/\s*,\s*|\s+/);
  if (parts.length !== 2) return null;
  const [latitude, longitude] = parts.map((part) =>
    /^\s*[+-]?\d{1,3}(\.\d+)?\s*$/.test(part) ? Number(part) : Number.NaN,
  );
  if (latitude === undefined || longitude === undefined) return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}
