"""A household's story to facts, measures and offices (分诊). Front door: `triage.refer.Triage`; personal data: here."""

from triage.privacy import Finding, Kind, find_personal_data, mask

__all__ = ["Finding", "Kind", "find_personal_data", "mask"]
