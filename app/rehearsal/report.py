"""The page that a rehearsal ends with."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import translator
from app.rehearsal.figures import Figures, percentile

ACK_P95, ACK_P99 = 300.0, 1000.0  # ms; above this a person taps again
LAG_P95, LAG_P99 = 500.0, 1000.0  # ms after the commit; above this a screen looks stuck


@dataclass(frozen=True, slots=True)
class Report:
    """What a simulated room saw. `passed`: everybody joined, something was answered, nothing
    lost, doubled or failed, and nobody ended it before its time."""

    url: str
    code: str
    phones: int
    seconds: float
    figures: Figures
    unknown_kinds: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def passed(self) -> bool:
        """Whether the room may rely on this server: counts only, speed is `slow`."""
        return self.verdict in ("passed", "slow")

    @property
    def verdict(self) -> str:
        """`failed`, `interrupted`, `empty` (nobody answered anything), `slow` or `passed`."""
        seen = self.figures
        everybody = seen.joined if self.interrupted else self.phones
        whole = seen.joined == seen.checked == everybody
        if not whole or seen.lost or seen.duplicates or seen.errors:
            return "failed"
        if self.interrupted:
            return "interrupted"
        if not seen.acked:
            return "empty"
        return "slow" if self.slow else "passed"

    @property
    def slow(self) -> bool:
        """Whether a figure of speed is above its limit."""
        pairs = (
            (percentile(self.figures.ack_ms, 0.95), ACK_P95),
            (percentile(self.figures.ack_ms, 0.99), ACK_P99),
            (percentile(self.figures.lag_ms, 0.95), LAG_P95),
            (percentile(self.figures.lag_ms, 0.99), LAG_P99),
        )
        return any(seen is not None and seen > limit for seen, limit in pairs)

    def text(self, language: str = "en") -> str:
        """The report as plain lines, one figure a line."""
        t, seen = translator(language), self.figures
        rows = [
            ("joins", t("rehearsal.of", n=seen.joined, all=self.phones)),
            ("join_time", self._times(seen.join_ms, (0.5, 0.95, 0.99), language)),
            ("acked", t("rehearsal.changed", n=seen.acked, changed=seen.changed)),
            ("ack_time", self._times(seen.ack_ms, (0.5, 0.95, 0.99), language)),
            ("lag", self._times(seen.lag_ms, (0.5, 0.95, 0.99), language)),
            ("refused", t.number(seen.refused)),
            ("retries", t("rehearsal.reconnected", n=seen.retries, sockets=seen.reconnects)),
            ("checked", t("rehearsal.of", n=seen.checked, all=self.phones)),
            ("errors", t.number(seen.errors.total())),
            ("lost", t.number(len(seen.lost))),
            ("duplicates", t.number(seen.duplicates)),
        ]
        labels = {name: t(f"rehearsal.{name}") for name, _ in rows}
        wide = max(map(len, labels.values())) + 2
        minutes = t.number(self.seconds / 60, 1)
        head = t("rehearsal.head", code=self.code, url=self.url, n=self.phones, minutes=minutes)
        lines = [head, ""]
        lines += [f"{labels[name]:<{wide}}{shown}" for name, shown in rows]
        lines += [f"  {count} × {what}" for what, count in seen.errors.most_common(10)]
        lines += [f"  {answer}" for answer in seen.lost[:10]]
        if self.unknown_kinds:
            lines.append(t("rehearsal.unknown_kinds", kinds=", ".join(self.unknown_kinds)))
        lines += ["", t(f"rehearsal.{self.verdict}")]
        if self.interrupted:
            lines.append(t("rehearsal.remove"))
        return "\n".join(lines)

    def _times(self, times: list[float], shares: tuple[float, ...], language: str) -> str:
        t = translator(language)
        shown = [(share, percentile(times, share)) for share in shares]
        if any(each is None for _, each in shown):
            return t("rehearsal.not_measured")
        return " · ".join(f"p{share * 100:.0f} {t.number(each or 0)} ms" for share, each in shown)
