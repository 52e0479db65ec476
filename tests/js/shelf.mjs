/* A shelf for keys in memory, with the one promise that the real one gives: each of its changes is a transaction. */
export function shelf() {
  const kept = new Map();
  let death = "";
  const change = (name, value) => (value === null || value === undefined ? kept.delete(name) : kept.set(name, value));
  return {
    kept,
    /** The next swap is killed "before" or "after" it is on the disk. */
    die: (when) => (death = when),
    get: async (name) => kept.get(name),
    putOnce: async (name, value) => void (kept.has(name) || kept.set(name, value)),
    swap: async (changes) => {
      const killed = death;
      death = "";
      if (killed === "before") throw new Error("killed");
      for (const [name, value] of Object.entries(changes)) change(name, value);
      if (killed === "after") throw new Error("killed");
    },
    update: async (name, fn) => {
      const value = fn(kept.get(name));
      change(name, value);
      return value;
    },
  };
}
