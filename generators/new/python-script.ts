import { type Read, readsOf, type ScriptOutline, timesOf } from './reads.js';

/** Python's own words, and what the script uses. */
const USED = new Set(
  `False None True and as assert async await break case class continue def del elif else except
  finally for from global if import in is lambda match nonlocal not or pass raise return try type
  while with yield json Path experiment one result`.split(/\s+/),
);

/** The script of a task in Python: reads what it needs, and writes its output `result`. */
export function pythonScript(outline: ScriptOutline): string {
  const reads = readsOf(outline, USED);
  const entries = [
    ...outline.over.map(
      (dimension) => `"${dimension}": experiment.levels["${dimension}"]["name"],`,
    ),
    ...reads.map(({ variable }) => `"${variable}": ${variable},`),
  ];
  return [
    `"""Runs ${timesOf(outline)}. Paths are relative to the workspace root, the working directory."""`,
    '',
    'import json',
    'from pathlib import Path',
    '',
    'from experiment import experiment',
    '',
    ...reads.flatMap(readLines),
    'result = {',
    ...indented(entries.length === 0 ? ['"id": experiment.id,'] : entries),
    '}',
    'text = json.dumps(result, indent=2)',
    'Path(experiment.outputs["result"]).write_text(text + "\\n", "utf-8")',
    '',
  ].join('\n');
}

function readLines(read: Read): string[] {
  const from = `experiment.needs["${read.need}"]`;
  if (!read.isList) return [`${read.variable} = {`, ...indented(outputsOf(read, from)), '}'];
  return [
    `${read.variable} = [`,
    ...indented(['{', ...indented(['"id": one.id,', ...outputsOf(read, 'one')]), '}']),
    `    for one in ${from}`,
    ']',
  ];
}

function outputsOf({ outputs }: Read, from: string): string[] {
  if (outputs.length === 0) return [`"outputs": ${from}.outputs,`];
  return outputs.map(([output, content]) => {
    const path = `${from}.outputs["${output}"]`;
    const text = `Path(${path}).read_text("utf-8")`;
    const value = { json: `json.loads(${text})`, text, path }[content];
    return `"${output}": ${value},`;
  });
}

const indented = (lines: readonly string[]) => lines.map((line) => `    ${line}`);

/** The file `experiment.py`, by which scripts in its folder get their experiment. */
export const EXPERIMENT_PY = `"""The experiment that a script beside this file runs: from experiment import experiment"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Need:
    """An experiment that this one reads; paths are relative to the workspace root."""

    id: str
    levels: dict[str, dict[str, Any]]
    outputs: dict[str, str]


@dataclass(frozen=True)
class Experiment:
    """What a task gets; paths are relative to the workspace root."""

    id: str
    task: str
    levels: dict[str, dict[str, Any]]
    args: dict[str, Any]
    inputs: dict[str, str | list[str]]
    needs: dict[str, Any]  # a Need each, or a list of them where that task varies over more
    outputs: dict[str, str]


def _made(kind, given):
    if isinstance(given, list):
        return [_made(kind, one) for one in given]
    return kind(**{field.name: given[field.name] for field in fields(kind)})


with open(os.environ["EXPERIMENT"], encoding="utf-8") as _file:
    experiment: Experiment = _made(Experiment, json.load(_file))
experiment.needs.update({name: _made(Need, need) for name, need in experiment.needs.items()})
`;
