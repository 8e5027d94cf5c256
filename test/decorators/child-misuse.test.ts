import { child } from "../../src/decorators/supervises";
import { refusal } from "./untyped";

const anyChild = child as unknown as (...args: unknown[]) => unknown;
const known = "id, init, name, path, budget, mailbox, reentrant, trapExit, supervised";

class Feed {}
const Named = Object.defineProperty(class {}, "name", { value: 5 });

test.each<[string, unknown[], string]>([
  ["nothing", [], "a child must be a class, a function or child(…); got undefined."],
  ["an instance", [new Feed()], "a child must be a class, a function or child(…); got an instance of Feed."],
  [
    "a child()",
    [child(Feed), { id: "x" }],
    "a child must be a class, a function or child(…); got an instance of ChildSpec.",
  ],
  ["an anonymous class", [class {}], "a child must be named, or come as child(…, { id }); got a function."],
  ["an anonymous function with options", [() => {}, { budget: 5 }], "a child must be named, or come as"],
  ["a class whose name is no string", [Named], "id must be a string of 1 to 1024 characters; got 5."],
  ["an empty id", [Feed, { id: "" }], 'id must be a string of 1 to 1024 characters; got "".'],
  ["an id that is no string", [Feed, { id: 5 }], "id must be a string of 1 to 1024 characters; got 5."],
  ["an id that is null", [Feed, { id: null }], "id must be a string of 1 to 1024 characters; got null."],
  ["a long id", [Feed, { id: "x".repeat(1_025) }], "id must be a string of 1 to 1024 characters; got"],
  ["options that are none", [Feed, 5], "child options must be an object of options; got 5."],
  ["options that are null", [Feed, null], "child options must be an object of options; got null."],
  [
    "options in a list",
    [Feed, ["x"]],
    "child options must be an object of options; got an instance of Array.",
  ],
  ["init without its name", [Feed, { url: "/" }], `url must be an option that exists: ${known}; got "/".`],
  ["a parent", [Feed, { parent: 5 }], `parent must be an option that exists: ${known}`],
  ["a misspelt option", [Feed, { bugdet: 5 }], '(did you mean "budget"?)'],
  ["a wrong budget", [Feed, { budget: 0 }], "budget must be a whole number, from 1 to 65536; got 0."],
  ["a wrong mailbox", [Feed, { mailbox: { capacity: 0 } }], "mailbox.capacity must be a whole number"],
  ["a wrong flag", [Feed, { reentrant: 1 }], "reentrant must be true or false; got 1."],
  ["a wrong trapExit", [Feed, { trapExit: "yes" }], 'trapExit must be true or false; got "yes".'],
  ["a wrong name", [Feed, { name: 5 }], "name must be a string of 1 to 1024 characters; got 5."],
  ["a wrong policy", [Feed, { supervised: { restart: "always" } }], "supervised.restart must be one of"],
  ["a policy that is none", [Feed, { supervised: true }], "supervised must be an object with the options"],
  [
    "a policy that contradicts itself",
    [Feed, { supervised: { onRestart: "drop", maxAttempts: 2 } }],
    'supervised.maxAttempts must be left out, or 1, with onRestart "drop"; got 2.',
  ],
])("child() of %s is refused", (_, args, text) => {
  const error = refusal(() => anyChild(...args));
  expect(error.code).toBe("ERR_INVALID_ARG");
  expect(error.message).toContain(text);
});
