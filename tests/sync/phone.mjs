/* The phone's own decisions for the state machine: one line of JSON in, one line out; the code is that of the outbox itself. */
import { createInterface } from "node:readline";
import * as box from "../../assets/offline/outbox.js";

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(box[name](...args) ?? null)}\n`);
}
