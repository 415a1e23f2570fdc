import type { Database } from '../../../disk/database.ts';

/** Names beyond these are written out: they come as data, and may be of any number. */
const MOST_NAMES = 1000;
const NUL = '\0';
/** One statement, so that the time limit of expressions, which may end drafting at any point, can't cut it in two. */
const ADD = `INSERT OR IGNORE INTO names (name) SELECT ? WHERE (SELECT count(*) FROM names) < ${MOST_NAMES}`;

/**
 * Attribute names as values carry them in the store: by number. The form is NUL and the number, which no name has; a name without a
 * number stands for itself. Rows are never deleted, so a number stays right beside other processes.
 */
export class AttributeNames {
  readonly #db: Database;
  readonly #adds: boolean;
  readonly #known = new Map<string, string>();
  readonly #spelt = new Map<string, string>();
  #full = false;

  /** `adds` false: nothing is written, a name without a number gets none. */
  constructor(db: Database, adds: boolean) {
    this.#db = db;
    this.#adds = adds;
  }

  /** Gives the name a number if it has none; not inside a transaction. */
  stored(name: string): string {
    return this.#known.get(name) ?? this.#find(name) ?? (this.#adds ? this.#add(name) : name);
  }

  /** The form of a name that was read, by number or written out. */
  form(name: string): string {
    return name.startsWith(NUL) ? name : (this.#known.get(name) ?? this.#find(name) ?? name);
  }

  /** The name itself, of the form that values carry. */
  nameOf(form: string): string {
    if (!form.startsWith(NUL)) return form;
    let name = this.#spelt.get(form);
    if (name === undefined) {
      name = this.#db.get<{ name: string }>('SELECT name FROM names WHERE id = ?', Number(form.slice(1)))?.name ?? '';
      this.#spelt.set(form, name);
    }
    return name;
  }

  #find(name: string): string | undefined {
    if (this.#full) return undefined;
    const id = this.#db.get<{ id: number }>('SELECT id FROM names WHERE name = ?', name)?.id;
    return id === undefined ? undefined : this.#remember(name, id);
  }

  #add(name: string): string {
    if (this.#full) return name;
    this.#db.run(ADD, name);
    const form = this.#find(name);
    if (form === undefined) this.#readAll();
    return form ?? name;
  }

  /** No more are added: what is not among them never will be. */
  #readAll(): void {
    for (const { id, name } of this.#db.all<{ id: number; name: string }>('SELECT id, name FROM names')) this.#remember(name, id);
    this.#full = true;
  }

  #remember(name: string, id: number): string {
    const form = `${NUL}${id}`;
    this.#known.set(name, form);
    return form;
  }
}
