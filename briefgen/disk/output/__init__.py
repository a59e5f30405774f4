"""Floor 5. The output folder: write the files that differ, each file whole, and remove only files that briefgen wrote."""

from briefgen.disk.output.folder import OutputFolder, Written, check_output_folder, remove_all
from briefgen.disk.output.record import RECORD, STAGE, read_record
from briefgen.disk.output.staging import Staged

__all__ = ["RECORD", "STAGE", "OutputFolder", "Staged", "Written", "check_output_folder", "read_record", "remove_all"]
