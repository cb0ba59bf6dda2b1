"""Move the names of the normalisation layers in a checkpoint as `fix` moves them in code.

`convert` carries a file over, `preview` says what that would do, and `rename_keys` gives the names
to a state dict that is in memory. Nothing here imports PyTorch before a .pth or .pt file is met,
and MindSpore is imported only where a `model` needs it.
"""

from bnmigrate.checkpoint.conversion import Report, convert, preview
from bnmigrate.checkpoint.entries import CheckpointError
from bnmigrate.checkpoint.names import rename_keys

__all__ = ["CheckpointError", "Report", "convert", "preview", "rename_keys"]
