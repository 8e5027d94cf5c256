/**
 * Everything that the frontend refuses: a stable code, the reason as the end of "…: ", and how to write it instead.
 * `$` stands for the name or text that it is about.
 */
import { Refusal, type Span } from "../ir/refusal";

const table = Object.freeze({
  // The function itself.
  native: ["$ is built into the engine and has no source", "Wrap it in an arrow: `(x) => f(x)`."],
  bound: ["it was made by `bind` and has no source", "Offload the function itself, or wrap it in an arrow."],
  proxy: ["it is a Proxy, which may do anything", "Offload the function behind the Proxy."],
  class: ["it is a class", "Offload one of its methods."],
  generator: ["it is a generator", "Write a plain function with a loop."],
  accessor: ["it is a getter or setter", "Offload a method."],
  "not-a-function": ["the text is no function", "Give the text of one function, arrow or method."],
  syntax: ["the text does not parse: $", "Give plain JavaScript, without types, of one function."],
  instrumented: [
    "a coverage tool has put counters into it",
    "Measure coverage with V8's own counters, or leave this file out.",
  ],
  "rest-parameter": ["it takes any number of arguments", "Name each parameter, or take one array."],
  destructuring: ["a pattern takes a value apart", "Give each value a parameter or variable of its own."],
  arguments: ["`arguments` is an object", "Name each parameter."],
  "missing-argument": ["no argument for $, which has no default", "Pass it, or give it a default value."],
  // Values.
  string: ["a string is no number", "Keep text out of numeric functions."],
  template: ["a template string is no number", "Keep text out of numeric functions."],
  "regular-expression": ["a regular expression is no number", "Keep text out of numeric functions."],
  bigint: ["a bigint is no number", "Use numbers; `Math.imul` and `>>> 0` wrap at 32 bits."],
  "bigint-array": ["$ holds bigints", "Use a Float64Array or an Int32Array."],
  null: ["null is no number", "Use NaN for what is missing."],
  object: ["an object is no number", "Keep each number in a variable of its own."],
  "array-literal": [
    "it makes an array of values",
    "Keep numbers in variables, or use `new Float64Array(n)`.",
  ],
  new: ["it makes an object: new $", "Make it outside and pass numbers or typed arrays."],
  allocation: [
    "a typed array is made here, and a kernel makes its arrays before it starts",
    "Make it in the function's first statements, with a length from the parameters.",
  ],
  "nested-array": [
    "an element of an array of numbers is used as an array",
    "Pass an array of arrays, `number[][]` or `Float64Array[]`, or use one flat array: `a[i * width + j]`.",
  ],
  "row-index": [
    "nothing makes sure of it that `$` is there",
    "Count up to the `length` of what is indexed, or compare the indices with it in a condition around.",
  ],
  "row-value": [
    "a row of an array is used as a value",
    "Index it, or hold it in a constant: `const row = a[i]`.",
  ],
  "array-value": ["an array is used as a value", "Index it, or return it."],
  "array-choice": ["which array this is depends on a condition", "Write the loop once for each array."],
  "array-member": ["`.$` of an array does not compile", "Use indices, `.length` and loops."],
  "plain-array-write": [
    "$ is an ordinary array, which a write may grow",
    "Pass a typed array, such as a Float64Array.",
  ],
  "number-index": ["a number is indexed", "Pass an array for it."],
  "boolean-index": ["a boolean is no index: `a[true]` is a property", "Use `a[+condition]`."],
  "function-value": ["a function is used as a value", "Call it, or pass it to `sum`, `any` or `all`."],
  "undefined-value": ["undefined is used as a value", "Use NaN or a number for what is missing."],
  "mixed-types": [
    "it is a number or a boolean, depending on the way",
    "Make both numbers, as in `+(a > b)`, or both booleans.",
  ],
  "unset-variable": ["$ may be seen before it has a value", "Give it a value where it is declared."],
  "undefined-test": [
    "whether $ is undefined cannot be told here",
    "Compare the index with the length instead.",
  ],
  typeof: ["`typeof` gives a string", 'Compare it with a literal: `typeof x === "number"`.'],
  property: ["`.$` of a number does not compile", "Use `Math` functions and operators."],
  // Statements.
  try: ["`try` does not compile", "Check the numbers instead: nothing here can throw."],
  throw: ["`throw` does not compile", "Check arguments before the call, or return NaN."],
  "for-in": ["`for … in` goes through names", "Count with `for (let i = 0; i < n; i++)`."],
  "for-of": ["`for … of` goes through an object", "Go through `range(n)`, or count with `for`."],
  with: ["`with` makes names depend on an object", "Use variables."],
  debugger: ["`debugger` stops the program", "Remove it."],
  "class-inside": ["it declares a class", "Declare it outside."],
  await: ["`await` lets other code run in between", "Await outside, and pass the number."],
  "switch-fallthrough": ["one case runs on into the next", "End each case with `break` or `return`."],
  "missing-return": [
    "some ways return a value and some end without one",
    "Return a number at the end, such as NaN.",
  ],
  "mixed-return": [
    "it returns different kinds of values: $ here, $2 elsewhere",
    "Return one kind of value on all ways.",
  ],
  "new-target": [
    "`new.target` tells how it was called",
    "Leave it out: a kernel is never called with `new`.",
  ],
  expression: ["$ does not compile", "Use arithmetic, comparisons and `Math` functions."],
  operator: ["`$` does not compile", "Use arithmetic, comparisons and `Math` functions."],
  // Names.
  "use-before-declaration": ["$ is used before its declaration", "Declare it first."],
  "const-assignment": ["$ is a constant and is assigned to", "Declare it with `let`."],
  "captured-assignment": ["$ from outside is assigned to", "Return the value and assign it outside."],
  "captured-array": ["$ is an array from outside", "Pass it as an argument."],
  "captured-value": ["$ from outside is neither a number nor a function", "Pass numbers as arguments."],
  "captured-unknown": ["$ was not found", "Pass it as an argument, or name it in `scope`."],
  "captured-unset": [
    "$ from outside has no value yet",
    "Declare it before the first call, pass it as an argument, or name it in `scope`.",
  ],
  "captured-unreachable": [
    "what $ is cannot be looked up in this process",
    "Name it: `offload({ scope: () => ({ $ }) })`.",
  ],
  "captured-accessor": [
    "$ is read through a getter, which may do anything",
    "Pass its value as an argument.",
  ],
  "private-member": ["$ is private to its class", "Pass it as an argument."],
  "this-value": ["`this` is used as a value", "Read numeric fields of it, such as `this.rate`."],
  "arrow-this": [
    "the `this` of an arrow function is that of where it was written",
    "Use a method or a `function`, or pass the value.",
  ],
  "this-assignment": ["a field of `this` is assigned to", "Return the value and assign it outside."],
  "this-missing": ["`this.$` is no number in this call", "Pass it as an argument."],
  super: ["`super` does not compile", "Call the function by its name."],
  impure: ["$ gives another value each time", "Draw the values outside and pass them as an array."],
  "unknown-call": ["$ is called, which does not compile", "Use `Math` functions and numeric functions."],
  naming: [
    "$ is called, and is not the helper that keeps the names of functions",
    "Call your own function otherwise.",
  ],
  "closure-call": ["a function is called that only turns out at run time", "Call a function by its name."],
  recursion: ["$ calls itself", "Write it as a loop."],
  "inline-depth": ["calls are nested too deep", "Call fewer functions within functions."],
  "inline-size": ["with all it calls it is too large", "Offload the inner functions, or split it."],
  spread: ["it passes the elements of an array as arguments", "Pass each argument by itself."],
  "argument-count": ["$ takes arguments of another number", "Pass as many as it has parameters."],
  "array-argument": ["$ takes an array here and gets a number", "Pass an array."],
  "range-value": ["a range is used as a value", "Go through it with `for … of`, `sum`, `any` or `all`."],
  "range-step": ["the step of a range is not a constant", "Write the step as a number, not 0."],
  "intrinsic-argument": [
    "$ goes through numbers with a function",
    "Pass `range(n)` or an array, and an arrow.",
  ],
} as const);

export type RefusalCode = keyof typeof table;

export const refusalCodes = Object.freeze(Object.keys(table)) as readonly RefusalCode[];

export interface Where {
  readonly detail?: string | undefined;
  readonly other?: string | undefined;
  readonly span?: Span | undefined;
  readonly source?: string | undefined;
  readonly helper?: string | undefined;
}

/** The refusal of that code, to be thrown. */
export function refusal(code: RefusalCode, where: Where = {}): Refusal {
  const { detail = "it", other = "", span, source, helper } = where;
  const fill = (text: string) => text.replaceAll("$2", () => other).replaceAll("$", () => detail);
  const [reason, fix] = table[code];
  return new Refusal(code, fill(reason), fill(fix), span, source, helper);
}
