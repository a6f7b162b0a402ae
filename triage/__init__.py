"""A household's story to facts, measures and offices (分诊). So far: personal data found and masked."""

from triage.privacy import Finding, Kind, find_personal_data, mask

__all__ = ["Finding", "Kind", "find_personal_data", "mask"]
