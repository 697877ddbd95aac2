"""The experiment that a script beside this file runs: from experiment import experiment"""

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
