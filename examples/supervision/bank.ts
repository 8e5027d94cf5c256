/** The world outside: a bank, by a client that throws for whatever goes wrong, as most of them do. */

export interface Payment {
  readonly id: string;
  readonly cents: number;
  readonly card: string;
}

/** Nothing is wrong with the connection: this customer cannot pay. */
export class CardDeclined extends Error {}

/** Nothing more comes over this line, whatever the reason. */
export class ConnectionLost extends Error {}

export class Bank {
  /** Where it answers. It moves now and then. */
  host = "north";
  /** Breaks the line under this payment, once, when the money was taken and the receipt was not yet sent. */
  breaksUnder = "";
  /** By the payment's id: for one id the money is taken once, however often somebody asks. */
  private readonly taken = new Map<string, number>();
  private line = 0;

  connect(host: string): number {
    if (host !== this.host) throw new ConnectionLost(`nobody answers at ${host}`);
    return ++this.line;
  }

  /** The line that notices come over. */
  subscribe(): number {
    return this.line;
  }

  charge(line: number, host: string, { id, cents, card }: Payment): string {
    if (host !== this.host) throw new ConnectionLost(`${host} is silent`);
    if (!Number.isSafeInteger(cents)) throw new ConnectionLost(`the bank hung up on an amount of ${cents}`);
    if (card === "expired") throw new CardDeclined("the card has expired");
    this.taken.set(id, cents);
    if (id !== this.breaksUnder) return `${id} is paid, over line ${line}`;
    this.breaksUnder = "";
    throw new ConnectionLost(`line ${line} broke`);
  }

  get takings(): string {
    let cents = 0;
    for (const paid of this.taken.values()) cents += paid;
    return `${this.taken.size} payments, ${(cents / 100).toFixed(2)}`;
  }
}
