/** Values that are made in one place and awaited in another. */
export interface Queue<T> {
  push(value: T): void;
  end(): void;
  values(): AsyncGenerator<T, void, undefined>;
}

export function createQueue<T>(): Queue<T> {
  let values: T[] = [];
  let ended = false;
  let wake = () => {};

  return {
    push(value) {
      values.push(value);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *values() {
      for (;;) {
        const now = values;
        values = [];
        yield* now;
        if (values.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
