/**
 * A selector is a message's interned name plus the shape of its arguments. A mailbox slot names a selector, not a
 * handler, so that swap, redirect and spill keep the meaning: each blueprint maps selectors to its own methods.
 *
 *   ref.send.stop()        → (stop/None, undefined)
 *   ref.send.price(a)      → (price/One, a)              no envelope, no array
 *   ref.send.price(a, b)   → (price/Many, [a, b])
 *   ref.tell(message)      → (Tell, message)
 *   ref.ask.price(a)       → (Asked, Ask{ price/One, a })
 */

export const Shape = { None: 0, One: 1, Many: 2, Tell: 3, Asked: 4 } as const;
export type Shape = (typeof Shape)[keyof typeof Shape];

export class Selector {
  constructor(
    /** Index into blueprints' handler tables; shared by the shapes of one method name. */
    readonly id: number,
    readonly name: string,
    readonly shape: Shape,
  ) {}
}

/** The three shapes of one method name. */
export class MethodSelectors {
  readonly none: Selector;
  readonly one: Selector;
  readonly many: Selector;

  constructor(id: number, name: string) {
    this.none = new Selector(id, name, Shape.None);
    this.one = new Selector(id, name, Shape.One);
    this.many = new Selector(id, name, Shape.Many);
  }
}

/** Marks a slot that holds a whole message: routed by its class, its tag, or to whoever takes any. */
export const tellSelector: Selector = Object.freeze(new Selector(0, "tell", Shape.Tell));
/** Marks a slot that holds an `Ask`: the real selector is inside. */
export const askedSelector: Selector = Object.freeze(new Selector(1, "ask", Shape.Asked));

/** The method names known to one runtime. Ids are dense, so that handler tables are small arrays. */
export class Selectors {
  private readonly byName = new Map<string, MethodSelectors>();

  of(name: string): MethodSelectors {
    let found = this.byName.get(name);
    if (found === undefined) {
      found = new MethodSelectors(this.byName.size + 2, name);
      this.byName.set(name, found);
    }
    return found;
  }
}
