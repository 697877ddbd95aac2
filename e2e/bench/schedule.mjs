// The best that a list schedule can do: the one with the longest chain first.

/**
 * @param tasks by name: seconds, and names of what each needs
 * @param places how many run at once
 * @returns seconds until all is done
 */
export function listSchedule(tasks, places) {
  const names = Object.keys(tasks);
  const chains = new Map();
  const chainOf = (name) => {
    if (!chains.has(name)) {
      const after = names.filter((other) => tasks[other].needs.includes(name)).map(chainOf);
      chains.set(name, tasks[name].seconds + Math.max(0, ...after));
    }
    return chains.get(name);
  };
  const waiting = new Set(names.toSorted((a, b) => chainOf(b) - chainOf(a)));
  const ends = new Map();
  let now = 0;
  for (;;) {
    for (const name of waiting) {
      const runs = [...ends.values()].filter((end) => end > now).length;
      if (runs === places) break;
      if (!tasks[name].needs.every((need) => ends.get(need) <= now)) continue;
      waiting.delete(name);
      ends.set(name, now + tasks[name].seconds);
    }
    const later = [...ends.values()].filter((end) => end > now);
    if (later.length === 0) return now;
    now = Math.min(...later);
  }
}

/** Four datasets, one of which takes 20 units to prepare, and three estimates of 2 units for each. */
export function slowDataset(unit) {
  const data = ['a', 'b', 'c', 'd'];
  const prepare = data.map((d) => [d, { seconds: unit * (d === 'd' ? 20 : 1), needs: [] }]);
  const estimates = data.flatMap((d) =>
    ['x', 'y', 'z'].map((m) => [`${d}-${m}`, { seconds: unit * 2, needs: [d] }]),
  );
  return Object.fromEntries([...prepare, ...estimates]);
}
