"""The one time zone of the district: what people see and count days by (design.md §2, times)."""

from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
