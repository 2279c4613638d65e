"""What docker-compose.yml says, read as the container runtime reads it: merged and filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
MAIN, DEMO = "docker-compose.yml", "docker-compose.demo.yml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<otherwise>[^}]*))?\}")
COMPLETED, HEALTHY = "service_completed_successfully", "service_healthy"


@dataclass(frozen=True)
class Service:
    """One service of the file."""

    name: str
    told: Mapping[str, Any]

    @property
    def image(self) -> str:
        return str(self.told["image"])

    @property
    def is_ours(self) -> bool:
        return "build" in self.told

    @property
    def command(self) -> list[str]:
        return [str(word) for word in self.told.get("command", [])]

    @property
    def entrypoint(self) -> list[str]:
        return [str(word) for word in self.told.get("entrypoint", [])]

    @property
    def environment(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.told.get("environment", {}).items()}

    @property
    def secrets(self) -> list[str]:
        return list(self.told.get("secrets", []))

    @property
    def waits_for(self) -> dict[str, str]:
        """The services before it, each with the condition."""
        given = self.told.get("depends_on", {})
        return {name: str(how["condition"]) for name, how in given.items()}

    @property
    def volumes(self) -> dict[str, str]:
        """Where inside -> what outside: a volume's name, or a path."""
        found = {}
        for mount in self.told.get("volumes", []):
            if isinstance(mount, str):
                outside, inside = mount.split(":")[:2]
            else:
                outside, inside = mount["source"], mount["target"]
            found[inside] = outside
        return found


@dataclass(frozen=True)
class Compose:
    """The whole set-up."""

    told: Mapping[str, Any]

    @property
    def services(self) -> dict[str, Service]:
        return {name: Service(name, told) for name, told in self.told["services"].items()}

    def once(self) -> set[str]:
        """The services that end: somebody waits for their end."""
        return {
            name
            for service in self.services.values()
            for name, condition in service.waits_for.items()
            if condition == COMPLETED
        }


def read(*names: str, given: Mapping[str, str] | None = None) -> Compose:
    """Read files of the checkout, later ones over earlier ones; `given` fills the variables."""
    merged: dict[str, Any] = {}
    for name in names:
        told = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        merged = _over(merged, _filled(told, given or {}))
    return Compose(merged)


def variables(name: str) -> set[str]:
    """Return the names of the variables that a file asks for."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {found["name"] for found in VARIABLE.finditer(text)}


def _filled(told: Any, given: Mapping[str, str]) -> Any:
    if isinstance(told, str):
        return VARIABLE.sub(lambda one: given.get(one["name"]) or one["otherwise"] or "", told)
    if isinstance(told, list):
        return [_filled(one, given) for one in told]
    if isinstance(told, dict):
        return {key: _filled(value, given) for key, value in told.items()}
    return told


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Merge as compose does: mappings by key, mounts by their place inside, the rest replaced."""
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            merged[key] = _over(below[key], value)
        elif key == "volumes" and isinstance(value, list) and key in below:
            merged[key] = [*_kept(below[key], value), *value]
        else:
            merged[key] = value
    return merged


def _kept(below: list[Any], above: list[Any]) -> list[Any]:
    taken = set(Service("", {"volumes": above}).volumes)
    return [one for one in below if not set(Service("", {"volumes": [one]}).volumes) & taken]
