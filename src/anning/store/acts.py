"""What was done on which day, summed up over all contacts: what routes and deadlines are worked out from."""

from __future__ import annotations

from django.db import connection

from anning.domain.china_time import china_day
from anning.domain.deadlines import Act
from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.store.codes import CHANNELS, NO_TIME, VERDICT, conducts_in
from anning.store.guard import spoken
from anning.store.remembering import remembered

_DAY = 86_400_000
_CHINA = 8 * 3_600_000
_ONLINE = frozenset(CHANNELS.index(word) for word in ("wechat", "email"))


@remembered("contacts")
def acts() -> tuple[Act, ...]:
    """Every unlawful conduct of every legal day, from contacts that are likely unlawful; what was dismissed is out."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT (at + {_CHINA}) / {_DAY}, live_conducts, channel FROM contact"  # noqa: S608
            f" WHERE verdict > 0 AND live_verdict = {VERDICT['likely_unlawful']} AND at < {NO_TIME} AND at >= 0"
        )
        rows = cursor.fetchall()
    found = {
        (day, conduct, channel in _ONLINE)
        for day, bits, channel in rows
        for conduct in conducts_in(bits)
        if conduct not in NOT_UNLAWFUL
    }
    return tuple(
        Act(conduct=Conduct(conduct), day=china_day(day * _DAY), online=online)
        for day, conduct, online in sorted(found)
    )
