"""How much of a charter the portal keeps, clause by clause. Pure counting over a charter."""

from __future__ import annotations

from dataclasses import dataclass

from portal.charters.standards import Charter


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The clauses of a charter by what becomes of them; each clause is in exactly one."""

    kept: tuple[str, ...]
    partly_kept: tuple[str, ...]
    not_yet_kept: tuple[str, ...]
    not_for_software: tuple[str, ...]


def coverage_of(charter: Charter) -> Coverage:
    """Sort the clauses of the policy (its regimes are apart). A clause with several promises is kept when all
    of them name the part of the portal that keeps them, and partly kept when only some do."""
    keepers: dict[str, list[bool]] = {}
    for standard in charter.standards:
        keepers.setdefault(standard.clause, []).append(bool(standard.kept_in))
    for promise in charter.promises:
        keepers.setdefault(promise.clause, []).append(bool(promise.kept_in))
    return Coverage(
        kept=tuple(clause for clause, named in keepers.items() if all(named)),
        partly_kept=tuple(clause for clause, named in keepers.items() if any(named) and not all(named)),
        not_yet_kept=tuple(clause for clause, named in keepers.items() if not any(named)),
        not_for_software=tuple(row.clause for row in charter.not_software),
    )
