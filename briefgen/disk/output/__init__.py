"""Floor 5. The output folder: write the files that differ, each file whole, and remove only files that briefgen wrote."""

from briefgen.disk.output.folder import OutputFolder, Written, check_output_folder, publishing_order, remove_all
from briefgen.disk.output.record import RECORD, STAGE, Owned, read_record
from briefgen.disk.output.staging import Staged

__all__ = [
    "RECORD",
    "STAGE",
    "OutputFolder",
    "Owned",
    "Staged",
    "Written",
    "check_output_folder",
    "publishing_order",
    "read_record",
    "remove_all",
]
