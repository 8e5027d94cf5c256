/**
 * Looks into tsyringe's containers. Which life cycle a token has is only visible in private fields: they are read
 * here and nowhere else, after checking that they are there; without them a registration is opaque, and the caller
 * falls back on `container.resolve`.
 */
import "reflect-metadata";

import { type DependencyContainer, delay, Lifecycle } from "tsyringe";

export interface Registration {
  readonly provider: {
    readonly useValue?: unknown;
    readonly useToken?: unknown;
    readonly useClass?: unknown;
    readonly useFactory?: (container: DependencyContainer) => unknown;
  };
  readonly options: { readonly lifecycle: Lifecycle };
  /** What a singleton or container-scoped registration made, once it did. */
  instance?: unknown;
}

export interface Found {
  readonly registration: Registration;
  /** The container that the registration lives in: the one asked, or an ancestor. */
  readonly owner: DependencyContainer;
}

interface Registry {
  get(token: unknown): Registration;
  getAll(token: unknown): Registration[];
  setAll(token: unknown, registrations: Registration[]): void;
}

function registryOf(container: DependencyContainer): Registry | undefined {
  const registry = (container as { _registry?: Partial<Registry> })._registry;
  const { get, getAll, setAll } = registry ?? {};
  const isKnown = [get, getAll, setAll].every((method) => typeof method === "function");
  return isKnown ? (registry as Registry) : undefined;
}

function ownerOf(container: DependencyContainer, token: unknown): DependencyContainer | undefined {
  for (let at: DependencyContainer | undefined = container; at !== undefined; ) {
    if (at.isRegistered(token as never)) return at;
    at = (at as { parent?: DependencyContainer }).parent;
  }
  return undefined;
}

function isWellFormed(registration: Registration | undefined): registration is Registration {
  return typeof registration?.options?.lifecycle === "number" && registration.provider !== undefined;
}

/** What `token` stands for in `container` or its ancestors; "opaque" where tsyringe does not show it. */
export function findRegistration(
  container: DependencyContainer,
  token: unknown,
): Found | "opaque" | undefined {
  const all = findRegistrations(container, token);
  return all === undefined || all === "opaque" ? all : all[all.length - 1];
}

/** Everything registered for `token` in the nearest container that knows it. */
export function findRegistrations(
  container: DependencyContainer,
  token: unknown,
): readonly Found[] | "opaque" | undefined {
  const owner = ownerOf(container, token);
  if (owner === undefined) return container.isRegistered(token as never, true) ? "opaque" : undefined;
  const all = registryOf(owner)?.getAll(token);
  if (all === undefined || !all.every(isWellFormed)) return "opaque";
  return all.map((registration) => ({ registration, owner }));
}

/**
 * Gives `container` its own container-scoped registrations of `token`, as `createChildContainer` does for those that
 * existed by then. Without this, a class loaded later would share one instance among all children.
 */
export function adoptScoped(container: DependencyContainer, token: unknown): void {
  const owner = ownerOf(container, token);
  if (owner === undefined || owner === container) return;
  const all = registryOf(owner)?.getAll(token);
  const isScoped = ({ options }: Registration) => options.lifecycle === Lifecycle.ContainerScoped;
  if (all === undefined || !all.every(isWellFormed) || !all.some(isScoped)) return;
  const own = all.map((one) => (isScoped(one) ? { provider: one.provider, options: one.options } : one));
  registryOf(container)?.setAll(token, own);
}

/** What tsyringe's `delay(() => X)` returns. */
export interface Delayed {
  createProxy(build: (token: unknown) => unknown): object;
}

const DelayedConstructor = delay(() => Object).constructor;

export function isDelayed(token: unknown): token is Delayed {
  return token instanceof DelayedConstructor && typeof (token as Partial<Delayed>).createProxy === "function";
}
