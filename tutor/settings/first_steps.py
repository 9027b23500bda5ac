"""What the administrator's checklist goes by."""

from pathlib import Path

from tutor.settings.environment import env

# A file that the backup touches when it has ended well; empty: nothing is known of backups.
_stamp = env.str("BACKUP_STAMP", default="")
BACKUP_STAMP = Path(_stamp) if _stamp else None
