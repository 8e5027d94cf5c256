/** Airports by IATA code. A class, so that its name is all a constructor needs to have it injected. */
import { readFile } from "node:fs/promises";
import { parseCsv } from "./csv";
import { InputError, reasonOf } from "./input-error";

export interface Place {
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
  /** Degrees north and east. */
  readonly latitude: number;
  readonly longitude: number;
}

export class AirportDirectory {
  private readonly places: ReadonlyMap<string, Place>;

  constructor(places: Iterable<Place>) {
    this.places = new Map(Array.from(places, (place) => [place.code, place]));
  }

  static async load(path: string): Promise<AirportDirectory> {
    try {
      const rows = parseCsv(await readFile(path, "utf8"));
      return new AirportDirectory(
        rows.map(({ iata: code = "", name = "", city = "", state = "", latitude, longitude }) => ({
          ...{ code, name, city, state },
          ...{ latitude: Number(latitude), longitude: Number(longitude) },
        })),
      );
    } catch (error) {
      throw new InputError(`Cannot read airports from ${path}: ${reasonOf(error)}.`);
    }
  }

  has(code: string): boolean {
    return this.places.has(code);
  }

  place(code: string): Place {
    const place = this.places.get(code);
    if (place === undefined) throw new Error(`There is no airport ${code}.`);
    return place;
  }
}
