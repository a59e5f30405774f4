"""Floor 4. The output folder: write what differs, each file whole, remove only what we wrote. Knows paths and bytes."""

from briefgen.output.folder import OutputFolder, Written, check_output_folder, remove_all

__all__ = ["OutputFolder", "Written", "check_output_folder", "remove_all"]
