"""What must agree between the tables of a charter file. Each check notes its problems in the document.

The shape of a single table is `schema`'s; a single standard's own sense is in `standard_checks`.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.charters.reading import Document
from portal.charters.schema import (
    FORMAT_KEYS,
    ChannelShape,
    LandlordShape,
    NamedShape,
    NotSoftwareShape,
    PolicyShape,
    PromiseShape,
    RegimeDefinitionShape,
    RegimeUseShape,
    StandardShape,
)
from portal.charters.standard_checks import check_standard
from portal.charters.standards import Channel


def check_document(
    document: Document,
    *,
    name: str,
    is_law: bool,
    regimes: Mapping[str, RegimeDefinitionShape],
    regime_standards: Mapping[str, StandardShape],
) -> None:
    """Note every disagreement between tables. `regimes` and their standards are the library's, by key.

    `is_law`: the document is the library itself, the one file that may define regimes.
    """
    if document.key and document.key != name:
        document.problem(("key",), f'is "{document.key}", but the file is called "{name}"')
    _check_dates(document)
    _check_unique_keys(document)
    _check_presence(document)
    _check_channels(document)
    _check_regime_uses(document, regimes)
    _check_rules_of_law(document, is_law=is_law)
    _check_standards(document, regime_standards)
    _check_clauses(document)


def _check_dates(document: Document) -> None:
    policy = document.one(PolicyShape, "policy")
    if policy and policy.effective_on and policy.review_due_on and policy.review_due_on < policy.effective_on:
        document.problem(("policy", "review_due_on"), "is before the day the policy took effect")


def _check_unique_keys(document: Document) -> None:
    for name, column in (
        ("standard", "key"),
        ("contact_kind", "key"),
        ("feedback_kind", "key"),
        ("format", "key"),
        ("regime", "key"),
        ("regime_definition", "key"),
        ("channel", "ours"),
        ("not_software", "clause"),
    ):
        seen: dict[object, int] = {}
        rows = document.raw.get(name, [])
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            value = row.get(column) if isinstance(row, dict) else None
            if not isinstance(value, str):
                continue
            if value in seen:
                document.problem(
                    (name, index, column), f'"{value}" is already {column} of {name}[{seen[value] + 1}]'
                )
            seen.setdefault(value, index)


def _check_presence(document: Document) -> None:
    for name in ("contact_kind", "feedback_kind"):
        if not document.raw.get(name):
            document.problem((name,), f"there must be at least one [[{name}]]")
    for name in ("contact_kind", "feedback_kind", "format"):
        for index, named in document.many(NamedShape, name).items():
            if not named.clause and not named.basis:
                document.problem((name, index, "clause"), "names neither a clause nor a basis")
    formats = _raw_values(document, "format", "key")
    if missing := [key for key in FORMAT_KEYS if key not in formats]:
        document.problem(("format",), f"not offered: {', '.join(missing)} (the Equality Act asks for them)")


def _raw_values(document: Document, name: str, column: str) -> set[str]:
    """The values of a column as written, also of tables with other mistakes in them."""
    rows = document.raw.get(name, [])
    values = (row.get(column) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return {value for value in values if isinstance(value, str)}


def _check_channels(document: Document) -> None:
    mapped = _raw_values(document, "channel", "ours")
    if missing := [channel.value for channel in Channel if channel.value not in mapped]:
        document.problem(("channel",), f"not mapped to the policy: {', '.join(missing)}")
    shapes = document.many(ChannelShape, "channel")
    policys = {shape.ours: shape.policys for shape in shapes.values()}
    for index, shape in shapes.items():
        if policys.get(shape.policys, shape.policys) is not shape.policys:
            document.problem(
                ("channel", index, "policys"),
                f'"{shape.policys}" itself counts as "{policys[shape.policys]}"; map straight to that',
            )
    for index, standard in document.many(StandardShape, "standard").items():
        unreached = [] if standard.regime else sorted(standard.channels - set(policys.values()))
        if unreached and len(policys) == len(Channel):
            document.problem(
                ("standard", index, "channels"), f"no channel of the portal counts as {', '.join(unreached)}"
            )


def _check_regime_uses(document: Document, regimes: Mapping[str, RegimeDefinitionShape]) -> None:
    landlord = document.one(LandlordShape, "landlord")
    for index, use in document.many(RegimeUseShape, "regime").items():
        if use.key not in regimes:
            document.problem(("regime", index, "key"), f'"{use.key}" is no regime of the library')
        elif use.applies and landlord and not landlord.demonstration:
            reason = _not_bound(regimes[use.key], landlord)
            if reason:
                document.problem(("regime", index, "applies"), reason)
    said = _raw_values(document, "regime", "key")
    if missing := [key for key in regimes if key not in said]:
        document.problem(("regime",), f"nothing is said about: {', '.join(missing)}")


def _not_bound(regime: RegimeDefinitionShape, landlord: LandlordShape) -> str:
    """Why the landlord cannot stand under that regime; "" where it can."""
    if regime.public_authorities is True and not landlord.public_authority:
        return f"{regime.name} binds public authorities only, and this landlord is none"
    if regime.public_authorities is False and landlord.public_authority:
        return f"{regime.name} binds private landlords only, and this one is a public authority"
    if regime.registered_providers_only and not landlord.registered_provider:
        return f"{regime.name} binds registered providers only, and this landlord is none"
    return ""


def _check_rules_of_law(document: Document, *, is_law: bool) -> None:
    """A standard or promise names a regime only in the library, and there says where the rule stands."""
    defined = _raw_values(document, "regime_definition", "key")
    if defined and not is_law:
        # Nobody would read it: a charter's regimes are the library's.
        document.problem(("regime_definition",), "stands in the library of law, and only there")
    for index, standard in document.many(StandardShape, "standard").items():
        _check_rule(document, ("standard", index), standard, defined)
        clash = next((k for k in defined if not standard.regime and standard.key.startswith(f"{k}-")), None)
        if clash:
            document.problem(("standard", index, "key"), f'begins with the regime "{clash}"')
    for index, promise in document.many(PromiseShape, "promise").items():
        _check_rule(document, ("promise", index), promise, defined)


def _check_rule(
    document: Document, path: tuple[str, int], rule: StandardShape | PromiseShape, defined: set[str]
) -> None:
    if rule.regime is None:
        return
    if rule.regime not in defined:
        document.problem((*path, "regime"), f'"{rule.regime}" is not defined in this file')
    if not rule.source:
        document.problem((*path, "source"), "a rule of law must name its source")
    if rule.effective_from is None:
        document.problem((*path, "effective_from"), "a rule of law must say from when it counts")


def _check_standards(document: Document, regime_standards: Mapping[str, StandardShape]) -> None:
    own = document.many(StandardShape, "standard")
    by_key = {**regime_standards, **{standard.key: standard for standard in own.values()}}
    written = _raw_values(document, "standard", "key")
    for index, standard in own.items():
        check_standard(document, ("standard", index), standard)
        if not standard.regime and standard.key in regime_standards:
            document.problem(("standard", index, "key"), f'"{standard.key}" is a rule of the library')
        _check_chain(document, index, standard, by_key, written)
        _check_collection(document, index, standard, by_key, written)


def _check_chain(
    document: Document,
    index: int,
    standard: StandardShape,
    by_key: Mapping[str, StandardShape],
    written: set[str],
) -> None:
    if standard.after_standard is None:
        return
    path = ("standard", index, "after_standard")
    before = by_key.get(standard.after_standard)
    if before is None:
        if standard.after_standard not in written:
            document.problem(path, f'there is no standard "{standard.after_standard}"')
        return
    if standard.event not in before.kept_by:
        document.problem(path, f'"{standard.event}" does not keep "{before.key}", so nothing would start')
    seen = {standard.key}
    step: StandardShape | None = before
    while step is not None:
        if step.key in seen:
            document.problem(path, "the chain comes back to itself")
            return
        seen.add(step.key)
        step = by_key.get(step.after_standard) if step.after_standard else None


def _check_collection(
    document: Document,
    index: int,
    standard: StandardShape,
    by_key: Mapping[str, StandardShape],
    written: set[str],
) -> None:
    if standard.collected_by is None:
        return
    check = by_key.get(standard.collected_by)
    if check is None:
        if standard.collected_by not in written:
            document.problem(
                ("standard", index, "collected_by"), f'there is no standard "{standard.collected_by}"'
            )
    elif check.recurs_from is None:
        document.problem(("standard", index, "collected_by"), f'"{check.key}" is no recurring check')


def _check_clauses(document: Document) -> None:
    kept = {s.clause for s in document.many(StandardShape, "standard").values()}
    kept |= {p.clause for p in document.many(PromiseShape, "promise").values()}
    for index, row in document.many(NotSoftwareShape, "not_software").items():
        if row.clause in kept:
            document.problem(("not_software", index, "clause"), f'"{row.clause}" is promised elsewhere')
