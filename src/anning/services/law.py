"""The law as a person looks it up: what is known, and what an article said on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from anning.domain.china_time import china_day, now
from anning.errors import NotFound
from anning.knowledge import laws
from anning.knowledge.laws import Norm


def listing() -> list[dict[str, Any]]:
    """Every statute with its versions, as ``anning law list --json`` gives them."""
    return [
        {
            "law": statute.title,
            "id": statute.id,
            "short": statute.short,
            "kind": statute.kind,
            "effect": statute.effect,
            "issuer": statute.issuer,
            "versions": [
                {
                    "in_force_from": version.in_force_from.isoformat(),
                    "in_force_to": version.in_force_to.isoformat() if version.in_force_to else None,
                    "mark": version.mark,
                    "articles": len(version.articles),
                }
                for version in statute.versions
            ],
        }
        for statute in laws.statutes()
    ]


def show(law: str, article: str, on: date | None = None) -> list[Norm]:
    """The norms of that name in force on a day (today in China when none is given).

    NotFound says which law or article there is, or when it was in force.
    """
    day = on or china_day(now())
    norms = laws.find(law, article)
    valid = [norm for norm in norms if norm.in_force(day)]
    if not valid:
        periods = "；".join(f"{n.cited}：{n.in_force_from} 至 {n.in_force_to or '今'}" for n in norms)
        replaced = "、".join(dict.fromkeys(n.replaced_by for n in norms if n.replaced_by))
        raise NotFound(
            f"{day} 这一天没有施行中的这一条（{periods}）",
            next_step=f"看看接替它的条文：{replaced}"
            if replaced
            else "换一个日期再查，用 --on 2026-01-01 这样的写法",
        )
    return valid


def as_json(norm: Norm) -> dict[str, Any]:
    """The contract of ``anning law show --json``, with more beside it."""
    return {
        "law": norm.law,
        "article": norm.article,
        "title": norm.title,
        "in_force_from": norm.in_force_from.isoformat(),
        "in_force_to": norm.in_force_to.isoformat() if norm.in_force_to else None,
        "summary": norm.summary,
        "source": norm.source,
        "mark": norm.mark,
        "replaced_by": norm.replaced_by or None,
        "cited": norm.cited,
        "kind": norm.kind,
        "effect": norm.effect,
        "applies_to": list(norm.applies_to),
        "condition": norm.condition,
        "note": norm.note,
    }
