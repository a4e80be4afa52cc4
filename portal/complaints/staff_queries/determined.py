"""What we found beside what the Ombudsman decided, for the page of one complaint."""

from __future__ import annotations

import sqlalchemy as sa

from portal.complaints.models import Complaint, Determination, Finding, OmbudsmanOrder, Point
from portal.complaints.queries import PointFound
from portal.database import db

_LAST_FIRST = (
    Determination.decided_on.desc(),
    Determination.id,
    OmbudsmanOrder.by_on,
    OmbudsmanOrder.id,
)
_POINTS_AND_DECIDED = (
    sa.select(Point, Finding, Determination, OmbudsmanOrder)
    .select_from(Complaint)
    .outerjoin(Point, sa.and_(Point.complaint_id == Complaint.id, Point.withdrawn_at.is_(None)))
    .outerjoin(Finding, sa.and_(Finding.point_id == Point.id, Finding.stage == sa.bindparam("stage")))
    .outerjoin(Determination, Determination.complaint_id == Complaint.id)
    .outerjoin(OmbudsmanOrder, OmbudsmanOrder.determination_id == Determination.id)
    .where(Complaint.id == sa.bindparam("complaint"))
    .order_by(Point.id, *_LAST_FIRST)
)


def points_and_determinations(
    complaint_id: int, *, stage: int
) -> tuple[list[PointFound], list[tuple[Determination, list[OmbudsmanOrder]]]]:
    """`points_found`, and what the Ombudsman decided with what they order, the last first: one statement.

    Each point comes with each order; there are few of both.
    """
    points: dict[int, PointFound] = {}
    decided: dict[int, tuple[Determination, dict[int, OmbudsmanOrder]]] = {}
    values = {"complaint": complaint_id, "stage": stage}
    for point, finding, decision, order in db.session.execute(_POINTS_AND_DECIDED, values):
        if point is not None:
            points[point.id] = PointFound(point=point, finding=finding)
        if decision is not None:
            orders = decided.setdefault(decision.id, (decision, {}))[1]
            if order is not None:
                orders[order.id] = order
    return list(points.values()), [(one, list(orders.values())) for one, orders in decided.values()]
