"""The audit: claims, the ledger of checks, verdicts, findings."""

from handbook.audit.claims import Claim, Verdict
from handbook.audit.findings import Told, findings
from handbook.audit.ledger import Ledger

__all__ = ["Claim", "Ledger", "Told", "Verdict", "findings"]
