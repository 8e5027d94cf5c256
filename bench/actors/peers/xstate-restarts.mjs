/**
 * xstate: a machine that spawns its children and, at the error of one, spawns it anew under its id. Whoever sends looks
 * the child up by that id: the new one is another actor.
 */
import { assign, createActor, fromTransition, setup, stopChild } from "xstate";

const failure = new Error("crash");

export function xstateRestarts() {
  let instances = 0;
  const fuse = fromTransition(
    (state, event) => {
      if (event.type === "crash") throw failure;
      if (event.type === "report") event.keeper.send({ type: "up", number: state.number });
      return state;
    },
    () => ({ number: ++instances }),
  );
  const supervisor = setup({ actors: { fuse } }).createMachine({
    context: ({ spawn, input }) => {
      for (const id of input) spawn("fuse", { id });
      return {};
    },
    on: {
      "xstate.error.actor.*": {
        actions: [
          stopChild(({ event }) => event.actorId),
          assign(({ event, spawn }) => {
            spawn("fuse", { id: event.actorId });
            return {};
          }),
        ],
      },
    },
  });
  /** It hears of a child in that child's own turn, which has to end before the child can crash. */
  const keeperLogic = (up) =>
    fromTransition((state, event) => {
      if (event.type === "up") queueMicrotask(() => up(event.number));
      return state;
    }, undefined);
  return {
    brood(children, up) {
      const places = Array.from({ length: children }, (_, at) => `fuse-${at}`);
      const keeper = createActor(keeperLogic(up)).start();
      const parent = createActor(supervisor, { input: places }).start();
      const send = (at, event) => parent.getSnapshot().children[places[at]].send(event);
      return {
        crash: (at) => send(at, { type: "crash" }),
        report: (at) => send(at, { type: "report", keeper }),
        end() {
          parent.stop();
          keeper.stop();
        },
      };
    },
  };
}
