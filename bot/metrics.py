"""Figures of the running server for Prometheus (运行指标). Labels are routes, methods and states, never words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from bot.assembly import Services

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "mingbai_requests", "Requests answered", ("route", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "mingbai_request_seconds", "Time to the answer", ("route",), buckets=_BUCKETS, registry=self._registry
        )
        self._answers = Counter(
            "mingbai_answers", "Questions answered", ("completeness", "mode"), registry=self._registry
        )
        self._orders = Gauge("mingbai_orders", "Work orders by state", ("status",), registry=self._registry)
        self._handovers = Gauge("mingbai_handovers", "Hand-overs by state", ("status",), registry=self._registry)
        self._documents = Gauge("mingbai_documents", "Documents on the shelf", registry=self._registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request. route: the template, never the path itself."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, completeness: str, mode: str) -> None:
        """Count an answer."""
        self._answers.labels(completeness, mode).inc()

    def page(self, services: Services) -> bytes:
        """All figures as Prometheus reads them. Raises LibraryError."""
        for gauge, counts in (
            (self._orders, services.records.orders.counts()),
            (self._handovers, services.records.outbox.counts()),
        ):
            gauge.clear()
            for status, count in counts.items():
                gauge.labels(status).set(count)
        self._documents.set(len(services.library.documents()))
        return generate_latest(self._registry)
