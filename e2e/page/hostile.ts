import type { ExperimentData, StudyData } from '../../executors/overview/data.js';

/** Texts that would do harm, or be lost, where they were taken for markup. */
export const HOSTILE = [
  '<script>window.hacked = 1</script>',
  '"><img src=x onerror="window.hacked=1">',
  "</script><!-- '; window.hacked=1 //",
  '<b><i>bold</i></b> & &lt;',
] as const;

/** A study whose levels, fields, values, reasons, logs and texts are such. */
export function hostileStudy(write: (path: string, text: string) => void): StudyData {
  const levels = HOSTILE.map((name) => ({ name, fields: { note: name } }));
  const all = HOSTILE.join('\n');
  const experiments = HOSTILE.map((name, at): ExperimentData => {
    const folder = `bld/hostile/${at}`;
    const values = {
      note: name,
      accuracy: at / 7,
      [name]: at,
      constructor: at,
      toString: { a: at },
    };
    write(
      `${folder}/fit.json`,
      JSON.stringify({ ...values, all }).replace('{', '{"__proto__":{"x":1},'),
    );
    write(`${folder}/<i>notes.txt`, all);
    return {
      project: `hostile/${name}-${at}`,
      task: 'hostile',
      id: `${name}-${at}`,
      levels: { data: name },
      state: at === 0 ? 'failed' : 'changed',
      reasons: [...HOSTILE],
      seconds: at + 1,
      attempts: 1,
      finished: 0,
      log: all,
      inputs: { '<b>': name },
      outputs: { fit: `${folder}/fit.json`, '<script>': `${folder}/<i>notes.txt` },
      needs: {},
      definition: {
        command: [...HOSTILE],
        args: { '<b>': name },
        env: { '<b>': name },
        code: [...HOSTILE],
        packages: [...HOSTILE],
      },
    };
  });
  return {
    project: HOSTILE[0],
    bld: 'bld',
    page: 'bld/overview/hostile.html',
    made: 0,
    dimensions: [{ name: 'data', levels, isReplicate: false }],
    tasks: [{ name: 'hostile', catalog: HOSTILE[0], description: all, over: ['data'] }],
    experiments,
    groups: HOSTILE.map((reason) => ({
      task: 'hostile',
      state: 'changed' as const,
      experiments: 1,
      where: [`data=${reason}`],
      reason,
    })),
    price: { experiments: 4, work: 1, clock: 1, unknown: 1 },
    parallel: 1,
  };
}
